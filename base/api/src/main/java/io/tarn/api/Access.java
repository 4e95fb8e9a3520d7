package io.tarn.api;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One question to the {@link Authorizer}: this action, on this resource, under these condition
 * keys.
 *
 * @param action IAM's name, e.g. {@code s3:GetObject}
 * @param resource an ARN, or {@code *}
 * @param context condition keys that only the operation can know, e.g. {@code s3:prefix}, {@code
 *     aws:RequestTag/team}, {@code aws:ResourceTag/team}; global keys are added by the Authorizer
 *     from the call
 * @param resourcePolicy the JSON of the policy on the resource itself (a bucket's, a function's),
 *     when it has one
 * @param ownership whose the resource is
 * @param lookup condition keys that cost something to know, asked for only when a policy names them
 */
public record Access(
    String action,
    String resource,
    Map<String, List<String>> context,
    Optional<String> resourcePolicy,
    Ownership ownership,
    Lookup lookup) {
  /** Condition keys found when they are asked for; may be asked by several threads. */
  @FunctionalInterface
  public interface Lookup {
    Lookup NOTHING = key -> null;

    /**
     * @param key in lower case
     */
    @Nullable List<String> find(String key);
  }

  public Access {
    requireNonNull(action, "action is null");
    requireNonNull(resource, "resource is null");
    context = Map.copyOf(context);
    requireNonNull(resourcePolicy, "resourcePolicy is null");
    requireNonNull(ownership, "ownership is null");
    requireNonNull(lookup, "lookup is null");
  }

  public static Access of(String action, String resource) {
    return new Access(action, resource, Map.of(), Optional.empty(), Ownership.LAKE, Lookup.NOTHING);
  }

  public Access withContext(String key, String... values) {
    Map<String, List<String>> more = new HashMap<>(context);
    more.put(key, List.of(values));
    return new Access(action, resource, more, resourcePolicy, ownership, lookup);
  }

  public Access withResourcePolicy(Optional<String> policy) {
    return new Access(action, resource, context, policy, ownership, lookup);
  }

  public Access withOwnership(Ownership whose) {
    return new Access(action, resource, context, resourcePolicy, whose, lookup);
  }

  public Access withLookup(Lookup keys) {
    return new Access(action, resource, context, resourcePolicy, ownership, keys);
  }
}
