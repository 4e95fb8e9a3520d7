package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is too much is refused in the service's own words, and clients try again by themselves. */
class TestThrottling {
  private static final String BUCKET = "throttled";

  @TempDir Path data;

  /** Counts the answers to every attempt of a call, and does something after the first. */
  private static final class Attempts implements ExecutionInterceptor {
    private final AtomicInteger count = new AtomicInteger();
    private final Runnable afterFirst;

    Attempts(Runnable afterFirst) {
      this.afterFirst = afterFirst;
    }

    @Override
    public void afterTransmission(
        Context.AfterTransmission context, ExecutionAttributes attributes) {
      if (count.incrementAndGet() == 1) {
        afterFirst.run();
      }
    }
  }

  private static S3Client withoutRetries(LakeProcess lake) {
    return lake.client(
        S3Client.builder()
            .forcePathStyle(true)
            .overrideConfiguration(
                override -> override.retryStrategy(retries -> retries.maxAttempts(1))));
  }

  @Test
  void refusesTheThirdOfTwoAtOnceAndLetsItInWhenOneHasLeft() throws Exception {
    try (LakeProcess lake =
            LakeProcess.start(
                data, Map.of("TARN_SERVER_REQUESTS_AT_ONCE_BY_SERVICE", "1000, s3=2"));
        S3Client s3 = withoutRetries(lake);
        AthenaClient athena = lake.client(AthenaClient.builder())) {
      s3.createBucket(request -> request.bucket(BUCKET));
      try (HeldUpload first = HeldUpload.begin(lake, BUCKET, "first", 10_000);
          HeldUpload second = HeldUpload.begin(lake, BUCKET, "second", 10_000)) {
        OwnMetrics.await("both uploads are under way", () -> OwnMetrics.underWay(s3, "s3") == 2);
        assertThatThrownBy(s3::listBuckets)
            .isInstanceOfSatisfying(
                S3Exception.class,
                e -> {
                  assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SlowDown");
                  assertThat(e.statusCode()).isEqualTo(503);
                  assertThat(e.awsErrorDetails().errorMessage())
                      .isEqualTo("Please reduce your request rate.");
                });
        assertThat(athena.listWorkGroups(request -> {}).workGroups())
            .as("others are answered")
            .isNotEmpty();
        Attempts attempts = new Attempts(() -> finish(first));
        try (S3Client patient =
            lake.client(
                S3Client.builder()
                    .forcePathStyle(true)
                    .overrideConfiguration(
                        override ->
                            override
                                .retryStrategy(RetryMode.STANDARD)
                                .addExecutionInterceptor(attempts)))) {
          assertThat(patient.listBuckets().buckets()).hasSize(1);
        }
        assertThat(attempts.count).hasValueGreaterThanOrEqualTo(2);
        assertThat(second.finish()).contains(" 200 ");
        assertThat(OwnMetrics.refused(s3, "s3", "server.requests-at-once-by-service"))
            .isGreaterThanOrEqualTo(2);
      }
    }
  }

  private static void finish(HeldUpload upload) {
    try {
      assertThat(upload.finish()).contains(" 200 ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void keepsToARateAndClientsKeepToIt() throws Exception {
    try (LakeProcess lake =
            LakeProcess.start(data, Map.of("TARN_SERVER_REQUESTS_PER_SECOND", "lambda=2"));
        S3Client s3 = withoutRetries(lake);
        LambdaClient hasty =
            lake.client(
                LambdaClient.builder()
                    .overrideConfiguration(
                        override -> override.retryStrategy(retries -> retries.maxAttempts(1))));
        LambdaClient patient =
            lake.client(
                LambdaClient.builder()
                    .overrideConfiguration(
                        override -> override.retryStrategy(RetryMode.STANDARD)))) {
      List<TooManyRequestsException> refused = new ArrayList<>();
      while (refused.isEmpty()) {
        List<Thread> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          calls.add(Thread.ofVirtual().start(() -> list(hasty, refused)));
        }
        for (Thread call : calls) {
          call.join();
        }
      }
      TooManyRequestsException error = refused.getFirst();
      assertThat(error.statusCode()).isEqualTo(429);
      assertThat(error.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("Retry-After"))
          .contains("1");
      assertThat(error.reasonAsString()).isEqualTo("CallerRateLimitExceeded");
      assertThat(OwnMetrics.refused(s3, "lambda", "server.requests-per-second"))
          .isEqualTo(refused.size());
      assertThat(patient.listFunctions().functions()).isEmpty();
    }
  }

  private static void list(LambdaClient client, List<TooManyRequestsException> refused) {
    try {
      client.listFunctions();
    } catch (TooManyRequestsException e) {
      synchronized (refused) {
        refused.add(e);
      }
    }
  }
}
