package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.Ownership;
import io.tarn.api.Ownership.Grants;
import io.tarn.api.Ownership.Reach;
import io.tarn.api.ResourcePolicyRules;
import io.tarn.api.s3.Owner;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.store.acl.Accounts;
import io.tarn.store.acl.Acl;
import io.tarn.store.acl.AclErrors;
import io.tarn.store.acl.AclRequest;
import io.tarn.store.acl.ObjectOwnership;
import io.tarn.store.acl.Permission;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whose a bucket or an object is, and what its lists and its public access block say to an action.
 * Source: S3 User Guide, "How Amazon S3 authorizes a request", "Access control list (ACL)
 * overview", "Blocking public access to your Amazon S3 storage".
 */
final class Rights {
  private final Accounts accounts;
  private final ResourcePolicyRules rules;

  Rights(Accounts accounts, ResourcePolicyRules rules) {
    this.accounts = requireNonNull(accounts, "accounts is null");
    this.rules = requireNonNull(rules, "rules is null");
  }

  /** The account whose the bucket is. */
  String owner(BucketRow bucket) {
    return bucket.owner(accounts.home());
  }

  /** How an account is written as a bucket's owner in the ledger. */
  String guest(String account) {
    return account.equals(accounts.home()) ? "" : account;
  }

  Acl acl(BucketRow bucket) {
    return bucket.ownership().hasAcls()
        ? bucket.acl(accounts.home())
        : Acl.ownersOnly(owner(bucket));
  }

  Acl acl(BucketRow bucket, Optional<String> kept) {
    return bucket.ownership().hasAcls() && kept.isPresent()
        ? Acl.ofText(kept.get())
        : Acl.ownersOnly(owner(bucket));
  }

  /** Whose an object or an upload is, as listings show it. */
  Owner shownOwner(BucketRow bucket, Optional<String> acl) {
    return Accounts.owner(acl(bucket, acl).owner());
  }

  /** The owners of a bucket's objects. */
  Pages.Owners owners(BucketRow bucket) {
    Owner own = Accounts.owner(owner(bucket));
    boolean lists = bucket.ownership().hasAcls();
    return row ->
        lists && row.acl().isPresent() ? Accounts.owner(Acl.ofText(row.acl().get()).owner()) : own;
  }

  /** What the bucket itself says to an action on it, or to one that writes into it. */
  Ownership ofBucket(BucketRow bucket, String action) {
    Optional<Permission> permission = Permission.onBucket(action);
    Grants grants =
        permission.isEmpty() || !bucket.ownership().hasAcls()
            ? Grants.NONE
            : heeded(bucket, acl(bucket)).allowing(permission.get());
    return new Ownership(Optional.of(owner(bucket)), grants, reach(bucket));
  }

  /**
   * What is said to an action on a key.
   *
   * @param row the version it is about, if there is one
   */
  Ownership ofKey(BucketRow bucket, String action, Supplier<Optional<VersionRow>> row) {
    if (!bucket.ownership().hasAcls()) {
      return ofBucket(bucket, action);
    }
    Optional<Permission> permission = Permission.onObject(action);
    if (permission.isPresent()) {
      return row.get()
          .map(found -> ofObject(bucket, found, permission.get()))
          .orElseGet(() -> ofBucket(bucket, "s3:ListBucket"));
    }
    Ownership ownership = ofBucket(bucket, action);
    return action.startsWith("s3:DeleteObject") && !ownership.grants().equals(Grants.NONE)
        ? row.get().map(found -> ofDeletion(bucket, found, ownership)).orElse(ownership)
        : ownership;
  }

  /** A bucket's policy opens only what its owner owns. */
  private Ownership ofObject(BucketRow bucket, VersionRow row, Permission permission) {
    Acl acl = acl(bucket, row.acl());
    return new Ownership(
        Optional.of(acl.owner()),
        heeded(bucket, acl).allowing(permission),
        acl.owner().equals(owner(bucket)) ? reach(bucket) : Reach.NOBODY);
  }

  /** Who may write into a bucket by its list may delete what is his own. */
  private Ownership ofDeletion(BucketRow bucket, VersionRow row, Ownership ownership) {
    String writer = acl(bucket, row.acl()).owner();
    Grants grants = ownership.grants();
    boolean may = grants.everyone() || grants.signed() || grants.accounts().contains(writer);
    return new Ownership(
        ownership.account(),
        new Grants(false, false, may ? Set.of(writer) : Set.of()),
        ownership.reach());
  }

