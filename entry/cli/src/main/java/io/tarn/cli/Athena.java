package io.tarn.cli;

import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.Datum;
import io.tarn.api.athena.GetQueryExecutionInput;
import io.tarn.api.athena.GetQueryResultsInput;
import io.tarn.api.athena.GetQueryResultsOutput;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.QueryExecutionContext;
import io.tarn.api.athena.QueryExecutionStatus;
import io.tarn.api.athena.ResultConfiguration;
import io.tarn.api.athena.Row;
import io.tarn.api.athena.StartQueryExecutionInput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Statements over the Athena API, as any client would send them. */
final class Athena {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long PAUSE_FIRST_NANOS = 1_000_000;
  private static final long PAUSE_MAX_NANOS = 100_000_000;

  private final LakeClient client;
  private final String output;
  private final Consumer<QueryExecution> progress;

  Athena(LakeClient client, String output) {
    this(client, output, execution -> {});
  }

  /**
   * @param progress told of a statement that has not ended, again and again
   */
  Athena(LakeClient client, String output, Consumer<QueryExecution> progress) {
    this.client = client;
    this.output = output;
    this.progress = progress;
  }

  /**
   * A finished statement.
   *
   * @param header column names as a query's result begins with them; empty for other statements
   * @param columns column names of any result
   * @param rows values as text, null for NULL
   */
  record Result(
      QueryExecution execution,
      List<String> header,
      List<String> columns,
      List<List<@Nullable String>> rows) {}

  /**
   * Runs a statement to its end and fetches all rows.
   *
   * @throws QueryFailedException with Athena's own reason
   */
  Result run(Optional<String> database, String sql) {
    QueryExecution execution = runWithoutRows(database, sql);
    return fetch(execution);
  }

  QueryExecution runWithoutRows(Optional<String> database, String sql) {
    QueryExecutionContext context =
        QueryExecutionContext.builder().database(database.orElse("default")).build();
    String id =
        required(
            client
                .call(
                    AthenaService.START_QUERY_EXECUTION,
                    StartQueryExecutionInput.builder()
                        .queryString(sql)
                        .queryExecutionContext(context)
                        .resultConfiguration(
                            ResultConfiguration.builder().outputLocation(output).build())
                        .build())
                .queryExecutionId());
    Instant deadline = Instant.now().plus(PATIENCE);
    long pause = PAUSE_FIRST_NANOS;
    while (Instant.now().isBefore(deadline)) {
      QueryExecution execution =
          required(
              client
                  .call(
                      AthenaService.GET_QUERY_EXECUTION,
                      GetQueryExecutionInput.builder().queryExecutionId(id).build())
                  .queryExecution());
      QueryExecutionStatus status = required(execution.status());
      switch (required(status.state())) {
        case "SUCCEEDED" -> {
          return execution;
        }
        case "FAILED", "CANCELLED" -> {
          String reason = status.stateChangeReason();
          throw new QueryFailedException(reason == null ? "no reason was given" : reason);
        }
        default -> {
          progress.accept(execution);
          LockSupport.parkNanos(pause);
          pause = Math.min(pause * 2, PAUSE_MAX_NANOS);
        }
      }
    }
    throw new QueryFailedException("the statement did not end within " + PATIENCE);
  }

  Result fetch(QueryExecution execution) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    @Nullable String token = null;
    do {
      GetQueryResultsOutput page =
          client.call(
              AthenaService.GET_QUERY_RESULTS,
              GetQueryResultsInput.builder()
                  .queryExecutionId(required(execution.queryExecutionId()))
                  .maxResults(1000)
                  .nextToken(token)
                  .build());
      if (rows.isEmpty()) {
        required(required(required(page.resultSet()).resultSetMetadata()).columnInfo())
            .forEach(column -> columns.add(column.name()));
      }
      List<Row> found = required(required(page.resultSet()).rows());
      for (Row row : found) {
        rows.add(values(row));
      }
      token = page.nextToken();
    } while (token != null);
    boolean hasHeader = "DML".equals(execution.statementType()) && !rows.isEmpty();
    if (hasHeader) {
      rows.removeFirst().forEach(name -> header.add(String.valueOf(name)));
    }
    return new Result(execution, header, columns, rows);
  }

  private static List<@Nullable String> values(Row row) {
    List<@Nullable String> values = new ArrayList<>();
    List<Datum> data = row.data();
    if (data != null) {
      for (Datum datum : data) {
        values.add(datum.varCharValue());
      }
    }
    return values;
  }

  static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the lake's answer lacks a member that Athena always gives");
    }
    return value;
  }

  /** A statement that ended FAILED or CANCELLED. */
  static final class QueryFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueryFailedException(String message) {
      super(message);
    }
  }
}
