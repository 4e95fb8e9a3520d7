package io.tarn.keys.secrets;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.ResourcePolicyRules;
import io.tarn.kernel.Arn;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the operations on secrets share. */
record Secrets(
    Ledger ledger,
    Authorizer authorizer,
    ResourcePolicyRules policyRules,
    SecretVault vault,
    SecureRandom random,
    String account,
    SecretLimits limits) {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String RESOURCE = "secret:";
  private static final int SUFFIX = 6;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@!-]+");

  /**
   * @throws io.tarn.kernel.ServiceError ValidationException
   */
  void checkName(String name) {
    if (!NAME.matcher(name).matches() || name.length() > limits.nameLength()) {
      throw SecretsError.VALIDATION.with(
          "Invalid name. Must be a valid name containing alphanumeric characters, or any of the"
              + " following: -/_+=.@!");
    }
  }

  /**
   * The characters behind the name of a secret that a call makes. The same throughout the call, so
   * that what is asked of policies is what is made.
   */
  static String suffix(Call call, String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((call.requestId() + "/" + name).getBytes(StandardCharsets.UTF_8));
      StringBuilder suffix = new StringBuilder();
      for (int i = 0; i < SUFFIX; i++) {
        suffix.append(LETTERS.charAt(Byte.toUnsignedInt(digest[i]) % LETTERS.length()));
      }
      return suffix.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JDK", e);
    }
  }

  /** The secret of a name, an ARN, or an ARN without its last characters. */
  Optional<SecretRow> find(Tx tx, String region, String id) throws SQLException {
    if (!id.startsWith("arn:")) {
      return SecretTable.find(tx, region, id);
    }
    if (!Arn.isArn(id)) {
      return Optional.empty();
    }
    Arn arn = Arn.parse(id);
    if (!arn.service().equals("secretsmanager")
        || !arn.region().equals(region)
        || !arn.account().equals(account)
        || !arn.resource().startsWith(RESOURCE)) {
      return Optional.empty();
    }
    String name = arn.resource().substring(RESOURCE.length());
    int dash = name.length() - SUFFIX - 1;
    if (dash > 0 && name.charAt(dash) == '-') {
      String suffix = name.substring(dash + 1);
      Optional<SecretRow> whole =
          SecretTable.find(tx, region, name.substring(0, dash))
              .filter(row -> row.suffix().equals(suffix));
      if (whole.isPresent()) {
        return whole;
      }
    }
    return SecretTable.find(tx, region, name);
  }

  /**
   * @throws io.tarn.kernel.ServiceError ResourceNotFoundException
   */
  SecretRow load(Tx tx, Call call, String id) throws SQLException {
    return find(tx, call.region(), id).orElseThrow(SecretsError::notFound);
  }

  SecretRow load(Call call, String id) {
    return ledger.read(tx -> load(tx, call, id));
  }

  String arn(SecretRow secret) {
    return secret.arn(account);
  }

  /** An action on the secret that the input names, under its policy and tags. */
  <I> AccessRule<I> on(String action, Function<I, String> id) {
    return (input, call) -> List.of(access(call, action, id.apply(input)));
  }

  Access access(Call call, String action, String id) {
    Optional<SecretRow> found = ledger.read(tx -> find(tx, call.region(), id));
    if (found.isEmpty()) {
      String resource =
          id.startsWith("arn:")
              ? id
              : Arn.of("secretsmanager", call.region(), account, RESOURCE + id).toString();
      return Access.of(action, resource).withContext("secretsmanager:SecretId", id);
    }
    return access(action, found.get()).withContext("secretsmanager:SecretId", id);
  }

  Access access(String action, SecretRow secret) {
    Access access =
        Access.of(action, arn(secret))
            .withResourcePolicy(secret.policy())
            .withContext("secretsmanager:SecretPrimaryRegion", secret.region());
    for (Map.Entry<String, String> tag : secret.tags().entrySet()) {
      access =
          access
              .withContext("aws:ResourceTag/" + tag.getKey(), tag.getValue())
              .withContext("secretsmanager:ResourceTag/" + tag.getKey(), tag.getValue());
    }
    return access;
  }

  /** Changes a secret that is not about to go. */
  SecretRow change(Call call, String id, UnaryOperator<SecretRow> change) {
    return ledger.commit(
        tx -> {
          SecretRow changed = change.apply(load(tx, call, id).checkStays());
          SecretTable.update(tx, changed);
          return changed;
        });
  }

  /**
   * Whether a version of this id has this value already.
   *
   * @throws io.tarn.kernel.ServiceError ResourceExistsException when it has another one
   */
  boolean isRepeated(SecretRow secret, String version, SecretValue value) {
    Optional<SealedValue> known = ledger.read(tx -> VersionTable.value(tx, secret, version));
    if (known.isEmpty()) {
      return false;
    }
    if (vault.open(secret, version, known.get()).is(value)) {
      return true;
    }
    throw SecretsError.EXISTS.with(
        "You can't use ClientRequestToken "
            + version
            + " because that value is already in use for a version of secret "
            + arn(secret)
            + ".");
  }

  /**
   * Adds a version inside a commit.
   *
   * @return its labels
   */
  List<String> addVersion(
      Tx tx, SecretRow secret, String version, Instant now, SealedValue value, List<String> labels)
      throws SQLException {
    VersionTable.insert(tx, secret, version, now, value);
    Map<String, List<String>> before = VersionTable.stages(tx, secret);
    Map<String, List<String>> after = Stages.moved(before, version, labels);
    VersionTable.restage(tx, secret, before, after);
    VersionTable.prune(tx, secret, limits.versions());
    return after.getOrDefault(version, List.of());
  }

  static String token(@Nullable String given, Call call) {
    return given == null ? call.ids().uuid() : given;
  }

  /** Reads are noted by the day. */
  static Instant day(Instant now) {
    return now.truncatedTo(ChronoUnit.DAYS);
  }

  /** Times as they are kept. */
  static Instant time(Call call) {
    return call.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
