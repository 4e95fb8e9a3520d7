package io.tarn.catalog.iceberg;

import java.util.Optional;
import org.apache.iceberg.exceptions.ValidationException;

/** Where a file of an Iceberg table lies in the store. */
public record Location(String bucket, String key) {
  /** Empty when the text is not the {@code s3://} name of an object. */
  public static Optional<Location> find(String text) {
    boolean stored =
        text.startsWith("s3://") || text.startsWith("s3a://") || text.startsWith("s3n://");
    int bucket = text.indexOf("//") + 2;
    int slash = text.indexOf('/', bucket);
    if (!stored || slash <= bucket || slash == text.length() - 1) {
      return Optional.empty();
    }
    return Optional.of(new Location(text.substring(bucket, slash), text.substring(slash + 1)));
  }

  static Location parse(String text) {
    return find(text).orElseThrow(() -> new ValidationException("Not a location in S3: %s", text));
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
