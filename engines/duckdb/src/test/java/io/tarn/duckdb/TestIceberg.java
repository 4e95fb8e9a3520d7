package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.athena.QueryExecution;
import io.tarn.sql.TableRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg tables by Athena's statements, with store and catalog behind them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestIceberg {
  private Path directory = Path.of(".");
  private @Nullable AthenaLake lake;

  @BeforeAll
  void open(@TempDir Path temporary) throws Exception {
    directory = temporary;
    lake = new AthenaLake(directory);
    lake().createBucket("results");
    lake().createBucket("tables");
    lake().succeed("CREATE DATABASE ice");
  }

  @AfterAll
  void close() {
    lake().close();
  }

  private AthenaLake lake() {
    return requireNonNull(lake);
  }

  private long changed(String sql) {
    QueryExecution execution = lake().succeed(sql);
    return requireNonNull(
        lake().results(requireNonNull(execution.queryExecutionId())).updateCount());
  }

  /** Rows without the line of names. */
  private List<String> rows(String sql) {
    return lake().lines(sql).stream().skip(1).toList();
  }

  private void create(String name, String columns, String partitioning) {
    lake()
        .succeed(
            "CREATE TABLE ice."
                + name
                + " ("
                + columns
                + ") "
                + partitioning
                + " LOCATION 's3://tables/"
                + name
                + "/' TBLPROPERTIES ('table_type'='ICEBERG')");
  }

  /** What others see of the table is as before, whatever one tries who sees a part. */
  @Test
  void showsWhatTheRulesLeave() {
    create("ruled", "id int, region string, salary int", "PARTITIONED BY (region)");
    lake()
        .succeed(
            "INSERT INTO ice.ruled VALUES (1, 'north', 10), (2, 'south', 20), (3, 'north', 30)");
    lake()
        .succeed(
            "CREATE VIEW ice.ruled_view AS SELECT region, count(*) AS n FROM ice.ruled GROUP BY 1");
    lake().rules =
        (call, table) ->
            String.valueOf(table.name()).equals("ruled")
                ? new TableRules.Visible(Set.of("salary"), Optional.of("region = 'north'"))
                : TableRules.Visible.ALL;
    try {
      assertThat(rows("SELECT * FROM ice.ruled ORDER BY id")).containsExactly("1|north", "3|north");
      assertThat(rows("SELECT count(*) FROM ice.ruled WHERE id > 1 OR region = 'south'"))
          .containsExactly("1");
      assertThat(rows("SELECT * FROM ice.ruled_view")).containsExactly("north|2");
      assertThat(
              rows(
                  "SELECT count(*) FROM ice.ruled a JOIN ice.ruled FOR TIMESTAMP AS OF"
                      + " current_timestamp b ON a.id = b.id"))
          .containsExactly("2");
      assertThat(
              rows(
                  "SELECT column_name FROM information_schema.columns WHERE table_schema = 'ice' AND"
                      + " table_name = 'ruled' ORDER BY 1"))
          .containsExactly("id", "region");
      assertThat(lake().reason("SELECT salary FROM ice.ruled")).startsWith("COLUMN_NOT_FOUND");
      assertThat(lake().reason("SELECT id FROM ice.ruled ORDER BY ruled.salary"))
          .startsWith("COLUMN_NOT_FOUND");
      for (String forbidden :
          List.of(
              "SELECT * FROM \"ice\".\"ruled$files\"",
              "INSERT INTO ice.ruled VALUES (4, 'north')",
              "UPDATE ice.ruled SET id = 5",
              "DELETE FROM ice.ruled",
              "MERGE INTO ice.ruled r USING (VALUES 1) t(id) ON r.id = t.id WHEN MATCHED THEN DELETE",
              "OPTIMIZE ice.ruled REWRITE DATA USING BIN_PACK")) {
        assertThat(lake().reason(forbidden)).as(forbidden).startsWith("PERMISSION_DENIED");
      }
    } finally {
      lake().rules = TableRules.NONE;
    }
    assertThat(rows("SELECT * FROM ice.ruled ORDER BY id"))
        .containsExactly("1|north|10", "2|south|20", "3|north|30");
  }

  @Test
  void keepsEveryType() {
    create(
        "kinds",
        "id int, b boolean, l bigint, f float, d double, m decimal(20,3), s string, x binary,"
            + " day date, at timestamp, tags array<string>, props map<string,int>,"
            + " place struct<name:string,at:struct<lat:double,lon:double>>",
        "");
    assertThat(
            changed(
                "INSERT INTO ice.kinds VALUES (1, true, 9223372036854775807, REAL '1.5', 2.5e0,"
                    + " DECIMAL '12345678901234567.125', 'Zürich', X'00FF', DATE '1969-12-31',"
                    + " TIMESTAMP '1969-12-31 23:59:59.123456', ARRAY['a', NULL], MAP(ARRAY['k'],"
                    + " ARRAY[7]), CAST(ROW('home', ROW(1.0, 2.0)) AS ROW(name varchar, at ROW(lat"
                    + " double, lon double)))), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
                    + " NULL, NULL, NULL, NULL)"))
        .isEqualTo(2);
    assertThat(rows("SELECT * FROM ice.kinds ORDER BY id"))
        .containsExactly(
            "1|true|9223372036854775807|1.5|2.5|12345678901234567.125|Zürich|00 ff|1969-12-31|"
                + "1969-12-31 23:59:59.123456|[a, null]|{k=7}|{name=home, at={lat=1.0, lon=2.0}}",
            "2|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL");
    assertThat(rows("SELECT id FROM ice.kinds WHERE at < TIMESTAMP '1970-01-01 00:00:00'"))
        .containsExactly("1");
    assertThat(rows("SELECT place.at.lon FROM ice.kinds WHERE m > 1")).containsExactly("2.0");
  }

  @Test
  void changesRows() {
    create("people", "id bigint, name string, age int", "PARTITIONED BY (bucket(3, id))");
    changed(
        "INSERT INTO ice.people SELECT n, 'p' || CAST(n AS varchar), CAST(n % 50 AS integer) FROM"
            + " UNNEST(sequence(1, 100)) AS t(n)");
    assertThat(changed("UPDATE ice.people SET name = upper(name), age = age + 1 WHERE id <= 10"))
        .isEqualTo(10);
    assertThat(changed("DELETE FROM ice.people WHERE id BETWEEN 11 AND 90")).isEqualTo(80);
    assertThat(rows("SELECT count(*), sum(age), min(name) FROM ice.people"))
        .containsExactly("20|470|P1");
    assertThat(
            changed(
                "MERGE INTO ice.people t USING (VALUES (1, 'one'), (95, ''), (200, 'new')) AS"
                    + " s(id, name) ON t.id = s.id WHEN MATCHED AND s.name = '' THEN DELETE WHEN"
                    + " MATCHED THEN UPDATE SET name = s.name WHEN NOT MATCHED THEN INSERT (id,"
                    + " name) VALUES (s.id, s.name)"))
        .isEqualTo(3);
    assertThat(rows("SELECT id, name, age FROM ice.people WHERE id IN (1, 95, 200) ORDER BY id"))
        .containsExactly("1|one|2", "200|new|NULL");
    assertThat(changed("DELETE FROM ice.people WHERE id = 12345")).isEqualTo(0);
    assertThat(
            lake()
                .reason(
                    "MERGE INTO ice.people t USING (VALUES 1, 1) AS s(id) ON t.id = s.id WHEN MATCHED"
                        + " THEN DELETE"))
        .isEqualTo(
            "MERGE_TARGET_ROW_MULTIPLE_MATCHES: One MERGE target table row matched more than one"
                + " source row");
    assertThat(changed("DELETE FROM ice.people")).isEqualTo(20);
    assertThat(rows("SELECT * FROM ice.people")).isEmpty();
  }

  @Test
  void readsWhatWas() {
    create("versions", "id int", "");
    changed("INSERT INTO ice.versions VALUES 1");
    changed("INSERT INTO ice.versions VALUES 2");
    changed("DELETE FROM ice.versions WHERE id = 1");
    List<String> snapshots =
        rows(
            "SELECT snapshot_id, operation, date_format(committed_at, '%Y-%m-%d %H:%i:%s.%f') FROM"
                + " ice.\"versions$snapshots\" ORDER BY committed_at");
    assertThat(snapshots).hasSize(3);
    String[] second = snapshots.get(1).split("\\|");
    assertThat(second[1]).isEqualTo("append");
    assertThat(rows("SELECT id FROM ice.versions FOR VERSION AS OF " + second[0] + " ORDER BY id"))
        .containsExactly("1", "2");
    assertThat(
            rows(
                "SELECT id FROM ice.versions FOR TIMESTAMP AS OF TIMESTAMP '"
                    + second[2]
                    + " UTC' ORDER BY id"))
        .containsExactly("1", "2");
    assertThat(rows("SELECT id FROM ice.versions")).containsExactly("2");
    assertThat(lake().reason("SELECT id FROM ice.versions FOR VERSION AS OF 1"))
        .isEqualTo("INVALID_ARGUMENTS: Iceberg snapshot ID does not exists: 1");
    assertThat(rows("SELECT is_current_ancestor FROM ice.\"versions$history\""))
        .containsExactly("true", "true", "true");
    assertThat(
            rows("SELECT content, record_count FROM ice.\"versions$files\" ORDER BY 1, file_path"))
        .containsExactly("0|1", "0|1", "1|1");
    assertThat(rows("SELECT count(*) FROM ice.\"versions$manifests\"")).containsExactly("3");
    assertThat(rows("SELECT name, type FROM ice.\"versions$refs\"")).containsExactly("main|BRANCH");
    assertThat(lake().reason("SELECT * FROM ice.\"versions$nothing\"")).contains("TABLE_NOT_FOUND");
  }

  @Test
  void columnsKeepTheirNumbers() {
    create("evolving", "a int, b string, s struct<x:int,y:int>", "");
    changed(
        "INSERT INTO ice.evolving VALUES (1, 'one', CAST(ROW(1, 2) AS ROW(x integer, y integer)))");
    lake().succeed("ALTER TABLE ice.evolving CHANGE COLUMN b c string");
    lake().succeed("ALTER TABLE ice.evolving CHANGE COLUMN a a bigint");
    lake().succeed("ALTER TABLE ice.evolving ADD COLUMNS (b double)");
    changed("INSERT INTO ice.evolving VALUES (5000000000, 'two', NULL, 2.5)");
    assertThat(rows("SELECT a, c, b, s FROM ice.evolving ORDER BY a"))
        .containsExactly("1|one|NULL|{x=1, y=2}", "5000000000|two|2.5|NULL");
    lake().succeed("ALTER TABLE ice.evolving DROP COLUMN c");
    assertThat(rows("SELECT * FROM ice.evolving ORDER BY a"))
        .containsExactly("1|{x=1, y=2}|NULL", "5000000000|NULL|2.5");
    assertThat(lake().reason("ALTER TABLE ice.evolving CHANGE COLUMN a a int"))
        .isEqualTo("FAILED: SemanticException Cannot change column type: a: long -> int");
    assertThat(lake().reason("ALTER TABLE ice.evolving ADD COLUMNS (b int)"))
        .isEqualTo("FAILED: SemanticException Cannot add column, name already exists: b");
  }

  @Test
  void takesColumnsOfAnyName() {
    create(
        "odd",
        "`pos` int, `file_path` string, `my col` string, `k0` int, `filename` string, `c\"d` int",
        "PARTITIONED BY (k0)");
    changed("INSERT INTO ice.odd VALUES (1,'a','x',5,'f',2), (2,'b','y',NULL,'g',4)");
    assertThat(changed("UPDATE ice.odd SET pos = pos + 10 WHERE k0 = 5")).isEqualTo(1);
    assertThat(changed("DELETE FROM ice.odd WHERE k0 IS NULL")).isEqualTo(1);
    assertThat(rows("SELECT * FROM ice.odd")).containsExactly("11|a|x|5|f|2");
    create("numbered", "file_row_number int", "");
    // More rows than one row group has, so that several threads could read them.
    changed(
        "INSERT INTO ice.numbered SELECT 1000 * a + b FROM UNNEST(sequence(0, 299)) AS x(a),"
            + " UNNEST(sequence(0, 999)) AS y(b)");
    assertThat(changed("DELETE FROM ice.numbered WHERE file_row_number % 3 = 0"))
        .isEqualTo(100_000);
    assertThat(changed("DELETE FROM ice.numbered WHERE file_row_number % 7 = 1")).isEqualTo(28_572);
    assertThat(
            rows(
                "SELECT count(*), count_if(file_row_number % 3 = 0 OR file_row_number % 7 = 1),"
                    + " count(DISTINCT file_row_number) FROM ice.numbered"))
        .containsExactly("171428|0|171428");
  }

  /** As streaming writers name the rows that they replace. */
  @Test
  void leavesOutRowsThatAreNamedByTheirValues() throws Exception {
    create("streamed", "id int, kind string", "");
    changed("INSERT INTO ice.streamed VALUES (1, 'a'), (2, NULL), (3, 'c'), (NULL, 'a')");
    deleteByValue("first", "SELECT 1::INTEGER AS id, 'a' AS kind UNION ALL SELECT 2, NULL");
    changed("INSERT INTO ice.streamed VALUES (1, 'a')");
    assertThat(rows("SELECT id, kind FROM ice.streamed ORDER BY id"))
        .containsExactly("1|a", "3|c", "NULL|a");
    assertThat(changed("DELETE FROM ice.streamed WHERE kind = 'a'")).isEqualTo(2);
    assertThat(rows("SELECT id FROM ice.streamed")).containsExactly("3");
  }

  private void deleteByValue(String name, String rows) throws Exception {
    Path file = directory.resolve(name + ".parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (" + rows + ") TO '" + file + "' (FORMAT parquet, FIELD_IDS {id: 1, kind: 2})");
    }
    lake().put("tables", "streamed/data/" + name + ".parquet", Files.readAllBytes(file));
    Table table = lake().iceberg().loadTable(TableIdentifier.of("ice", "streamed"));
    table
        .newRowDelta()
        .addDeletes(
            FileMetadata.deleteFileBuilder(table.spec())
                .ofEqualityDeletes(1, 2)
                .withPath("s3://tables/streamed/data/" + name + ".parquet")
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(Files.size(file))
                .withRecordCount(2)
                .build())
        .commit();
  }

  @Test
  void prunesHiddenPartitions() {
    create(
        "events",
        "id int, at timestamp, kind string",
        "PARTITIONED BY (day(at), truncate(2, kind))");
    changed(
        "INSERT INTO ice.events VALUES (1, TIMESTAMP '2024-01-01 10:00:00', 'click'), (2, TIMESTAMP"
            + " '2024-01-02 11:00:00', 'clock'), (3, TIMESTAMP '1960-05-05 00:00:00', 'view'), (4,"
            + " NULL, NULL)");
    assertThat(
            rows(
                "SELECT partition.at_day, partition.kind_trunc, record_count FROM"
                    + " ice.\"events$partitions\" ORDER BY 1 NULLS LAST"))
        .containsExactly("1960-05-05|vi|1", "2024-01-01|cl|1", "2024-01-02|cl|1", "NULL|NULL|1");
    QueryExecution all = lake().succeed("SELECT id FROM ice.events");
    QueryExecution one =
        lake().succeed("SELECT id FROM ice.events WHERE at >= TIMESTAMP '2024-01-02 00:00:00'");
    assertThat(requireNonNull(requireNonNull(one.statistics()).dataScannedInBytes()))
        .isLessThan(requireNonNull(requireNonNull(all.statistics()).dataScannedInBytes()));
    assertThat(rows("SELECT id FROM ice.events WHERE kind = 'view'")).containsExactly("3");
    assertThat(rows("SELECT id FROM ice.events WHERE at IS NULL")).containsExactly("4");
  }

  @Test
  void createsFromAQueryAndDropsWithItsFiles() {
    assertThat(
            changed(
                "CREATE TABLE ice.made WITH (table_type = 'ICEBERG', is_external = false, location"
                    + " = 's3://tables/made/', partitioning = ARRAY['month(d)']) AS SELECT * FROM"
                    + " (VALUES (DATE '2024-02-03', 1), (DATE '2024-03-03', 2)) AS v(d, n)"))
        .isEqualTo(2);
    assertThat(rows("SELECT n FROM ice.made WHERE d > DATE '2024-03-01'")).containsExactly("2");
    assertThat(rows("SHOW CREATE TABLE ice.made"))
        .contains("PARTITIONED BY (month(`d`))", "LOCATION 's3://tables/made'");
    assertThat(lake().keys("tables", "made/")).isNotEmpty();
    lake().succeed("DROP TABLE ice.made");
    assertThat(lake().keys("tables", "made/")).isEmpty();
    assertThat(lake().reason("SELECT * FROM ice.made")).contains("TABLE_NOT_FOUND");
  }

  @Test
  void renamesATableAndLeavesItsFiles() {
    create("old_name", "id int", "");
    create("taken", "id int", "");
    changed("INSERT INTO ice.old_name VALUES (1)");
    assertThat(lake().reason("ALTER TABLE ice.old_name RENAME TO ice.taken"))
        .contains("AlreadyExistsException(message:Table taken already exists.)");
    assertThat(lake().reason("ALTER TABLE ice.old_name RENAME TO nowhere.new_name"))
        .contains("Database does not exist: nowhere");
    lake().succeed("ALTER TABLE `ice`.`old_name` RENAME TO `ice`.`new_name`");
    changed("INSERT INTO ice.new_name VALUES (2)");
    assertThat(rows("SELECT id FROM ice.new_name ORDER BY id")).containsExactly("1", "2");
    assertThat(lake().reason("SELECT * FROM ice.old_name")).contains("TABLE_NOT_FOUND");
  }

  @Test
  void packsAndClears() {
    create("small", "id int, v int", "");
    lake()
        .succeed(
            "ALTER TABLE ice.small SET TBLPROPERTIES ('vacuum_max_snapshot_age_seconds'='0',"
                + " 'optimize_rewrite_delete_file_threshold'='1')");
    assertThat(rows("SHOW TBLPROPERTIES ice.small")).contains("vacuum_max_snapshot_age_seconds\t0");
    for (int i = 0; i < 5; i++) {
      changed("INSERT INTO ice.small VALUES (" + i + ", 1)");
    }
    changed("DELETE FROM ice.small WHERE id = 3");
    assertThat(rows("SELECT count(*) FROM ice.\"small$files\"")).containsExactly("6");
    lake().succeed("OPTIMIZE ice.small REWRITE DATA USING BIN_PACK");
    assertThat(rows("SELECT record_count FROM ice.\"small$files\"")).containsExactly("4");
    assertThat(rows("SELECT id FROM ice.small ORDER BY id")).containsExactly("0", "1", "2", "4");
    int before = lake().keys("tables", "small/").size();
    lake().succeed("VACUUM ice.small");
    assertThat(rows("SELECT count(*) FROM ice.\"small$snapshots\"")).containsExactly("1");
    assertThat(lake().keys("tables", "small/data/")).hasSize(1);
    assertThat(lake().keys("tables", "small/")).hasSizeLessThan(before);
    assertThat(rows("SELECT id FROM ice.small ORDER BY id")).containsExactly("0", "1", "2", "4");
    assertThat(lake().reason("OPTIMIZE ice.small REWRITE DATA USING BIN_PACK WHERE id = 1"))
        .contains("NOT_SUPPORTED");
  }

  @Test
  void writersAtOnceLoseNothing() throws Exception {
    create("busy", "writer int, n int", "");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        int id = writer;
        done.add(
            threads.submit(
                () -> {
                  for (int n = 0; n < 5; n++) {
                    changed("INSERT INTO ice.busy VALUES (" + id + ", " + n + ")");
                  }
                  return id;
                }));
      }
      for (Future<?> writer : done) {
        writer.get();
      }
    }
    assertThat(rows("SELECT count(*), count(DISTINCT writer * 10 + n) FROM ice.busy"))
        .containsExactly("20|20");
  }

  @Test
  void changesOfTheSameRowsCollide() throws Exception {
    create("contended", "id int, n int", "");
    changed("INSERT INTO ice.contended VALUES (1, 0)");
    int updates = 6;
    long won;
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<Boolean>> done = new ArrayList<>();
      for (int i = 0; i < updates; i++) {
        done.add(
            threads.submit(
                () -> {
                  QueryExecution execution =
                      lake().await(lake().start("UPDATE ice.contended SET n = n + 1 WHERE id = 1"));
                  if (!AthenaLake.state(execution).equals("SUCCEEDED")) {
                    assertThat(requireNonNull(execution.status()).stateChangeReason())
                        .contains("ICEBERG_COMMIT_ERROR");
                    return false;
                  }
                  return true;
                }));
      }
      won = 0;
      for (Future<Boolean> update : done) {
        won += update.get() ? 1 : 0;
      }
    }
    assertThat(won).isPositive();
    assertThat(rows("SELECT n FROM ice.contended")).containsExactly(Long.toString(won));
  }

  @Test
  void refusesWhatIsNotIcebergs() {
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE ice.hive (id int) STORED AS PARQUET LOCATION 's3://tables/hive/'");
    assertThat(lake().reason("DELETE FROM ice.hive"))
        .isEqualTo(
            "NOT_SUPPORTED: Modifying Hive table rows is only supported for transactional tables");
    assertThat(lake().reason("SELECT * FROM ice.hive FOR VERSION AS OF 1"))
        .contains("NOT_SUPPORTED");
    assertThat(lake().reason("VACUUM ice.hive")).contains("NOT_SUPPORTED");
    assertThat(lake().reason("ALTER TABLE ice.hive DROP COLUMN id"))
        .contains("for Iceberg tables only");
    assertThat(
            lake()
                .reason(
                    "CREATE TABLE ice.text (id int) LOCATION 's3://tables/text/' TBLPROPERTIES"
                        + " ('table_type'='ICEBERG', 'format'='textfile')"))
        .isEqualTo("INVALID_TABLE_PROPERTY: Unsupported file format of Iceberg tables: textfile");
    assertThat(
            lake()
                .reason(
                    "CREATE TABLE ice.odd (id int) LOCATION 's3://tables/odd/' TBLPROPERTIES"
                        + " ('table_type'='ICEBERG', 'colour'='red')"))
        .isEqualTo("INVALID_TABLE_PROPERTY: Unsupported table property key: colour");
    assertThat(
            lake()
                .reason(
                    "CREATE TABLE ice.odd (id int) PARTITIONED BY (day(id)) LOCATION 's3://tables/odd/'"
                        + " TBLPROPERTIES ('table_type'='ICEBERG')"))
        .contains("INVALID_TABLE_PROPERTY: Unable to parse partitioning value: day(id)");
  }
}
