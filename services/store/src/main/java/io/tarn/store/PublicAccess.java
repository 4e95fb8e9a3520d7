package io.tarn.store;

/**
 * The flags of a bucket's public access block. Source: S3 User Guide, "Blocking public access to
 * your Amazon S3 storage".
 */
enum PublicAccess {
  /** Refuses to grant anything to everyone by a list. */
  BLOCK_ACLS("BlockPublicAcls"),
  /** Passes over what lists grant to everyone. */
  IGNORE_ACLS("IgnorePublicAcls"),
  /** Refuses a public policy. */
  BLOCK_POLICY("BlockPublicPolicy"),
  /** Lets a public policy count for the owner's account only. */
  RESTRICT_BUCKETS("RestrictPublicBuckets");

  private final String document;

  PublicAccess(String member) {
    this.document = "\"" + member + "\":true";
  }

  /** How a set flag stands in the stored form of the configuration. */
  String document() {
    return document;
  }
}
