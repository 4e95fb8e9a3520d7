package io.tarn.catalog;

import io.tarn.api.glue.StorageDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A crawler's S3 target, parsed once.
 *
 * @param key as written, behind the bucket; may be empty, a folder, or one object
 */
record S3Path(String bucket, String key) {
  static S3Path parse(String text) {
    int start = text.startsWith("s3://") ? 5 : text.startsWith("s3a://") ? 6 : -1;
    String rest = start < 0 ? "" : text.substring(start);
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    if (bucket.isEmpty()) {
      throw GlueError.INVALID_INPUT.error(
          "Path is no S3 path of the form s3://bucket/prefix/: " + text);
    }
    return new S3Path(bucket, slash < 0 ? "" : rest.substring(slash + 1));
  }

  /** Where the catalog says that data lies; empty where it does not say. */
  static String locationOf(@Nullable StorageDescriptor storage) {
    return storage == null || storage.location() == null ? "" : storage.location();
  }

  /** The folder, as logs and tables show it. */
  String location() {
    return "s3://" + bucket + "/" + folder();
  }

  /** The key as a folder. */
  String folder() {
    return key.isEmpty() || key.endsWith("/") ? key : key + "/";
  }
}
