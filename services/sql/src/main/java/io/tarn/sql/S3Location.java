package io.tarn.sql;

import java.util.Optional;

/**
 * A place in a bucket.
 *
 * @param prefix empty, or ends with a slash
 */
record S3Location(String bucket, String prefix) {
  /** Empty when the text is no {@code s3://} name. */
  static Optional<S3Location> parse(String text) {
    String rest;
    if (text.startsWith("s3://")) {
      rest = text.substring(5);
    } else if (text.startsWith("s3a://") || text.startsWith("s3n://")) {
      rest = text.substring(6);
    } else {
      return Optional.empty();
    }
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    String prefix = slash < 0 ? "" : rest.substring(slash + 1);
    if (bucket.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new S3Location(bucket, prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/"));
  }

  /** A folder's name as Hive keeps it, as all its paths: without the slash at its end. */
  static String folder(String text) {
    Optional<S3Location> location = parse(text);
    return location.isEmpty() || location.get().prefix().isEmpty()
        ? text
        : text.replaceAll("/+$", "");
  }

  S3Location below(String name) {
    return new S3Location(bucket, prefix + name);
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
