package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.api.athena.ColumnInfo;
import io.tarn.api.athena.GetQueryResultsOutput;
import io.tarn.api.athena.QueryExecution;
import io.tarn.kernel.ServiceError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Statements through Athena's operations, with store and catalog behind them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestAthena {
  private Path directory = Path.of(".");
  private @Nullable AthenaLake lake;

  @BeforeAll
  void open(@TempDir Path temporary) throws Exception {
    directory = temporary;
    lake = new AthenaLake(directory);
    lake().createBucket("results");
    lake().createBucket("analytics-bucket");
    lake().succeed("CREATE DATABASE shop");
    sale(
        "01",
        "(1,10,'100.00','2024-01-03 10:00:00'),(2,11,'50.50','2024-01-05 09:30:00'),"
            + "(3,10,'25.25','2024-01-10 12:00:00'),(4,12,'10.11','2024-01-31 23:59:59')");
    sale(
        "02",
        "(5,11,'200.00','2024-02-01 00:00:00'),(6,10,'0.99','2024-02-12 08:00:00'),"
            + "(7,13,'33.34','2024-02-14 18:45:00')");
    sale("03", "(8,12,'7.00','2024-03-01 07:00:00')");
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE sales (id INT, product_id INT, amount DECIMAL(10,2), sale_date"
                + " TIMESTAMP) PARTITIONED BY (year INT, month INT) STORED AS PARQUET LOCATION"
                + " 's3://analytics-bucket/sales/'");
    lake()
        .succeed(
            "ALTER TABLE sales ADD PARTITION (year=2024, month=1) LOCATION"
                + " 's3://analytics-bucket/sales/year=2024/month=01/' PARTITION (year=2024, month=2)"
                + " LOCATION 's3://analytics-bucket/sales/year=2024/month=02/'");
  }

  @AfterAll
  void close() {
    lake().close();
  }

  private AthenaLake lake() {
    return requireNonNull(lake);
  }

  private void sale(String month, String rows) throws Exception {
    Path file = directory.resolve("month" + month + ".parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT id::INTEGER AS id, p::INTEGER AS product_id, a::DECIMAL(10,2) AS amount,"
              + " d::TIMESTAMP AS sale_date FROM (VALUES "
              + rows
              + ") t(id,p,a,d)) TO '"
              + file
              + "' (FORMAT parquet)");
    }
    lake()
        .put(
            "analytics-bucket",
            "sales/year=2024/month=" + month + "/part.parquet",
            Files.readAllBytes(file));
  }

  private QueryExecution ended(String sql) {
    return lake().await(lake().start(sql));
  }

  private List<String> rows(String sql) {
    QueryExecution execution = lake().succeed(sql);
    GetQueryResultsOutput results = lake().results(requireNonNull(execution.queryExecutionId()));
    return requireNonNull(requireNonNull(results.resultSet()).rows()).stream()
        .map(
            row ->
                requireNonNull(row.data()).stream()
                    .map(datum -> datum.varCharValue() == null ? "NULL" : datum.varCharValue())
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private String csv(QueryExecution execution) {
    String location =
        requireNonNull(requireNonNull(execution.resultConfiguration()).outputLocation());
    return new String(
        lake().get("results", location.substring("s3://results/".length())),
        StandardCharsets.UTF_8);
  }

  private static final String MONTHLY =
      "SELECT year, month, SUM(amount) AS total_sales, COUNT(*) AS transaction_count, AVG(amount)"
          + " AS avg_transaction FROM sales WHERE year = 2024 AND month < 3 GROUP BY year, month"
          + " ORDER BY year, month";

  @Test
  void aggregatesPartitionsExactly() {
    assertThat(rows(MONTHLY))
        .containsExactly(
            "year month total_sales transaction_count avg_transaction",
            "2024 1 185.86 4 46.47",
            "2024 2 234.33 3 78.11");
  }

  @Test
  void writesResultsAsAthenaDoes() {
    QueryExecution execution =
        lake()
            .succeed(
                "SELECT DATE_TRUNC('week', sale_date) AS week, SUM(amount) AS weekly_sales,"
                    + " LAG(SUM(amount), 1) OVER (ORDER BY DATE_TRUNC('week', sale_date)) AS"
                    + " previous_week FROM sales WHERE month < 3 GROUP BY DATE_TRUNC('week',"
                    + " sale_date) ORDER BY week");
    assertThat(csv(execution))
        .isEqualTo(
            """
            "week","weekly_sales","previous_week"
            "2024-01-01 00:00:00.000","150.50",
            "2024-01-08 00:00:00.000","25.25","150.50"
            "2024-01-29 00:00:00.000","210.11","25.25"
            "2024-02-12 00:00:00.000","34.33","210.11"
            """);
    GetQueryResultsOutput results = lake().results(requireNonNull(execution.queryExecutionId()));
    List<ColumnInfo> columns =
        requireNonNull(
            requireNonNull(requireNonNull(results.resultSet()).resultSetMetadata()).columnInfo());
    assertThat(columns)
        .extracting(ColumnInfo::type)
        .containsExactly("timestamp", "decimal", "decimal");
    assertThat(columns).extracting(ColumnInfo::precision).containsExactly(3, 38, 38);
    // Protocol Buffers, as drivers that read results from S3 expect them: field 4 is a column, of
    // its fields 6 is the type, 7 and 8 are precision and scale.
    assertThat(
            new String(
                lake().get("results", "athena/" + execution.queryExecutionId() + ".csv.metadata"),
                StandardCharsets.ISO_8859_1))
        .isEqualTo(
            "\n$"
                + execution.queryExecutionId()
                + "\"%\n\4hive\"\4week*\4week2\ttimestamp8\3@\0H\3P\0"
                + "\"3\n\4hive\"\fweekly_sales*\fweekly_sales2\7decimal8&@\2H\3P\0"
                + "\"5\n\4hive\"\rprevious_week*\rprevious_week2\7decimal8&@\2H\3P\0");
  }

  @Test
  void readsOnlyThePartitionsAndColumnsAskedFor() {
    long whole = scanned("SELECT * FROM sales");
    assertThat(scanned("SELECT * FROM sales WHERE month = 2")).isLessThan(whole);
    assertThat(scanned("SELECT id FROM sales")).isLessThan(whole).isPositive();
    assertThat(scanned("SHOW TABLES")).isZero();
  }

  private long scanned(String sql) {
    return requireNonNull(requireNonNull(lake().succeed(sql).statistics()).dataScannedInBytes());
  }

  @Test
  void showsTheCatalogAsAnInformationSchema() {
    lake()
        .succeed("CREATE OR REPLACE VIEW january AS SELECT id, amount FROM sales WHERE month = 1");
    assertThat(
            rows(
                "SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE"
                    + " table_schema = 'shop' AND table_name IN ('sales', 'january') ORDER BY 2"))
        .containsExactly(
            "table_schema table_name table_type", "shop january VIEW", "shop sales BASE TABLE");
    assertThat(
            rows(
                "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema"
                    + " = 'shop' AND table_name = 'january' ORDER BY ordinal_position"))
        .containsExactly("column_name data_type", "id integer", "amount decimal(10,2)");
    assertThat(rows("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'none'"))
        .containsExactly("_col0", "0");
  }

  @Test
  void tellsTheTypesOfColumns() {
    QueryExecution execution =
        lake()
            .succeed(
                "SELECT X'00' AS b, 'ab' AS v, ARRAY[1] AS a, DECIMAL '1.25' AS d, REAL '1' AS r");
    GetQueryResultsOutput results = lake().results(requireNonNull(execution.queryExecutionId()));
    assertThat(
            requireNonNull(
                requireNonNull(requireNonNull(results.resultSet()).resultSetMetadata())
                    .columnInfo()))
        .extracting(column -> column.type() + " " + column.precision() + " " + column.scale())
        .containsExactly(
            "varbinary 1073741824 0", "varchar 2 0", "array 0 0", "decimal 3 2", "float 17 0");
  }

  /** As on AWS, where Hive's client makes it as the statement's caller. */
  @Test
  void makesTheDefaultDatabaseBeforeDdl() {
    assertThat(rows("SHOW DATABASES")).contains("default", "shop");
    lake().succeed("DROP DATABASE default");
    lake().denied.add("glue:CreateDatabase");
    try {
      assertThat(rows("SHOW DATABASES")).doesNotContain("default");
    } finally {
      lake().denied.remove("glue:CreateDatabase");
    }
    assertThat(
            rows("SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'default'"))
        .containsExactly("_col0", "0");
    assertThat(rows("SHOW TABLES IN default")).isEmpty();
    assertThat(
            rows("SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'default'"))
        .containsExactly("_col0", "1");
  }

  @Test
  void explainsWithoutReading() throws Exception {
    QueryExecution text = lake().succeed("EXPLAIN SELECT id FROM sales WHERE month = 2");
    assertThat(text.statementType()).isEqualTo("UTILITY");
    assertThat(text.substatementType()).isEqualTo("EXPLAIN");
    assertThat(requireNonNull(text.statistics()).dataScannedInBytes()).isZero();
    assertThat(csv(text))
        .startsWith("Query Plan\n")
        .contains("awsdatacatalog:shop:sales", "month = integer");
    assertThat(rows("EXPLAIN (TYPE VALIDATE) SELECT 1")).containsExactly("Valid", "true");
    assertThat(csv(lake().succeed("EXPLAIN (FORMAT GRAPHVIZ) SELECT 1"))).contains("digraph");
    String json = csv(lake().succeed("EXPLAIN (FORMAT JSON, TYPE LOGICAL) SELECT 1"));
    assertThat(
            new ObjectMapper().readTree(json.substring(json.indexOf('\n'))).path("name").asText())
        .isEqualTo("Output");
    assertThat(csv(lake().succeed("EXPLAIN CREATE TABLE other AS SELECT id FROM sales")))
        .contains("id");
    assertThat(rows("SHOW TABLES")).doesNotContain("other");
  }

  @Test
  void explainsWhatTookHowLong() throws Exception {
    QueryExecution text =
        lake().succeed("EXPLAIN ANALYZE SELECT product_id, sum(amount) FROM sales GROUP BY 1");
    assertThat(requireNonNull(text.statistics()).dataScannedInBytes()).isPositive();
    assertThat(csv(text))
        .contains(
            "Run by duckdb", "Hash Group By", "7 rows", "s3://analytics-bucket/sales/year=2024")
        .doesNotContain(directory.toString());
    String json = csv(lake().succeed("EXPLAIN ANALYZE (FORMAT JSON) SELECT max(id) FROM sales"));
    assertThat(new ObjectMapper().readTree(json.substring(json.indexOf('\n'))).isObject()).isTrue();
  }

  @Test
  void refusesToExplainByName() {
    for (String sql :
        List.of(
            "EXPLAIN (TYPE DISTRIBUTED) SELECT 1",
            "EXPLAIN (TYPE IO, FORMAT JSON) SELECT 1",
            "EXPLAIN SHOW TABLES",
            "EXPLAIN ANALYZE INSERT INTO sales SELECT * FROM sales",
            "EXPLAIN (FORMAT SOUP) SELECT 1",
            "EXPLAIN")) {
      assertThatThrownBy(() -> lake().start(sql)).as(sql).isInstanceOf(ServiceError.class);
    }
    assertThat(lake().reason("EXPLAIN SELECT nothing FROM sales")).contains("COLUMN_NOT_FOUND");
  }

  @Test
  void altersPartitionsColumnsAndDatabases() {
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE visits (a INT, b STRING COMMENT 'bee', c DOUBLE) PARTITIONED BY (day"
                + " STRING) CLUSTERED BY (a) INTO 4 BUCKETS STORED AS PARQUET LOCATION"
                + " 's3://analytics-bucket/visits/'");
    lake().succeed("ALTER TABLE visits ADD PARTITION (day='1')");
    lake().succeed("ALTER TABLE visits PARTITION (day='1') RENAME TO PARTITION (day='2')");
    lake()
        .succeed(
            "ALTER TABLE visits PARTITION (day='2') SET LOCATION 's3://analytics-bucket/elsewhere/'");
    assertThat(rows("SHOW PARTITIONS visits")).containsExactly("day=2");
    lake().succeed("ALTER TABLE visits CHANGE COLUMN b bb BIGINT AFTER c");
    lake().succeed("ALTER TABLE visits CHANGE a a INT COMMENT 'first' FIRST");
    assertThat(rows("DESCRIBE visits").getFirst()).startsWith("a").contains("first");
    assertThat(rows("SHOW COLUMNS IN visits").stream().map(String::strip))
        .containsExactly("a", "c", "bb", "day");
    assertThat(String.join("\n", rows("SHOW CREATE TABLE visits"))).contains("CLUSTERED BY");
    lake().succeed("ALTER DATABASE shop SET DBPROPERTIES ('made by'='hand')");
    assertThat(
            lake().reason("ALTER TABLE visits PARTITION (day='9') RENAME TO PARTITION (day='3')"))
        .contains("Partition not found");
    assertThat(lake().reason("ALTER TABLE visits CHANGE COLUMN nothing x INT"))
        .contains("Invalid column reference nothing");
    assertThat(lake().reason("ALTER TABLE visits CHANGE COLUMN a bb INT"))
        .contains("Duplicate column name: bb");
    assertThat(lake().reason("ALTER DATABASE nowhere SET DBPROPERTIES ('a'='b')"))
        .contains("does not exist");
  }

  @Test
  void refusesAPartitionTwice() {
    assertThat(lake().reason("ALTER TABLE sales ADD PARTITION (year=2024, month=1)"))
        .contains("AlreadyExistsException")
        .contains("Partition already exists");
    lake().succeed("ALTER TABLE sales ADD IF NOT EXISTS PARTITION (year=2024, month=1)");
    assertThat(rows("SHOW PARTITIONS sales")).contains("year=2024/month=1", "year=2024/month=2");
  }

  @Test
  void makesTablesOfQueriesAndAddsRows() {
    QueryExecution created =
        lake()
            .succeed(
                "CREATE TABLE best WITH (format = 'PARQUET', write_compression = 'SNAPPY',"
                    + " external_location = 's3://analytics-bucket/best/', partitioned_by ="
                    + " ARRAY['product_id']) AS SELECT id, amount, sale_date, product_id FROM sales"
                    + " WHERE month = 1");
    assertThat(requireNonNull(created.statistics()).dataManifestLocation())
        .endsWith(created.queryExecutionId() + "-manifest.csv");
    assertThat(rows("SELECT count(*), sum(amount) FROM best WHERE product_id = 10"))
        .containsExactly("_col0 _col1", "2 125.25");
    lake().succeed("INSERT INTO best SELECT 99, CAST(1 AS decimal(10,2)), NULL, 77");
    assertThat(rows("SELECT id, product_id FROM best WHERE product_id = 77"))
        .containsExactly("id product_id", "99 77");
    assertThat(rows("SHOW PARTITIONS best")).contains("product_id=77");
    assertThat(lake().reason("CREATE TABLE best AS SELECT 1 a"))
        .startsWith("TABLE_ALREADY_EXISTS: line 1:1: Destination table");
    lake().succeed("CREATE TABLE IF NOT EXISTS best AS SELECT 1 a");
    assertThat(
            lake()
                .reason(
                    "CREATE TABLE other WITH (external_location = 's3://analytics-bucket/best/') AS"
                        + " SELECT 1 a"))
        .startsWith("HIVE_PATH_ALREADY_EXISTS");
  }

  @Test
  void keepsAndExpandsViews() {
    lake().succeed("CREATE OR REPLACE VIEW monthly_sales AS " + MONTHLY);
    assertThat(rows("SELECT * FROM monthly_sales")).hasSize(3).contains("2024 2 234.33 3 78.11");
    assertThat(rows("SHOW VIEWS")).contains("monthly_sales");
    // Kept as Trino's formatter writes it, as every view that Athena makes.
    assertThat(rows("SHOW CREATE VIEW monthly_sales"))
        .contains("CREATE VIEW shop.monthly_sales AS", "FROM", "  sales", "GROUP BY year, month");
    lake().succeed("DROP VIEW monthly_sales");
    assertThat(lake().reason("SELECT * FROM monthly_sales"))
        .isEqualTo(
            "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.shop.monthly_sales' does not"
                + " exist");
  }

  @Test
  void readsDelimitedTextAsHiveDoes() {
    lake()
        .put(
            "analytics-bucket",
            "people/p.csv",
            """
            id,name,score
            1,Ada,1.5
            2,,
            x,"Bob, the",1e1
            4
            5,Eve,2.5,extra
            6,\\N,NaN
            """
                .getBytes(StandardCharsets.UTF_8));
    lake()
        .put("analytics-bucket", "people/_hidden.csv", "7,no,1\n".getBytes(StandardCharsets.UTF_8));
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE people (id int COMMENT 'the key', name string, score double) ROW"
                + " FORMAT DELIMITED FIELDS TERMINATED BY ',' STORED AS TEXTFILE LOCATION"
                + " 's3://analytics-bucket/people/' TBLPROPERTIES ('skip.header.line.count'='1')");
    assertThat(rows("SELECT id, name, score FROM people ORDER BY id, name"))
        .containsExactly(
            "id name score",
            "1 Ada 1.5",
            "2  NULL",
            "4 NULL NULL",
            "5 Eve 2.5",
            "6 NULL NaN",
            "NULL \"Bob NULL");
    assertThat(rows("DESCRIBE people")).first().asString().startsWith("id                  \tint");
    assertThat(rows("SHOW CREATE TABLE people"))
        .contains("LOCATION", "  's3://analytics-bucket/people'", "  `id` int COMMENT 'the key', ");
  }

  @Test
  void readsJsonLines() {
    lake()
        .put(
            "analytics-bucket",
            "users/u.json",
            """
            {"id":1,"Name":"User One","tags":["a","b"],"home":{"city":"Paris"}}
            {"id":2,"name":null}
            """
                .getBytes(StandardCharsets.UTF_8));
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE users (id int, name string, tags array<string>, home"
                + " struct<city:string>) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'"
                + " LOCATION 's3://analytics-bucket/users/'");
    assertThat(rows("SELECT id, name, tags, home.city FROM users ORDER BY id"))
        .containsExactly("id name tags city", "1 User One [a, b] Paris", "2 NULL NULL NULL");
  }

  @Test
  void readsQuotedCsv() {
    lake()
        .put(
            "analytics-bucket",
            "quoted/q.csv",
            "\"1\",\"Paris, \"\"the\"\" city\",\"\"\n\"2\",plain,3\n"
                .getBytes(StandardCharsets.UTF_8));
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE quoted (id int, name string, n string) ROW FORMAT SERDE"
                + " 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES"
                + " ('separatorChar'=',', 'quoteChar'='\\\"') LOCATION"
                + " 's3://analytics-bucket/quoted/'");
    assertThat(rows("SELECT * FROM quoted ORDER BY id"))
        .containsExactly("id name n", "1 Paris, \"the\" city ", "2 plain 3");
  }

  @Test
  void repairsPartitions() {
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE found (id INT) PARTITIONED BY (year INT, month INT) STORED AS"
                + " PARQUET LOCATION 's3://analytics-bucket/sales/'");
    assertThat(rows("SELECT count(*) FROM found")).containsExactly("_col0", "0");
    lake().succeed("MSCK REPAIR TABLE found");
    assertThat(rows("SELECT count(*) FROM found")).containsExactly("_col0", "8");
    assertThat(rows("MSCK REPAIR TABLE found")).isEmpty();
  }

  @Test
  void namesBadData() {
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE wrong (id INT, sale_date DATE) STORED AS PARQUET LOCATION"
                + " 's3://analytics-bucket/sales/year=2024/month=01/'");
    assertThat(rows("SELECT count(id) FROM wrong")).containsExactly("_col0", "4");
    assertThat(lake().reason("SELECT sale_date FROM wrong"))
        .startsWith("HIVE_BAD_DATA: Field sale_date's type INT64 in parquet file s3://")
        .endsWith("is incompatible with type date defined in table schema");
  }

  @Test
  void failsStatementsInAthenasWords() {
    assertThat(lake().reason("SELECT nope FROM sales"))
        .isEqualTo("COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved");
    assertThat(lake().reason("SELECT id/0 FROM sales"))
        .isEqualTo("DIVISION_BY_ZERO: Division by zero");
    assertThat(lake().reason("DROP TABLE nothing")).contains("Table not found shop.nothing");
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE lost (id int) STORED AS PARQUET LOCATION 's3://lost-bucket/'");
    assertThat(lake().reason("SELECT * FROM lost"))
        .startsWith("HIVE_METASTORE_ERROR: NoSuchBucket");
    assertThatThrownBy(() -> lake().start("SELEC 1"))
        .isInstanceOf(ServiceError.class)
        .hasMessageContaining("line 1:1: mismatched input 'SELEC'");
    assertThatThrownBy(() -> lake().start("GRANT SELECT ON sales TO joe"))
        .hasMessageContaining("Queries of this type are not supported: Grant");
    assertThat(lake().reason("DELETE FROM sales"))
        .isEqualTo(
            "NOT_SUPPORTED: Modifying Hive table rows is only supported for transactional tables");
  }

  @Test
  void asksForThePermissionsOfTheCaller() {
    for (String action :
        List.of("glue:GetTable", "s3:ListBucket", "s3:GetObject", "s3:PutObject")) {
      lake().denied.add(action);
      try {
        assertThat(lake().reason("SELECT id FROM sales")).contains("AccessDenied").contains(action);
      } finally {
        lake().denied.remove(action);
      }
    }
  }

  @Test
  void stopsAStatementUnderWay() {
    String id =
        lake()
            .start(
                "SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x) CROSS JOIN"
                    + " UNNEST(sequence(1, 10000)) b(y) CROSS JOIN UNNEST(sequence(1, 1000)) c(z)"
                    + " WHERE x * y % 7 = z % 3");
    while (AthenaLake.state(lake().find(id)).equals("QUEUED")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    lake()
        .run(
            io.tarn.api.athena.AthenaService.STOP_QUERY_EXECUTION,
            io.tarn.api.athena.StopQueryExecutionInput.builder().queryExecutionId(id).build());
    assertThat(AthenaLake.state(lake().await(id))).isEqualTo("CANCELLED");
    assertThat(rows("SELECT 1 AS a")).containsExactly("a", "1");
  }

  @Test
  void unloadsToFiles() {
    lake()
        .succeed(
            "UNLOAD (SELECT id, amount FROM sales WHERE month = 1) TO 's3://analytics-bucket/out/'"
                + " WITH (format = 'PARQUET', compression = 'snappy')");
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE unloaded (id INT, amount DECIMAL(10,2)) STORED AS PARQUET LOCATION"
                + " 's3://analytics-bucket/out/'");
    assertThat(rows("SELECT sum(amount) FROM unloaded")).containsExactly("_col0", "185.86");
  }
}
