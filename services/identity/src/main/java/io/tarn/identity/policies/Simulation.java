package io.tarn.identity.policies;

import io.tarn.api.PageTokens;
import io.tarn.api.iam.ContextEntry;
import io.tarn.api.iam.EvaluationResult;
import io.tarn.api.iam.PermissionsBoundaryDecisionDetail;
import io.tarn.api.iam.Position;
import io.tarn.api.iam.Statement;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.policy.Decision;
import io.tarn.identity.policy.Evaluator;
import io.tarn.identity.policy.Keys;
import io.tarn.identity.policy.Policy;
import io.tarn.identity.policy.PolicyError;
import io.tarn.identity.policy.PolicyKind;
import io.tarn.identity.policy.PolicySet;
import io.tarn.identity.policy.Request;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the engine would decide, action by action and resource by resource, and by which statements.
 * Keys of the caller are known; every other condition key is one of the given entries or missing.
 */
final class Simulation {
  private static final String GIVEN = "IAM Policy";

  private final Caller caller;
  private final List<Source> sources;
  private final List<Source> boundaries;
  private final @Nullable Source resource;
  private final Map<String, List<String>> context = new HashMap<>();

  /** A policy and the name by which results refer to it. */
  record Source(String id, String type, Policy policy) {}

  Simulation(
      Caller caller,
      List<Source> sources,
      List<Source> boundaries,
      @Nullable String resourcePolicy,
      @Nullable List<ContextEntry> entries) {
    this.caller = caller;
    this.sources = List.copyOf(sources);
    this.boundaries = List.copyOf(boundaries);
    this.resource =
        resourcePolicy == null
            ? null
            : new Source(
                "ResourcePolicy", "Resource Policy", parse(resourcePolicy, PolicyKind.RESOURCE));
    put("aws:principalarn", caller instanceof Caller.RoleSession s ? s.roleArn() : caller.arn());
    put("aws:principalaccount", caller.account());
    put("aws:userid", caller.userId());
    if (caller instanceof Caller.User user) {
      put("aws:username", user.name());
    }
    for (ContextEntry entry : entries == null ? List.<ContextEntry>of() : entries) {
      if (entry.contextKeyName() != null) {
        List<String> values = entry.contextKeyValues();
        context.put(
            entry.contextKeyName().toLowerCase(Locale.ROOT), values == null ? List.of() : values);
      }
    }
  }

  private void put(String key, String value) {
    context.put(key, List.of(value));
  }

  static void add(List<Source> sources, String list, @Nullable List<String> documents) {
    int number = 1;
    for (String document : documents == null ? List.<String>of() : documents) {
      sources.add(new Source(list + "." + number++, GIVEN, parse(document, PolicyKind.IDENTITY)));
    }
  }

  private static Policy parse(String document, PolicyKind kind) {
    try {
      return Policy.parse(document, kind);
    } catch (PolicyError e) {
      throw IdentityError.INVALID_INPUT.of("Invalid policy: " + e.message());
    }
  }

  /** The user that is given, or one of whom nothing is known. */
  static Caller caller(Iam iam, @Nullable String arn) {
    return arn == null
        ? new Caller.User(iam.account(), "simulated", "/", "AIDASIMULATEDSIMULATE", Map.of())
        : SimulatedPrincipal.load(iam, arn).caller();
  }

  Page<EvaluationResult> page(
      List<String> actions,
      @Nullable List<String> resources,
      @Nullable Integer maxItems,
      @Nullable String marker) {
    List<String> where = resources == null || resources.isEmpty() ? List.of("*") : resources;
    Object[] binding = {"simulation", caller.arn(), actions, where};
    String after = Paging.after(marker, binding);
    int from = after == null ? 0 : Integer.parseInt(after);
    int to = Math.min(actions.size() * where.size(), from + Paging.size(maxItems));
    List<EvaluationResult> results = new ArrayList<>();
    for (int i = from; i < to; i++) {
      results.add(result(actions.get(i / where.size()), where.get(i % where.size())));
    }
    Optional<String> next =
        to < actions.size() * where.size()
            ? Optional.of(PageTokens.seal(Integer.toString(to), binding))
            : Optional.empty();
    return new Page<>(results, next);
  }

  private EvaluationResult result(String action, String where) {
    Request request = new Request(caller, action, where, (Keys) context::get);
    PolicySet set =
        new PolicySet(
            sources.stream().map(Source::policy).toList(),
            boundaries.stream().map(Source::policy).findFirst(),
            List.of(),
            Optional.ofNullable(resource).map(Source::policy),
            PolicySet.Trust.OPTIONAL);
    Decision decision = Evaluator.decide(request, set);
    boolean limited =
        decision instanceof Decision.ImplicitlyDenied denied
            && denied.missing() == Decision.Voice.BOUNDARY;
    return EvaluationResult.builder()
        .evalActionName(action)
        .evalResourceName(where)
        .evalDecision(
            switch (decision) {
              case Decision.Allowed allowed -> "allowed";
              case Decision.ExplicitlyDenied denied -> "explicitDeny";
              case Decision.ImplicitlyDenied denied -> "implicitDeny";
            })
        .matchedStatements(limited ? List.of() : matched(request, decision))
        .missingContextValues(missing())
        .permissionsBoundaryDecisionDetail(
            boundaries.isEmpty()
                ? null
                : PermissionsBoundaryDecisionDetail.builder()
                    .allowedByPermissionsBoundary(!limited)
                    .build())
        .build();
  }

  private List<Statement> matched(Request request, Decision decision) {
    List<Statement> statements = new ArrayList<>();
    List<Source> all = new ArrayList<>(sources);
    if (resource != null) {
      all.add(resource);
    }
    if (decision instanceof Decision.ExplicitlyDenied) {
      all.addAll(boundaries);
    }
    for (Source source : all) {
      for (Policy.Located located : source.policy().matching(request)) {
        boolean decisive = located.denies() == decision instanceof Decision.ExplicitlyDenied;
        if (decisive) {
          statements.add(
              Statement.builder()
                  .sourcePolicyId(source.id())
                  .sourcePolicyType(source.type())
                  .startPosition(position(located.startLine(), located.startColumn()))
                  .endPosition(position(located.endLine(), located.endColumn()))
                  .build());
        }
      }
    }
    return statements;
  }

  private static Position position(int line, int column) {
    return Position.builder().line(line).column(column).build();
  }

  private List<String> missing() {
    TreeSet<String> keys = new TreeSet<>();
    sources.forEach(source -> keys.addAll(source.policy().conditionKeys()));
    boundaries.forEach(source -> keys.addAll(source.policy().conditionKeys()));
    if (resource != null) {
      keys.addAll(resource.policy().conditionKeys());
    }
    keys.removeAll(context.keySet());
    return List.copyOf(keys);
  }
}
