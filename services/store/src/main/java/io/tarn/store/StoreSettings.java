package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.store.acl.ObjectOwnership;
import java.util.Set;

/**
 * What the room takes from the configuration.
 *
 * @param account the lake's own account
 * @param guests other accounts that may own buckets and be named in lists
 * @param objectOwnership what a new bucket gets whose creator asks for nothing; AWS's since April
 *     2023 is BucketOwnerEnforced, and before it was ObjectWriter
 * @param blockPublicAccess whether a new bucket begins with all public access blocked, as on AWS
 *     since April 2023
 */
public record StoreSettings(
    String account,
    Set<String> guests,
    ObjectOwnership objectOwnership,
    boolean blockPublicAccess) {
  public StoreSettings {
    requireNonNull(account, "account is null");
    guests = Set.copyOf(guests);
    requireNonNull(objectOwnership, "objectOwnership is null");
  }

  /** AWS's defaults, without guests. */
  public static StoreSettings of(String account) {
    return new StoreSettings(account, Set.of(), ObjectOwnership.BUCKET_OWNER_ENFORCED, true);
  }

  /** The same with other accounts beside the lake's own. */
  public StoreSettings withGuests(Set<String> others) {
    return new StoreSettings(account, others, objectOwnership, blockPublicAccess);
  }

  /** The same with other defaults of a new bucket. */
  public StoreSettings withDefaults(ObjectOwnership ownership, boolean blocked) {
    return new StoreSettings(account, guests, ownership, blocked);
  }
}
