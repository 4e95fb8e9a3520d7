package io.tarn.store;

/**
 * What can be set of a bucket, each with one document in the ledger.
 *
 * <p>Documents are the operation's own structure in its stored form ({@link
 * io.tarn.api.StructureJson#write}), but for policies, which are kept as they came, and tags.
 */
enum BucketSetting {
  POLICY,
  /** In the form of {@link Tags}. */
  TAGS,
  /** A ServerSideEncryptionConfiguration. */
  ENCRYPTION,
  NOTIFICATION,
  /** Its presence means that versions can be locked; it never goes again. */
  OBJECT_LOCK,
  LIFECYCLE,
  /** The word of {@link io.tarn.store.acl.ObjectOwnership}; a bucket without it is ObjectWriter. */
  OWNERSHIP,
  /** In the form of {@link io.tarn.store.acl.Acl}. */
  ACL,
  PUBLIC_ACCESS_BLOCK,
  CORS
}
