package io.tarn.api;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;

/**
 * Whose a resource is, and what of its owner's word counts besides policies. Callers of the owner's
 * account need one voice, their own policies' or the resource's; callers of other accounts need
 * both. Source: IAM User Guide, "Cross-account policy evaluation logic"; S3 User Guide, "How Amazon
 * S3 authorizes a request".
 *
 * @param account the owner's; empty for the lake's own
 * @param grants whom an access control list of the resource allows the action
 * @param reach for whom an Allow of the resource's policy counts; a Deny counts for everyone
 */
public record Ownership(Optional<String> account, Grants grants, Reach reach) {
  /** The lake's own, without a list. */
  public static final Ownership LAKE = new Ownership(Optional.empty(), Grants.NONE, Reach.ANYONE);

  /** For whom a resource policy's Allow counts. */
  public enum Reach {
    ANYONE,
    /** Callers of the owner's account and services, as where public buckets are restricted. */
    OWN_ACCOUNT,
    /** Nobody, as for an object in a bucket of someone else. */
    NOBODY
  }

  /**
   * Whom a list allows one action.
   *
   * @param everyone anybody, with a signature or without
   * @param signed anybody with a signature
   * @param accounts all callers of these accounts, as far as their own policies let them
   */
  public record Grants(boolean everyone, boolean signed, Set<String> accounts) {
    public static final Grants NONE = new Grants(false, false, Set.of());

    public Grants {
      accounts = Set.copyOf(accounts);
    }
  }

  public Ownership {
    requireNonNull(account, "account is null");
    requireNonNull(grants, "grants is null");
    requireNonNull(reach, "reach is null");
  }

  /** An account's, without a list. */
  public static Ownership of(String account) {
    return new Ownership(Optional.of(account), Grants.NONE, Reach.ANYONE);
  }
}
