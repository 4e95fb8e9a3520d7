package io.tarn.oracle;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The queries of TPC-H and TPC-DS in Trino's dialect. Their text is TPC's, as Apache Spark's test
 * jar holds it; the build unpacks it from there, and what Spark spells in its own way is spelled in
 * Trino's here.
 */
final class PublishedQueries {
  private static final Path QUERIES = Path.of("target/published-queries");

  private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
  private static final Pattern DAYS =
      Pattern.compile("\\bINTERVAL\\s+(\\d+)\\s+DAYS?\\b", Pattern.CASE_INSENSITIVE);

  /** Spark compares dates with texts; Trino wants dates. */
  private static final Pattern DATE =
      Pattern.compile("(?<!date )'(\\d{4})-(\\d{1,2})-(\\d{1,2})'", Pattern.CASE_INSENSITIVE);

  private static final Pattern LAST_ORDER =
      Pattern.compile("\\bORDER\\s+BY\\b(?!.*\\bORDER\\s+BY\\b)", 2 | Pattern.DOTALL);
  private static final Pattern LIMIT = Pattern.compile("\\s+LIMIT\\s+\\d+\\s*$", 2);

  /**
   * One of the queries.
   *
   * @param name as {@code tpcds/q14a}
   */
  record Query(String name, String sql) {
    String benchmark() {
      return name.substring(0, name.indexOf('/'));
    }

    /**
     * The query with an order that leaves nothing open: rows that its own order holds for equal are
     * ordered by all columns, so that there is one right answer to its LIMIT.
     */
    String ordered(int columns) {
      Matcher limit = LIMIT.matcher(sql);
      String cut = limit.find() ? limit.group() : "";
      String body = sql.substring(0, sql.length() - cut.length());
      String all =
          IntStream.rangeClosed(1, columns).mapToObj(Integer::toString).collect(joining(", "));
      return body + (endsOrdered(body) ? ", " : " ORDER BY ") + all + cut;
    }

    private static boolean endsOrdered(String body) {
      Matcher last = LAST_ORDER.matcher(body);
      if (!last.find()) {
        return false;
      }
      int depth = 0;
      for (char c : body.substring(last.start()).toCharArray()) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth < 0) {
          return false;
        }
      }
      return true;
    }
  }

  private PublishedQueries() {}

  /** Writes a benchmark's queries into a folder, for who measures: {@code <benchmark> <folder>}. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    for (Query query : of(arguments[0])) {
      Files.writeString(folder.resolve(Path.of(query.name()).getFileName() + ".sql"), query.sql());
    }
  }

  static List<Query> of(String benchmark) throws IOException {
    List<Query> queries = new ArrayList<>();
    try (Stream<Path> files = Files.list(QUERIES.resolve(benchmark))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".sql", "");
        queries.add(new Query(benchmark + "/" + name, trinos(Files.readString(file))));
      }
    }
    queries.sort(Comparator.comparingInt(PublishedQueries::number).thenComparing(Query::name));
    return queries;
  }

  private static int number(Query query) {
    return Integer.parseInt(query.name().replaceAll("\\D", ""));
  }

  private static String trinos(String spark) {
    String sql = COMMENT.matcher(spark).replaceAll("").strip().replaceAll(";$", "");
    sql = sql.replace('`', '"');
    // The column's name since version 2 of TPC-DS.
    sql = sql.replaceAll("\\bc_last_review_date\\b", "c_last_review_date_sk");
    sql = DAYS.matcher(sql).replaceAll("INTERVAL '$1' DAY");
    return DATE.matcher(sql)
        .replaceAll(
            found ->
                "DATE '%s-%02d-%02d'"
                    .formatted(
                        found.group(1),
                        Integer.valueOf(found.group(2)),
                        Integer.valueOf(found.group(3))));
  }
}
