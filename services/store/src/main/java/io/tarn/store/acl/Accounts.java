package io.tarn.store.acl;

import io.tarn.api.s3.Owner;
import io.tarn.kernel.CanonicalIds;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The accounts that lists may name, by their canonical ids.
 *
 * @param home the lake's own
 */
public record Accounts(String home, Map<String, String> byCanonicalId) {
  /** Writes numbers where the wire has canonical ids. */
  static final Namer BY_NUMBER = number -> number;

  private static final String ANONYMOUS = "anonymous";

  /** What stands for an account in a structure. */
  interface Namer {
    String name(String number);
  }

  public Accounts {
    byCanonicalId = Map.copyOf(byCanonicalId);
  }

  public static Accounts of(String home, Set<String> guests) {
    Map<String, String> known = new HashMap<>();
    known.put(CanonicalIds.of(home), home);
    known.put(CanonicalIds.of(ANONYMOUS), ANONYMOUS);
    known.put(CanonicalIds.of(Grantee.Account.EC2.number()), Grantee.Account.EC2.number());
    guests.forEach(guest -> known.put(CanonicalIds.of(guest), guest));
    return new Accounts(home, known);
  }

  /** The account of a canonical id; empty when the lake has none of it. */
  public Optional<String> find(String canonicalId) {
    return Optional.ofNullable(byCanonicalId.get(canonicalId));
  }

  /** An account as S3 shows owners. */
  public static Owner owner(String account) {
    return Owner.builder().id(CanonicalIds.of(account)).displayName(account).build();
  }
}
