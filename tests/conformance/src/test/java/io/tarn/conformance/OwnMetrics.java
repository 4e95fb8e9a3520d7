package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.s3.S3Client;

/** What the lake tells of itself under {@code /_tarn/metrics}, read through an S3 client. */
final class OwnMetrics {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private OwnMetrics() {}

  /** A series' value; 0 while there is none. */
  static long value(S3Client s3, String series) {
    return s3.getObjectAsBytes(request -> request.bucket("_tarn").key("metrics"))
        .asUtf8String()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToLong(line -> Long.parseLong(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  static long underWay(S3Client s3, String service) {
    return value(s3, "tarn_service_requests_under_way{service=\"" + service + "\"}");
  }

  static long refused(S3Client s3, String service, String limit) {
    return value(
        s3, "tarn_requests_refused_total{service=\"" + service + "\",limit=\"" + limit + "\"}");
  }

  /** Asks again and again until it is so; fails when it is not within a minute. */
  static void await(String what, BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    boolean holds = condition.getAsBoolean();
    while (!holds && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
      holds = condition.getAsBoolean();
    }
    assertThat(holds).as(what).isTrue();
  }
}
