package io.tarn.bench;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One caller of Athena's API: starts a statement, asks until it has ended, fetches its rows. */
final class AthenaClient implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("\"QueryExecutionId\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern STATE = Pattern.compile("\"State\"\\s*:\\s*\"([A-Z]+)\"");
  private static final Pattern NEXT = Pattern.compile("\"NextToken\"\\s*:\\s*\"([^\"]+)\"");

  /** Asking costs the lake CPU: the longer a statement runs, the less often. */
  private static final long PAUSE_NANOS = 500_000;

  private static final long PAUSE_NANOS_MAX = 8_000_000;

  private final LeanClient client;
  private final String database;

  AthenaClient(LeanClient client, String database) {
    this.client = client;
    this.database = database;
  }

  /** Runs a statement and fetches the first page of its rows. */
  String run(String sql) throws IOException {
    return page(finish(sql), "");
  }

  /** Runs a statement to its end and gives its id. */
  String finish(String sql) throws IOException {
    String id =
        found(
            ID,
            call(
                "StartQueryExecution",
                "{\"QueryString\":\""
                    + escaped(sql)
                    + "\",\"QueryExecutionContext\":{\"Database\":\""
                    + database
                    + "\"},\"ResultConfiguration\":{\"OutputLocation\":\"s3://bench/results/\"}}"));
    long pause = PAUSE_NANOS;
    while (true) {
      String execution = call("GetQueryExecution", "{\"QueryExecutionId\":\"" + id + "\"}");
      String state = found(STATE, execution);
      switch (state) {
        case "SUCCEEDED" -> {
          return id;
        }
        case "QUEUED", "RUNNING" -> {
          LockSupport.parkNanos(pause);
          pause = Math.min(pause * 5 / 4, PAUSE_NANOS_MAX);
        }
        default -> throw new IOException(sql + "\n" + execution);
      }
    }
  }

  /** Fetches all rows, a thousand a page, and gives how many pages there were. */
  int fetch(String id) throws IOException {
    int pages = 0;
    String token = "";
    while (true) {
      String page = page(id, token);
      pages++;
      Matcher next = NEXT.matcher(page);
      if (!next.find()) {
        return pages;
      }
      token = ",\"NextToken\":\"" + next.group(1) + "\"";
    }
  }

  private String page(String id, String token) throws IOException {
    return call("GetQueryResults", "{\"QueryExecutionId\":\"" + id + "\"" + token + "}");
  }

  private String call(String operation, String json) throws IOException {
    return client.call("AmazonAthena." + operation, json).text();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", " ");
  }

  private static String found(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("No " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
