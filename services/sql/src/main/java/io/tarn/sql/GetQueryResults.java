package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.Datum;
import io.tarn.api.athena.GetQueryResultsInput;
import io.tarn.api.athena.GetQueryResultsOutput;
import io.tarn.api.athena.ResultSet;
import io.tarn.api.athena.Row;
import io.tarn.ledger.Ledger;
import io.tarn.store.ObjectVersion;
import io.tarn.store.Objects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages through a result as it lies in the output location; a query's first row is its header. */
final class GetQueryResults implements Operation<GetQueryResultsInput, GetQueryResultsOutput> {
  private static final int ROWS = 1000;

  private final Ledger ledger;
  private final Objects objects;
  private final Authorizer authorizer;

  GetQueryResults(Ledger ledger, Objects objects, Authorizer authorizer) {
    this.ledger = ledger;
    this.objects = objects;
    this.authorizer = authorizer;
  }

  @Override
  public OperationModel<GetQueryResultsInput, GetQueryResultsOutput> model() {
    return AthenaService.GET_QUERY_RESULTS;
  }

  @Override
  public AccessRule<GetQueryResultsInput> access() {
    return AthenaAccess.onExecution(
        ledger, "athena:GetQueryResults", GetQueryResultsInput::queryExecutionId);
  }

  @Override
  public GetQueryResultsOutput apply(GetQueryResultsInput input, Call call) {
    String id = input.queryExecutionId();
    Executions.Row row = GetQueryExecution.load(ledger, call, id);
    if (row.isOpen()) {
      throw SqlError.invalid(
          "INVALID_QUERY_EXECUTION_STATE",
          "Query has not yet finished. Current state: " + row.state());
    }
    if (row.result().isEmpty()) {
      String reason =
          row.document().status() == null ? "" : row.document().status().stateChangeReason();
      throw SqlError.invalid(
          "INVALID_QUERY_EXECUTION_STATE",
          "Query did not finish successfully. Final query state: "
              + row.state()
              + (reason == null || reason.isEmpty() ? "" : " (" + reason + ")"));
    }
    String position =
        PageTokens.open(input.nextToken(), SqlError.INVALID_REQUEST, "GetQueryResults", id);
    long offset = position == null ? 0 : Long.parseLong(position);
    int limit = input.maxResults() == null ? ROWS : input.maxResults();
    GetQueryResultsOutput head = row.result().get();
    String location =
        row.document().resultConfiguration() == null
            ? ""
            : String.valueOf(row.document().resultConfiguration().outputLocation());
    List<Row> rows = new ArrayList<>();
    long next = 0;
    if (location.endsWith(".csv") || location.endsWith(".txt")) {
      next = read(location, offset, limit, rows, call);
    }
    ResultSet set = head.resultSet() == null ? ResultSet.builder().build() : head.resultSet();
    return GetQueryResultsOutput.builder()
        .updateCount(head.updateCount() == null ? 0L : head.updateCount())
        .resultSet(set.toBuilder().rows(rows).build())
        .nextToken(next > 0 ? PageTokens.seal(Long.toString(next), "GetQueryResults", id) : null)
        .build();
  }

  /** Where the next page begins, or 0 at the end. */
  private long read(String location, long offset, int limit, List<Row> rows, Call call) {
    String path = location.substring("s3://".length());
    String bucket = path.substring(0, path.indexOf('/'));
    String key = path.substring(path.indexOf('/') + 1);
    authorizer.check(call, objects.access("s3:GetObject", bucket, key));
    try (Objects.Hold hold = objects.hold()) {
      ObjectVersion version =
          ledger
              .read(tx -> objects.find(tx, bucket, key))
              .orElseThrow(
                  () ->
                      SqlError.invalid(
                          "INVALID_INPUT", "Could not find results: " + location + " is gone"));
      try (InputStream in = objects.open(call, version, offset, version.size() - offset)) {
        long end =
            location.endsWith(".csv")
                ? offset + csv(in, limit, rows)
                : offset + lines(in, limit, rows);
        return end < version.size() ? end : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long csv(InputStream in, int limit, List<Row> rows) throws IOException {
    ResultCsv.Reader reader = new ResultCsv.Reader(in);
    while (rows.size() < limit) {
      List<@Nullable String> values = reader.next();
      if (values == null) {
        break;
      }
      rows.add(row(values));
    }
    return reader.consumed();
  }

  private static long lines(InputStream in, int limit, List<Row> rows) throws IOException {
    byte[] bytes = in.readAllBytes();
    int start = 0;
    while (start < bytes.length && rows.size() < limit) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      rows.add(row(List.of(new String(bytes, start, end - start, StandardCharsets.UTF_8))));
      start = end + 1;
    }
    return start;
  }

  private static Row row(List<@Nullable String> values) {
    return Row.builder()
        .data(values.stream().map(value -> Datum.builder().varCharValue(value).build()).toList())
        .build();
  }
}
