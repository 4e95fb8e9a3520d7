package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.athena.QueryExecution;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CREATE TABLE AS, INSERT and UNLOAD in every format, read back through the catalog. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestWrittenFormats {
  private static final String VALUES =
      "SELECT b, ti, si, i, l, r, d, x, s, v, dt, ts, a, m, CAST(w AS ROW(i integer, s varchar)) w"
          + " FROM (VALUES"
          + " (true, CAST(1 AS tinyint), CAST(2 AS smallint), 3, BIGINT '4', REAL '1.5', 2.5E0,"
          + " DECIMAL '123.45', 'a \"text\", with\\escapes', CAST('abc' AS varchar(5)),"
          + " DATE '2024-02-29', TIMESTAMP '2024-02-29 12:34:56.789', ARRAY[1, NULL, 3],"
          + " MAP(ARRAY[CAST('k' AS varchar), 'l'], ARRAY[1.5E0, NULL]), CAST(ROW(7, 'x') AS ROW(i integer, s"
          + " varchar))),"
          + " (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
          + " NULL),"
          + " (false, CAST(-128 AS tinyint), CAST(-32768 AS smallint), -2147483648,"
          + " -9223372036854775807, REAL '-0.0', -1E300, DECIMAL '-0.01', 'äöü ☃ 𝄞', 'z',"
          + " DATE '1969-12-31', TIMESTAMP '1969-12-31 23:59:58.999', ARRAY[], MAP(), ROW(NULL,"
          + " ''))) AS t(b, ti, si, i, l, r, d, x, s, v, dt, ts, a, m, w)";

  private @Nullable AthenaLake opened;

  @BeforeAll
  void open(@TempDir Path directory) {
    opened = new AthenaLake(directory);
    lake().createBucket("results");
    lake().createBucket("analytics-bucket");
    lake().succeed("CREATE DATABASE shop");
    lake().succeed("CREATE TABLE origin AS " + VALUES);
  }

  @AfterAll
  void close() {
    lake().close();
  }

  private AthenaLake lake() {
    return requireNonNull(opened);
  }

  private List<String> rows(String sql) {
    return lake().rows(requireNonNull(lake().succeed(sql).queryExecutionId())).stream()
        .skip(1)
        .map(String::valueOf)
        .toList();
  }

  private List<String> manifest(QueryExecution execution) {
    String uri = requireNonNull(requireNonNull(execution.statistics()).dataManifestLocation());
    return text(uri).lines().toList();
  }

  private String text(String uri) {
    String key = uri.substring("s3://".length());
    return new String(
        lake().get(key.substring(0, key.indexOf('/')), key.substring(key.indexOf('/') + 1)),
        StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "ORC,ZLIB",
    "ORC,SNAPPY",
    "ORC,ZSTD",
    "ORC,LZ4",
    "ORC,NONE",
    "AVRO,GZIP",
    "AVRO,SNAPPY",
    "AVRO,ZSTD",
    "AVRO,NONE",
    "JSON,GZIP",
    "JSON,BZIP2",
    "JSON,SNAPPY",
    "JSON,NONE",
    "PARQUET,SNAPPY",
    "PARQUET,ZSTD"
  })
  void keepsEveryValue(String format, String codec) {
    String table = "t_" + format.toLowerCase(Locale.ROOT) + "_" + codec.toLowerCase(Locale.ROOT);
    lake()
        .succeed(
            "CREATE TABLE "
                + table
                + " WITH (format = '"
                + format
                + "', write_compression = '"
                + codec
                + "') AS "
                + VALUES);
    List<String> expected = rows("SELECT * FROM origin ORDER BY i");
    assertThat(expected).hasSize(3);
    assertThat(rows("SELECT * FROM " + table + " ORDER BY i")).isEqualTo(expected);
    lake().succeed("INSERT INTO " + table + " SELECT * FROM " + table);
    assertThat(rows("SELECT count(*), count(s), sum(si) FROM " + table))
        .isEqualTo(rows("SELECT 2 * count(*), 2 * count(s), 2 * sum(si) FROM origin"));
  }

  @ParameterizedTest
  @CsvSource({"GZIP", "LZ4", "ZSTD", "NONE"})
  void keepsTextAndItsNestedValues(String codec) {
    String table = "text_" + codec.toLowerCase(Locale.ROOT);
    lake()
        .succeed(
            "CREATE TABLE "
                + table
                + " WITH (format = 'TEXTFILE', field_delimiter = '|', write_compression = '"
                + codec
                + "') AS SELECT * FROM origin");
    // Text has one form for an empty list and a list of one empty value; all else is kept.
    String columns = "SELECT b, ti, si, i, l, r, d, x, s, v, dt, ts, a[1], a[3], m['k'], w.i FROM ";
    assertThat(rows(columns + table + " WHERE cardinality(a) = 3"))
        .isEqualTo(rows(columns + "origin WHERE cardinality(a) = 3"));
    assertThat(rows("SELECT b, ti, si, i, l, r, d, x, s, v, dt, ts FROM " + table + " ORDER BY i"))
        .isEqualTo(rows("SELECT b, ti, si, i, l, r, d, x, s, v, dt, ts FROM origin ORDER BY i"));
  }

  @Test
  void writesTextAsHiveDoes() {
    QueryExecution execution =
        lake()
            .succeed(
                "UNLOAD (SELECT 1 a, 'x' b, CAST(NULL AS integer) c, ARRAY[1, 2] d, true e) TO"
                    + " 's3://analytics-bucket/out/' WITH (format = 'TEXTFILE', field_delimiter = ',',"
                    + " compression = 'none')");
    assertThat(text(manifest(execution).getFirst())).isEqualTo("1,x,\\N,1\u00022,true\n");
    QueryExecution json =
        lake()
            .succeed(
                "UNLOAD (SELECT 1 a, 'x' b, CAST(NULL AS integer) c, ARRAY[1, 2] d) TO"
                    + " 's3://analytics-bucket/json/' WITH (format = 'JSON', compression = 'none')");
    assertThat(text(manifest(json).getFirst()).strip())
        .isEqualTo("{\"a\":1,\"b\":\"x\",\"c\":null,\"d\":[1,2]}");
    for (String format : List.of("ORC", "AVRO")) {
      lake()
          .succeed(
              "UNLOAD (SELECT 1 a) TO 's3://analytics-bucket/"
                  + format
                  + "/' WITH (format = '"
                  + format
                  + "')");
    }
  }

  @ParameterizedTest
  @CsvSource({"ORC", "AVRO", "JSON", "TEXTFILE", "PARQUET"})
  void writesPartitions(String format) {
    String table = "parts_" + format.toLowerCase(Locale.ROOT);
    lake()
        .succeed(
            "CREATE TABLE "
                + table
                + " WITH (format = '"
                + format
                + "', partitioned_by = ARRAY['p', 'd']) AS SELECT x, CAST(x % 3 AS integer) p,"
                + " DATE '2024-01-01' d FROM UNNEST(sequence(1, 5000)) AS t(x)");
    assertThat(rows("SELECT p, count(*), sum(x) FROM " + table + " GROUP BY p ORDER BY p"))
        .containsExactly("[0, 1666, 4165833]", "[1, 1667, 4167500]", "[2, 1667, 4169167]");
    assertThat(rows("SELECT count(*) FROM " + table + " WHERE p = 1 AND d = DATE '2024-01-01'"))
        .containsExactly("[1667]");
    lake().succeed("INSERT INTO " + table + " SELECT BIGINT '7', NULL, DATE '2024-01-02'");
    assertThat(rows("SELECT x FROM " + table + " WHERE p IS NULL")).containsExactly("[7]");
    assertThat(
            lake()
                .reason(
                    "CREATE TABLE many WITH (format = '"
                        + format
                        + "', partitioned_by = ARRAY['p']) AS SELECT x, x p FROM UNNEST(sequence(1,"
                        + " 101)) AS t(x)"))
        .isEqualTo(
            "HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for"
                + " partitions/buckets");
  }

  @ParameterizedTest
  @CsvSource({"ORC", "PARQUET", "JSON"})
  void writesBuckets(String format) {
    String table = "buckets_" + format.toLowerCase(Locale.ROOT);
    QueryExecution execution =
        lake()
            .succeed(
                "CREATE TABLE "
                    + table
                    + " WITH (format = '"
                    + format
                    + "', bucketed_by = ARRAY['k'], bucket_count = 4) AS SELECT CAST(x AS integer) k,"
                    + " CAST(x AS varchar) s FROM UNNEST(sequence(1, 1000)) AS t(x)");
    assertThat(manifest(execution)).hasSize(4).allMatch(uri -> uri.contains("_bucket-0000"));
    // Hive's hash of an integer is the integer.
    assertThat(rows("SELECT count(*) FROM " + table + " WHERE \"$bucket\" <> k % 4"))
        .containsExactly("[0]");
    assertThat(rows("SELECT \"$bucket\", count(*) FROM " + table + " GROUP BY 1 ORDER BY 1"))
        .containsExactly("[0, 250]", "[1, 250]", "[2, 250]", "[3, 250]");
    assertThat(lake().reason("INSERT INTO " + table + " SELECT 1, 'x'"))
        .startsWith("NOT_SUPPORTED: INSERT INTO a bucketed table");
    assertThat(
            lake()
                .reason(
                    "CREATE TABLE wrong WITH (bucketed_by = ARRAY['nothing'], bucket_count = 4) AS"
                        + " SELECT 1 a"))
        .isEqualTo("INVALID_TABLE_PROPERTY: Bucketing columns [nothing] not present in schema");
  }

  @Test
  void addsRowsToTablesOfCsv() {
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE quoted (a string, b string) ROW FORMAT SERDE"
                + " 'org.apache.hadoop.hive.serde2.OpenCSVSerde' LOCATION"
                + " 's3://analytics-bucket/quoted/'");
    lake().succeed("INSERT INTO quoted VALUES ('a \"b\", c', 'd'), ('', 'e')");
    assertThat(rows("SELECT a, b FROM quoted ORDER BY b"))
        .containsExactly("[a \"b\", c, d]", "[, e]");
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE numbers (a int) ROW FORMAT SERDE"
                + " 'org.apache.hadoop.hive.serde2.OpenCSVSerde' LOCATION"
                + " 's3://analytics-bucket/numbers/'");
    assertThat(lake().reason("INSERT INTO numbers VALUES (1)"))
        .startsWith("NOT_SUPPORTED: Writing column a of type integer to a table of OpenCSVSerde");
  }

  @Test
  void leavesNothingOfAStatementThatFails() {
    assertThat(
            lake()
                .reason(
                    "CREATE TABLE failing WITH (format = 'ORC', external_location ="
                        + " 's3://analytics-bucket/failing/') AS SELECT 1 / (x - 4000) a FROM"
                        + " UNNEST(sequence(1, 5000)) AS t(x)"))
        .startsWith("DIVISION_BY_ZERO");
    lake()
        .succeed(
            "CREATE TABLE failing WITH (format = 'ORC', external_location ="
                + " 's3://analytics-bucket/failing/') AS SELECT 1 a");
    assertThat(rows("SELECT a FROM failing")).containsExactly("[1]");
  }

  /** A column without any value has its declared type in the files, too. */
  @Test
  void keepsTheTypeOfRowsThatAreAlwaysNull() {
    lake()
        .succeed(
            "CREATE TABLE nothing WITH (external_location = 's3://analytics-bucket/nothing/') AS SELECT 1"
                + " AS a, CAST(NULL AS ROW(x integer, at timestamp(3))) AS r, CAST(NULL AS"
                + " ARRAY(ROW(x integer))) AS l");
    assertThat(rows("SELECT * FROM nothing")).containsExactly("[1, null, null]");
    assertThat(rows("SELECT r.x FROM nothing")).containsExactly("[null]");
  }

  /** Also where these rows happen to have no NULL: the next file of a table may have some. */
  @Test
  void marksNoColumnOfParquetAsRequired(@TempDir Path directory) throws Exception {
    lake().succeed("CREATE TABLE given AS SELECT 1 a, 'x' b");
    for (String query :
        List.of(
            "SELECT 1 a, 'x' b, ARRAY[1] c, CAST(ROW(1) AS ROW(x integer)) d",
            "SELECT 1 a, 2 b UNION ALL SELECT 3, 4",
            "SELECT count(*) a, 1 b FROM given",
            "SELECT a, b FROM given")) {
      QueryExecution execution =
          lake()
              .succeed(
                  "UNLOAD ("
                      + query
                      + ") TO 's3://analytics-bucket/optional/"
                      + Integer.toHexString(query.hashCode())
                      + "/' WITH (format = 'PARQUET')");
      assertThat(repetitions(manifest(execution).getFirst(), directory))
          .as(query)
          .contains("OPTIONAL")
          .doesNotContain("REQUIRED");
    }
  }

  /** How often the fields of a Parquet file's schema are there, but for its root. */
  private List<String> repetitions(String uri, Path directory) throws Exception {
    String key = uri.substring("s3://".length());
    int slash = key.indexOf('/');
    Path file = directory.resolve("file.parquet");
    Files.write(file, lake().get(key.substring(0, slash), key.substring(slash + 1)));
    List<String> found = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT repetition_type FROM parquet_schema('"
                    + file
                    + "') WHERE name <> 'duckdb_schema'")) {
      while (result.next()) {
        found.add(result.getString(1));
      }
    }
    return found;
  }
}
