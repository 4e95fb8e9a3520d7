package io.tarn.functions;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.api.Dispatcher;
import io.tarn.api.SessionIssuer;
import io.tarn.functions.sandbox.CodeStore;
import io.tarn.functions.sandbox.SandboxPool;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What all operations of the room share. */
record Lambda(
    Ledger ledger,
    CodeStore code,
    SandboxPool pool,
    SessionIssuer sessions,
    Dispatcher dispatcher,
    Limits limits) {
  static final String PRINCIPAL = "lambda.amazonaws.com";
  static final String PURGE = "functions.purge";
  private static final Duration TRIAL_SESSION = Duration.ofMinutes(15);

  FunctionRow load(FunctionName name) {
    return ledger.read(tx -> FunctionRows.load(tx, name));
  }

  /** Gets a sandbox ready for the first call after a change. */
  void startAhead(FunctionName name) {
    pool.startAhead(load(name).spec(name.arn()));
  }

  /** One action on a function, its resource policy attached. */
  Access access(String action, FunctionName name) {
    Optional<String> policy = ledger.read(tx -> Permissions.policy(tx, name));
    return Access.of(action, name.qualifiedArn()).withResourcePolicy(policy);
  }

  List<Access> onFunction(String action, String function, Call call) {
    return onFunction(action, function, null, call);
  }

  List<Access> onFunction(String action, String function, @Nullable String qualifier, Call call) {
    return List.of(access(action, FunctionName.parse(function, qualifier, call)));
  }

  /** As {@link #onFunction}, and iam:PassRole when the call hands a role to the function. */
  List<Access> passing(
      String action, FunctionName name, @Nullable String role, @Nullable List<String> layers) {
    List<Access> all = new ArrayList<>();
    all.add(access(action, name.withoutQualifier()));
    if (role != null) {
      all.add(Access.of("iam:PassRole", role).withContext("iam:PassedToService", PRINCIPAL));
    }
    if (layers != null) {
      layers.forEach(layer -> all.add(Access.of("lambda:GetLayerVersion", layer)));
    }
    return all;
  }

  /** The trust policy must let Lambda take the role before a function may have it. */
  void checkRole(String role, FunctionName name) {
    try {
      sessions.issue(
          role,
          PRINCIPAL,
          name.name(),
          TRIAL_SESSION,
          Map.of("aws:SourceArn", List.of(name.arn())));
    } catch (ServiceError e) {
      throw LambdaError.INVALID.error(
          "The role defined for the function cannot be assumed by Lambda.");
    }
  }

  /** Looks later, outside the commit, whether a package is still named, and removes it if not. */
  static void purgeLater(Tx tx, String code, Instant now, String traceId) {
    tx.schedule(new NewTask(PURGE, code, now, 10, Duration.ofSeconds(10), traceId, "{}"));
  }

  static void checkRevision(@Nullable String given, @Nullable String current) {
    if (given != null && !given.equals(current)) {
      throw LambdaError.PRECONDITION.error(
          "The Revision Id provided does not match the latest Revision Id. Call the"
              + " GetFunction/GetAlias API to retrieve the latest Revision Id");
    }
  }

  /** The packages of a function's layers, in order. */
  static List<LayerRows.Layer> layers(Tx tx, String region, @Nullable List<String> arns)
      throws SQLException {
    List<LayerRows.Layer> found = new ArrayList<>();
    for (String arn : arns == null ? List.<String>of() : arns) {
      String[] parts = arn.split(":");
      if (parts.length != 8 || !parts[3].equals(region) || !FunctionRows.isNumber(parts[7])) {
        throw LambdaError.INVALID.error("Layer version " + arn + " does not exist.");
      }
      found.add(
          LayerRows.find(tx, region, parts[6], Long.parseLong(parts[7]))
              .orElseThrow(
                  () -> LambdaError.INVALID.error("Layer version " + arn + " does not exist.")));
    }
    return found;
  }
}
