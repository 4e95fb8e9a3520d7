package io.tarn.store;

/**
 * The room's limits, equal to S3's quotas where S3 has one. Source: S3 User Guide, "Amazon S3
 * multipart upload limits", "Bucket quotas", "Object metadata".
 *
 * @param inlineMax objects up to so many bytes lie in the ledger itself
 * @param cacheMax bytes of whole files that may be made for engines from small and multipart
 *     objects
 * @param decryptedMax the same for encrypted objects, decrypted
 */
public record Limits(
    int keyBytes,
    int metadataBytes,
    int objectTags,
    int bucketTags,
    int buckets,
    int pageSize,
    int deletesAtOnce,
    int policyBytes,
    int partsMax,
    long partMin,
    long putMax,
    long objectMax,
    int inlineMax,
    long cacheMax,
    long decryptedMax) {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  /** S3's own. */
  public static Limits standard() {
    return new Limits(
        1024,
        2048,
        10,
        50,
        10_000,
        1000,
        1000,
        20 * 1024,
        10_000,
        5 * MIB,
        5 * GIB,
        5L * 1024 * GIB,
        16 * 1024,
        20 * GIB,
        4 * GIB);
  }

  /** The same limits with another bound of the cache of whole files. */
  public Limits withCacheMax(long bytes) {
    return new Limits(
        keyBytes,
        metadataBytes,
        objectTags,
        bucketTags,
        buckets,
        pageSize,
        deletesAtOnce,
        policyBytes,
        partsMax,
        partMin,
        putMax,
        objectMax,
        inlineMax,
        bytes,
        decryptedMax);
  }

  /** The same limits with another bound of the cache of decrypted files. */
  public Limits withDecryptedMax(long bytes) {
    return new Limits(
        keyBytes,
        metadataBytes,
        objectTags,
        bucketTags,
        buckets,
        pageSize,
        deletesAtOnce,
        policyBytes,
        partsMax,
        partMin,
        putMax,
        objectMax,
        inlineMax,
        cacheMax,
        bytes);
  }

  /** The same limits with another smallest part of an upload. */
  public Limits withPartMin(long bytes) {
    return new Limits(
        keyBytes,
        metadataBytes,
        objectTags,
        bucketTags,
        buckets,
        pageSize,
        deletesAtOnce,
        policyBytes,
        partsMax,
        bytes,
        putMax,
        objectMax,
        inlineMax,
        cacheMax,
        decryptedMax);
  }
}
