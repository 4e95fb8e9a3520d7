package io.tarn.protocol.sigv4;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What the credential scope must name, where the pipeline insists on it.
 *
 * @param service the signing name, e.g. {@code s3}; empty when the scope itself decides the service
 * @param region empty when every region signs
 */
public record Expected(Dialect dialect, Optional<String> service, Optional<String> region) {
  public Expected {
    requireNonNull(dialect, "dialect is null");
    requireNonNull(service, "service is null");
    requireNonNull(region, "region is null");
  }

  public static Expected s3() {
    return new Expected(Dialect.S3, Optional.of("s3"), Optional.empty());
  }

  public static Expected of(Dialect dialect) {
    return new Expected(dialect, Optional.empty(), Optional.empty());
  }
}
