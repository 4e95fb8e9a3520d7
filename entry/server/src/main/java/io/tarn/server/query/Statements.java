package io.tarn.server.query;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.tarn.api.Call;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.ColumnInfo;
import io.tarn.api.athena.Datum;
import io.tarn.api.athena.GetQueryExecutionInput;
import io.tarn.api.athena.GetQueryResultsInput;
import io.tarn.api.athena.GetQueryResultsOutput;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.QueryExecutionContext;
import io.tarn.api.athena.ResultConfiguration;
import io.tarn.api.athena.ResultSet;
import io.tarn.api.athena.Row;
import io.tarn.api.athena.StartQueryExecutionInput;
import io.tarn.api.athena.StopQueryExecutionInput;
import io.tarn.api.s3.CreateBucketConfiguration;
import io.tarn.api.s3.CreateBucketRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.ServiceError;
import io.tarn.sql.SqlRoom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Athena's operations as one needs them here: start, wait, read a page. */
final class Statements {
  private static final long PAUSE_MAX = TimeUnit.MILLISECONDS.toNanos(50);

  private final Operations operations;

  Statements(Operations operations) {
    this.operations = operations;
  }

  /** Starts a statement; a work group without a place for results gets one in the region. */
  String start(QueryRequest request, Call call) {
    try {
      return start(request, Optional.empty(), call);
    } catch (ServiceError e) {
      if (!e.message().startsWith(SqlRoom.NO_OUTPUT_LOCATION)) {
        throw e;
      }
    }
    String bucket = "tarn-query-results-" + call.region();
    createBucket(bucket, call);
    return start(request, Optional.of("s3://" + bucket + "/"), call);
  }

  private String start(QueryRequest request, Optional<String> output, Call call) {
    StartQueryExecutionInput input =
        StartQueryExecutionInput.builder()
            .queryString(request.query())
            .executionParameters(request.parameters().isEmpty() ? null : request.parameters())
            .workGroup(request.workGroup().orElse(null))
            .queryExecutionContext(
                request
                    .database()
                    .map(name -> QueryExecutionContext.builder().database(name).build())
                    .orElse(null))
            .resultConfiguration(
                output
                    .map(place -> ResultConfiguration.builder().outputLocation(place).build())
                    .orElse(null))
            .build();
    return requireNonNull(
        operations.run(AthenaService.START_QUERY_EXECUTION, input, call).queryExecutionId());
  }

  private void createBucket(String bucket, Call call) {
    CreateBucketRequest.Builder request = CreateBucketRequest.builder().bucket(bucket);
    if (!call.region().equals("us-east-1")) {
      request.createBucketConfiguration(
          CreateBucketConfiguration.builder().locationConstraint(call.region()).build());
    }
    try {
      operations.run(S3Service.CREATE_BUCKET, request.build(), call);
    } catch (ServiceError e) {
      if (!e.code().equals("BucketAlreadyOwnedByYou")) {
        throw e;
      }
    }
  }

  QueryExecution find(String id, Call call) {
    return requireNonNull(
        operations
            .run(
                AthenaService.GET_QUERY_EXECUTION,
                GetQueryExecutionInput.builder().queryExecutionId(id).build(),
                call)
            .queryExecution());
  }

  static String state(QueryExecution execution) {
    return execution.status() == null
        ? "QUEUED"
        : requireNonNullElse(execution.status().state(), "QUEUED");
  }

  static boolean isOpen(QueryExecution execution) {
    return state(execution).equals("QUEUED") || state(execution).equals("RUNNING");
  }

  void stop(String id, Call call) {
    operations.run(
        AthenaService.STOP_QUERY_EXECUTION,
        StopQueryExecutionInput.builder().queryExecutionId(id).build(),
        call);
  }

  /** Waits for a statement's end; it is stopped when its client goes away. */
  QueryExecution await(String id, Call call) {
    call.onCancel(() -> stop(id, call));
    long pause = TimeUnit.MILLISECONDS.toNanos(1);
    QueryExecution execution = find(id, call);
    while (isOpen(execution)) {
      LockSupport.parkNanos(pause);
      pause = Math.min(PAUSE_MAX, pause * 2);
      execution = find(id, call);
    }
    return execution;
  }

  /**
   * A page of rows; its header, where it has one, is not among them.
   *
   * @param from where an earlier page said that the next one begins
   */
  Rows rows(QueryExecution execution, Optional<String> from, int max, Call call) {
    String id = requireNonNull(execution.queryExecutionId());
    // The first row of a query's result is its header.
    boolean headed = from.isEmpty() && "DML".equals(execution.statementType());
    List<List<@Nullable String>> rows = new ArrayList<>();
    List<ColumnInfo> infos = List.of();
    Optional<String> next = from;
    int wanted = max + (headed ? 1 : 0);
    do {
      GetQueryResultsOutput page =
          operations.run(
              AthenaService.GET_QUERY_RESULTS,
              GetQueryResultsInput.builder()
                  .queryExecutionId(id)
                  .nextToken(next.orElse(null))
                  .maxResults(Math.min(QueryRequest.ROWS_MAX, wanted - rows.size()))
                  .build(),
              call);
      ResultSet set = requireNonNull(page.resultSet());
      infos = infos(set);
      for (Row row : requireNonNullElse(set.rows(), List.<Row>of())) {
        rows.add(cells(row, infos.size()));
      }
      next = Optional.ofNullable(page.nextToken());
    } while (next.isPresent() && rows.size() < wanted);
    return new Rows(
        infos,
        Rows.distinct(infos.stream().map(ColumnInfo::name).toList()),
        headed && !rows.isEmpty() ? rows.subList(1, rows.size()) : rows,
        next);
  }

  private static List<ColumnInfo> infos(ResultSet set) {
    return set.resultSetMetadata() == null || set.resultSetMetadata().columnInfo() == null
        ? List.of()
        : set.resultSetMetadata().columnInfo();
  }

  private static List<@Nullable String> cells(Row row, int columns) {
    List<@Nullable String> cells = new ArrayList<>();
    for (Datum datum : requireNonNullElse(row.data(), List.<Datum>of())) {
      cells.add(datum.varCharValue());
    }
    // DESCRIBE prints its columns into one.
    if (cells.size() == 1 && columns > 1 && cells.getFirst() != null) {
      return new ArrayList<>(
          Arrays.stream(cells.getFirst().split("\t", -1)).map(String::strip).toList());
    }
    return cells;
  }
}
