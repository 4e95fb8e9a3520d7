package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One object of a listing.
 *
 * @param uri as logs show it: {@code s3://bucket/key}
 */
public record ListedFile(String bucket, String key, long size, Instant modified) {
  public ListedFile {
    requireNonNull(bucket, "bucket is null");
    requireNonNull(key, "key is null");
    requireNonNull(modified, "modified is null");
  }

  public String uri() {
    return "s3://" + bucket + "/" + key;
  }

  String name() {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  /**
   * Folder markers, and what Hive and Athena do not read either.
   *
   * @param below where the folder that is looked at ends in the key: its own name hides nothing
   */
  public static boolean isHidden(String key, int below) {
    for (String part : key.substring(Math.min(below, key.length())).split("/")) {
      if (part.startsWith("_") || part.startsWith(".")) {
        return true;
      }
    }
    return key.endsWith("/") || key.endsWith("_$folder$");
  }
}
