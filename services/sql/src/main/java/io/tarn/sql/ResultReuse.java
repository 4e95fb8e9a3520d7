package io.tarn.sql;

import io.tarn.api.athena.GetQueryResultsOutput;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.QueryExecutionStatus;
import io.tarn.api.athena.ResultReuseByAgeConfiguration;
import io.tarn.api.athena.ResultReuseConfiguration;
import io.tarn.api.athena.ResultSet;
import io.tarn.api.athena.ResultSetMetadata;
import io.tarn.kernel.ServiceError;
import io.trino.sql.tree.Query;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Gives a query the result of an equal one that is young enough, where it asks for that: the same
 * text, values, database and work group, of the same caller, who may still read the result.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/reusing-query-results.html">Reuse
 *     query results in Athena</a>
 */
final class ResultReuse {
  private ResultReuse() {}

  /** What must be equal; empty for statements whose results are not reused. */
  static Optional<String> key(Executions.Row row, Statements.Analysed analysed) {
    if (analysed.unload().isPresent() || !(analysed.statement() instanceof Query)) {
      return Optional.empty();
    }
    QueryExecution document = row.document();
    StringBuilder text = new StringBuilder();
    for (String part :
        List.of(
            row.workGroup(),
            String.valueOf(
                document.queryExecutionContext() == null
                    ? null
                    : document.queryExecutionContext().database()),
            row.caller(),
            String.valueOf(document.executionParameters()),
            String.valueOf(document.query()))) {
      text.append(part.length()).append(':').append(part);
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return Optional.of(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An earlier result that may stand for this statement's. */
  static Optional<Outcome> find(Executions.Row row, String key, StatementContext context) {
    Duration age = asked(row.document().resultReuseConfiguration());
    if (age.isZero()) {
      return Optional.empty();
    }
    return context
        .ledger()
        .read(tx -> Executions.offered(tx, row.region(), key))
        .filter(found -> isYoung(found.document().status(), context.call().now().minus(age)))
        .flatMap(found -> outcome(found, context));
  }

  private static Duration asked(@org.jspecify.annotations.Nullable ResultReuseConfiguration reuse) {
    ResultReuseByAgeConfiguration byAge =
        reuse == null ? null : reuse.resultReuseByAgeConfiguration();
    if (byAge == null || !Boolean.TRUE.equals(byAge.enabled())) {
      return Duration.ZERO;
    }
    // Athena's default is an hour.
    return Duration.ofMinutes(byAge.maxAgeInMinutes() == null ? 60 : byAge.maxAgeInMinutes());
  }

  private static boolean isYoung(
      @org.jspecify.annotations.Nullable QueryExecutionStatus status, Instant oldest) {
    return status != null
        && status.completionDateTime() != null
        && !status.completionDateTime().isBefore(oldest);
  }

  private static Optional<Outcome> outcome(Executions.Row found, StatementContext context) {
    String location =
        found.document().resultConfiguration() == null
            ? null
            : found.document().resultConfiguration().outputLocation();
    Optional<S3Location> place = S3Location.parse(location == null ? "" : location);
    if (place.isEmpty() || found.result().isEmpty()) {
      return Optional.empty();
    }
    // The key of an object, not of a folder.
    String key =
        String.valueOf(location).substring(("s3://" + place.get().bucket() + "/").length());
    try {
      context.check("s3:GetObject", place.get().bucket(), key);
    } catch (ServiceError e) {
      return Optional.empty();
    }
    if (context
        .ledger()
        .read(tx -> context.objects().find(tx, place.get().bucket(), key))
        .isEmpty()) {
      return Optional.empty();
    }
    GetQueryResultsOutput result = found.result().get();
    ResultSet set = result.resultSet();
    ResultSetMetadata metadata = set == null ? null : set.resultSetMetadata();
    Outcome outcome = new Outcome();
    outcome.reused = true;
    outcome.outputLocation = Optional.of(String.valueOf(location));
    outcome.columns =
        metadata == null || metadata.columnInfo() == null ? List.of() : metadata.columnInfo();
    return Optional.of(outcome);
  }
}
