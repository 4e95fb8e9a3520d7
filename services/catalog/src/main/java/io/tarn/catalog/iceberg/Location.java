package io.tarn.catalog.iceberg;

import org.apache.iceberg.exceptions.ValidationException;

/** Where a file lies in the store. */
record Location(String bucket, String key) {
  static Location parse(String text) {
    int scheme = text.startsWith("s3://") || text.startsWith("s3a://") ? text.indexOf("//") + 2 : 0;
    int slash = text.indexOf('/', scheme);
    if (scheme == 0 || slash <= scheme || slash == text.length() - 1) {
      throw new ValidationException("Not a location in S3: %s", text);
    }
    return new Location(text.substring(scheme, slash), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
