package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Long statements must not hold up the rest of the lake: native work stays off the threads that
 * carry HTTP.
 */
class TestStaysResponsive {
  /** A three-way cross join: far longer than a hundred small calls, on any machine. */
  private static final String LONG =
      """
      SELECT count(*) FROM UNNEST(sequence(1, 9000)) AS a (x)
      CROSS JOIN UNNEST(sequence(1, 9000)) AS b (y) CROSS JOIN UNNEST(sequence(1, 9000)) AS c (z)
      WHERE (x * y + z) % 7 = 3
      """;

  /**
   * What the lake prints: its log, and the two lines that are none: the JVM's, and its greeting.
   */
  private static final Pattern LOGGED =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+ (INFO|WARNING) io\\.tarn\\.[A-Za-z.]+: .*"
              + "|WARNING: Using incubator modules: jdk\\.incubator\\.vector"
              + "|Tarn is ready at .*");

  @TempDir Path data;

  @Test
  void answersAHundredSmallCallsBeforeTwoLongStatementsEnd() {
    try (LakeProcess lake = LakeProcess.start(data);
        S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true));
        AthenaClient athena = lake.client(AthenaClient.builder())) {
      s3.createBucket(request -> request.bucket("responsive"));
      List<String> statements = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        statements.add(
            athena
                .startQueryExecution(
                    request ->
                        request
                            .queryString(LONG)
                            .resultConfiguration(
                                results -> results.outputLocation("s3://responsive/results/")))
                .queryExecutionId());
      }
      statements.forEach(
          statement -> {
            while (state(athena, statement) == QueryExecutionState.QUEUED) {
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
          });
      for (int i = 0; i < 50; i++) {
        String key = "small/" + i;
        s3.putObject(request -> request.bucket("responsive").key(key), RequestBody.fromString(key));
        assertThat(
                s3.getObjectAsBytes(request -> request.bucket("responsive").key(key))
                    .asUtf8String())
            .isEqualTo(key);
      }
      for (String statement : statements) {
        assertThat(state(athena, statement)).isEqualTo(QueryExecutionState.RUNNING);
        athena.stopQueryExecution(request -> request.queryExecutionId(statement));
      }
      for (String statement : statements) {
        while (state(athena, statement) == QueryExecutionState.RUNNING) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        assertThat(state(athena, statement)).isEqualTo(QueryExecutionState.CANCELLED);
      }
      assertThat(lake.output().lines()).as("one form of log").allMatch(LOGGED.asMatchPredicate());
    }
  }

  private static QueryExecutionState state(AthenaClient athena, String statement) {
    return athena
        .getQueryExecution(request -> request.queryExecutionId(statement))
        .queryExecution()
        .status()
        .state();
  }
}
