package io.tarn.objectstore;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * Where the bytes go, and with which key.
 *
 * @param url e.g. {@code https://s3.example.org}; buckets are addressed in the path
 * @param prefix what the names of all blobs begin with, e.g. {@code lake-1/}; may be empty. Two
 *     lakes in one bucket need two prefixes
 */
public record Endpoint(
    URI url,
    String region,
    String bucket,
    String prefix,
    String accessKeyId,
    String secretAccessKey) {
  public Endpoint {
    requireNonNull(url, "url is null");
    requireNonNull(region, "region is null");
    requireNonNull(bucket, "bucket is null");
    requireNonNull(prefix, "prefix is null");
    requireNonNull(accessKeyId, "accessKeyId is null");
    requireNonNull(secretAccessKey, "secretAccessKey is null");
    if (url.getHost() == null || url.getScheme() == null || !url.getScheme().startsWith("http")) {
      throw new IllegalArgumentException("No http or https URL with a host: " + url);
    }
  }

  @Override
  public String toString() {
    return url + "/" + bucket + "/" + prefix;
  }
}