  /** What is said to whoever makes something and says at once who may use it. */
  Ownership ofNew(BucketRow bucket, String action, Caller caller) {
    return bucket.ownership().hasAcls() ? ofOwn(caller) : ofBucket(bucket, action);
  }

  /** What is the caller's own, or will be. */
  static Ownership ofOwn(Caller caller) {
    return new Ownership(
        Optional.of(caller.account()),
        new Grants(false, false, Set.of(caller.account())),
        Reach.ANYONE);
  }

  /** The same, and one account more may. */
  static Ownership openedTo(Ownership ownership, String account) {
    Grants grants = ownership.grants();
    Set<String> accounts = new HashSet<>(grants.accounts());
    accounts.add(account);
    return new Ownership(
        ownership.account(),
        new Grants(grants.everyone(), grants.signed(), accounts),
        ownership.reach());
  }

  private static Acl heeded(BucketRow bucket, Acl acl) {
    return bucket.blocks(PublicAccess.IGNORE_ACLS) ? acl.withoutPublic() : acl;
  }

  private Reach reach(BucketRow bucket) {
    return bucket.blocks(PublicAccess.RESTRICT_BUCKETS) && hasPublicPolicy(bucket)
        ? Reach.OWN_ACCOUNT
        : Reach.ANYONE;
  }

  private boolean hasPublicPolicy(BucketRow bucket) {
    return bucket.policy().filter(rules::isPublic).isPresent();
  }

  /** Whether the bucket is open to everyone, by its policy or by its list. */
  boolean isPublic(BucketRow bucket) {
    return hasPublicPolicy(bucket) || heeded(bucket, acl(bucket)).isPublic();
  }

  /**
   * The list of an object that is about to be written.
   *
   * @throws ServiceError AccessControlListNotSupported, AccessDenied where public lists are
   *     blocked, and what {@link AclRequest#resolve} throws
   */
  Acl asked(BucketRow bucket, AclRequest request, Caller caller) {
    String owner = owner(bucket);
    ObjectOwnership ownership = bucket.ownership();
    if (request.leavesToBucketOwner() && ownership != ObjectOwnership.OBJECT_WRITER) {
      return Acl.ownersOnly(owner);
    }
    Acl acl = request.resolve(caller.account(), owner, accounts);
    if (!ownership.hasAcls()) {
      if (request.isPresent() && !acl.grants().equals(Acl.ownersOnly(owner).grants())) {
        throw AclErrors.notSupported();
      }
      return Acl.ownersOnly(owner);
    }
    checkPublic(bucket, acl);
    return acl;
  }

  /** Refuses a public list where these are blocked. */
  static void checkPublic(BucketRow bucket, Acl acl) {
    if (acl.isPublic() && bucket.blocks(PublicAccess.BLOCK_ACLS)) {
      throw S3Error.ACCESS_DENIED.with(
          "Public access control lists (ACLs) are prevented by the BlockPublicAcls setting in S3"
              + " Block Public Access of the bucket "
              + bucket.name());
    }
  }

  /**
   * @throws ServiceError MalformedPolicy, or AccessDenied where public policies are blocked
   */
  void checkPolicy(BucketRow bucket, String policy) {
    if (bucket.blocks(PublicAccess.BLOCK_POLICY) && rules.isPublic(policy)) {
      throw S3Error.ACCESS_DENIED.with(
          "Public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access"
              + " of the bucket "
              + bucket.name());
    }
  }

  ResourcePolicyRules rules() {
    return rules;
  }

  Accounts accounts() {
    return accounts;
  }

  /** How the list of a new version is kept: not at all where the bucket's owner has it alone. */
  Optional<String> kept(BucketRow bucket, Optional<Acl> asked, Caller writer) {
    if (!bucket.ownership().hasAcls()) {
      return Optional.empty();
    }
    return kept(bucket, asked.orElseGet(() -> Acl.ownersOnly(writer.account())));
  }

  Optional<String> kept(BucketRow bucket, Acl acl) {
    return acl.equals(Acl.ownersOnly(owner(bucket))) ? Optional.empty() : Optional.of(acl.toText());
  }

  /** The question about a bucket. */
  Access access(BucketRow bucket, String action) {
    return Access.of(action, "arn:aws:s3:::" + bucket.name())
        .withResourcePolicy(bucket.policy())
        .withOwnership(ofBucket(bucket, action));
  }
}
