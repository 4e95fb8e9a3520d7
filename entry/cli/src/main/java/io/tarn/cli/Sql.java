package io.tarn.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.QueryExecutionStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./tarn sql "SELECT ..."}: one statement over the Athena API, its rows as an aligned table,
 * as CSV or as JSON; what it took goes to the error stream.
 */
final class Sql {
  private Sql() {}

  static int run(Options options) {
    if (options.words().size() != 1) {
      throw new UsageException("sql needs one statement, in quotes");
    }
    RootKey key = RootKey.find(Path.of(options.find("data").orElse("./tarn-data")));
    String url =
        options
            .find("url")
            .or(() -> Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL")))
            .orElse(Env.DEFAULT_URL);
    String region = Optional.ofNullable(System.getenv("AWS_REGION")).orElse("us-east-1");
    try (LakeClient client = new LakeClient(URI.create(url), region, key)) {
      String output = options.find("output").orElseGet(() -> ownBucket(client, region));
      Athena.Result result =
          new Athena(client, output, Sql::progress)
              .run(options.find("database"), options.words().getFirst());
      erase();
      System.out.print(
          options.has("csv")
              ? csv(result)
              : options.has("json")
                  ? json(result)
                  : TextTable.format(result.header(), result.rows()));
      System.err.println(summary(result));
      return 0;
    } catch (Athena.QueryFailedException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  /**
   * Athena needs a place for results; the shell makes one of its own, so that a first query needs
   * no preparation.
   */
  private static String ownBucket(LakeClient client, String region) {
    String bucket = "tarn-query-results-" + region;
    client.createBucketIfAbsent(bucket);
    return "s3://" + bucket + "/";
  }

  private static String summary(Athena.Result result) {
    var statistics = result.execution().statistics();
    long millis =
        statistics == null || statistics.totalExecutionTimeInMillis() == null
            ? 0
            : statistics.totalExecutionTimeInMillis();
    long scanned =
        statistics == null || statistics.dataScannedInBytes() == null
            ? 0
            : statistics.dataScannedInBytes();
    return result.rows().size() + " rows, " + scanned + " bytes scanned, " + millis + " ms";
  }

  /** Where a statement stands, while somebody looks on. */
  private static void progress(QueryExecution execution) {
    QueryExecutionStatus status = execution.status();
    if (System.console() != null && status != null && status.submissionDateTime() != null) {
      long seconds = Duration.between(status.submissionDateTime(), Instant.now()).toSeconds();
      System.err.print("\r" + status.state() + " for " + seconds + " s ");
      System.err.flush();
    }
  }

  private static void erase() {
    if (System.console() != null) {
      System.err.print("\r\u001b[K");
      System.err.flush();
    }
  }

  /** An array of objects, one a line; every value is text as Athena prints it, NULL is null. */
  private static String json(Athena.Result result) {
    StringBuilder out = new StringBuilder("[");
    for (List<@Nullable String> row : result.rows()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (int i = 0; i < result.columns().size(); i++) {
        object.put(result.columns().get(i), i < row.size() ? row.get(i) : null);
      }
      out.append(out.length() == 1 ? "\n" : ",\n").append(object);
    }
    return out.append("\n]\n").toString();
  }

  private static String csv(Athena.Result result) {
    StringBuilder out = new StringBuilder();
    if (!result.header().isEmpty()) {
      csvLine(out, result.header());
    }
    result.rows().forEach(row -> csvLine(out, row));
    return out.toString();
  }

  private static void csvLine(StringBuilder out, List<? extends @Nullable String> values) {
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      out.append(i == 0 ? "" : ",");
      if (value != null) {
        out.append('"').append(value.replace("\"", "\"\"")).append('"');
      }
    }
    out.append('\n');
  }
}
