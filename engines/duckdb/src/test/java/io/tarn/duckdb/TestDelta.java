package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Delta tables and tables of symlinks by Athena's statements. The logs are written here, so that
 * they have what writers seldom write; what a real writer makes is read by the conformance tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestDelta {
  private static final String SCHEMA =
      "{\"type\":\"struct\",\"fields\":["
          + "{\"name\":\"Id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},"
          + "{\"name\":\"day\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}},"
          + "{\"name\":\"word\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}}]}";
  private static final String PROTOCOL =
      "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}";

  private Path directory = Path.of(".");
  private @Nullable AthenaLake lake;

  @BeforeAll
  void open(@TempDir Path temporary) throws Exception {
    directory = temporary;
    lake = new AthenaLake(directory.resolve("lake"));
    lake().createBucket("results");
    lake().createBucket("tables");
    lake().succeed("CREATE DATABASE shop");
  }

  @AfterAll
  void close() {
    lake().close();
  }

  private AthenaLake lake() {
    return requireNonNull(lake);
  }

  @Test
  void readsTheColumnsInTheLogsOrder() throws Exception {
    data("plain/day=x/a.parquet", "SELECT 1 AS \"Id\", 'one' AS word");
    data("plain/b c.parquet", "SELECT 2 AS \"Id\"");
    commit("plain", 0, PROTOCOL, metadata(), add("day=x/a.parquet", "\"x\"", ""));
    commit("plain", 1, add("b%20c.parquet", "null", ""));
    create("plain");
    assertThat(rows("SELECT * FROM plain ORDER BY id")).containsExactly("1|x|one", "2|NULL|NULL");
    assertThat(rows("SELECT id FROM plain WHERE day IS NULL")).containsExactly("2");
    commit("plain", 2, "{\"remove\":{\"path\":\"b%20c.parquet\",\"dataChange\":true}}");
    assertThat(rows("SELECT count(*) FROM plain")).containsExactly("1");
  }

  @Test
  void readsCheckpointsOfSeveralParts() throws Exception {
    data("parts/a.parquet", "SELECT 1 AS \"Id\", 'a' AS word");
    data("parts/b.parquet", "SELECT 2 AS \"Id\", 'b' AS word");
    checkpoint(
        "parts/_delta_log/00000000000000000003.checkpoint.0000000001.0000000002.parquet",
        table() + " UNION ALL BY NAME " + added("a.parquet", "x"));
    // A checkpoint of which a part is missing is none.
    checkpoint(
        "parts/_delta_log/00000000000000000005.checkpoint.0000000001.0000000002.parquet", table());
    checkpoint(
        "parts/_delta_log/00000000000000000003.checkpoint.0000000002.0000000002.parquet",
        added("b.parquet", "y") + " UNION ALL BY NAME " + added("c.parquet", "z"));
    commit("parts", 4, "{\"remove\":{\"path\":\"c.parquet\",\"dataChange\":true}}");
    commit("parts", 5, "{\"commitInfo\":{}}");
    text("parts/_delta_log/_last_checkpoint", "{\"version\":5}");
    create("parts");
    assertThat(rows("SELECT id, day, word FROM parts ORDER BY id"))
        .containsExactly("1|x|a", "2|y|b");
  }

  @Test
  void readsCheckpointsWithSidecars() throws Exception {
    data("side/a.parquet", "SELECT 1 AS \"Id\", 'a' AS word");
    data("side/b.parquet", "SELECT 2 AS \"Id\", 'b' AS word");
    checkpoint("side/_delta_log/_sidecars/one.parquet", added("a.parquet", "x"));
    text(
        "side/_delta_log/00000000000000000007.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json",
        "{\"checkpointMetadata\":{\"version\":7}}\n"
            + "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,"
            + "\"readerFeatures\":[\"v2Checkpoint\"],\"writerFeatures\":[\"v2Checkpoint\"]}}\n"
            + metadata()
            + "\n{\"sidecar\":{\"path\":\"one.parquet\",\"sizeInBytes\":1,\"modificationTime\":1}}");
    commit("side", 8, add("b.parquet", "\"y\"", ""));
    create("side");
    assertThat(rows("SELECT id, day FROM side ORDER BY id")).containsExactly("1|x", "2|y");
    assertThat(lake().lines("SHOW PARTITIONS side")).containsExactly("day=x", "day=y");
  }

  @Test
  void opensNoFileThatConditionsRuleOut() throws Exception {
    data("few/a.parquet", "SELECT 5 AS \"Id\", 'm' AS word");
    commit(
        "few",
        0,
        PROTOCOL,
        metadata(),
        add("a.parquet", "\"x\"", statistics(5, 5, "m", "m")),
        add("gone.parquet", "\"x\"", statistics(10, 20, "n", "z")));
    create("few");
    // Who needs the file that is not there fails; who does not is not told of it.
    assertThat(lake().reason("SELECT * FROM few")).contains("gone.parquet: No such object");
    for (String condition :
        List.of(
            "id < 10",
            "id = 5",
            "id IN (1, 5, 21)",
            "word < 'n'",
            "id > 20 OR id BETWEEN 2 AND 7")) {
      assertThat(rows("SELECT id FROM few WHERE " + condition)).as(condition).containsExactly("5");
    }
    assertThat(lake().reason("SELECT * FROM few WHERE id <= 10")).contains("No such object");
    assertThat(lake().reason("SELECT * FROM few WHERE word >= 'z'")).contains("No such object");
    assertThat(rows("SELECT * FROM few WHERE day = 'y'")).isEmpty();
    assertThat(rows("SELECT * FROM few WHERE word IS NULL")).isEmpty();
  }

  private static String addWithout(String path, String vector) {
    return "{\"add\":{\"path\":\""
        + path
        + "\",\"partitionValues\":{\"day\":\"x\"},\"size\":1,\"deletionVector\":{"
        + vector
        + "}}}";
  }

  /** Two bitmaps in the portable form, of which the second one's rows are beyond the file's end. */
  private static byte[] vector(int... places) {
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + 2 * 20 + 2 * places.length + 2).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(1681511377).putLong(2);
    for (int[] bitmap : List.of(places, new int[] {9})) {
      bytes.putInt(bitmap == places ? 0 : 1).putInt(12346).putInt(1).putShort((short) 0);
      bytes.putShort((short) (bitmap.length - 1)).putInt(16);
      for (int place : bitmap) {
        bytes.putShort((short) place);
      }
    }
    return bytes.array();
  }

  private void vectorFile(String key, byte[] first, byte[] second, int damage) {
    ByteBuffer file = ByteBuffer.allocate(1 + 16 + first.length + second.length);
    file.put((byte) 1);
    for (byte[] one : List.of(first, second)) {
      CRC32 sum = new CRC32();
      sum.update(one);
      file.putInt(one.length).put(one).putInt((int) sum.getValue() + damage);
    }
    lake().put("tables", key, file.array());
  }

  @Test
  void rowsThatDeletionVectorsNameDoNotCount() throws Exception {
    // Both texts are the protocol's own examples.
    String inline =
        "\"storageType\":\"i\",\"pathOrInlineDv\":"
            + "\"wi5b=000010000siXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L\",\"sizeInBytes\":40,"
            + "\"cardinality\":6";
    byte[] first = vector(0, 1);
    byte[] second = vector(2, 29, 30);
    String relative =
        "\"storageType\":\"u\",\"pathOrInlineDv\":\"ab^-aqEH.-t@S}K{vb[*k^\",\"offset\":1,"
            + "\"sizeInBytes\":"
            + first.length
            + ",\"cardinality\":3";
    String absolute =
        "\"storageType\":\"p\",\"pathOrInlineDv\":\"s3://tables/elsewhere/v.bin\",\"offset\":"
            + (1 + 8 + first.length)
            + ",\"sizeInBytes\":"
            + second.length
            + ",\"cardinality\":4";
    for (String name : List.of("a", "b", "c", "d")) {
      data(
          "vector/" + name + ".parquet",
          "SELECT n AS \"Id\", '" + name + "' AS word FROM range(40) AS t(n)");
    }
    vectorFile(
        "vector/ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin", first, second, 0);
    vectorFile("elsewhere/v.bin", first, second, 0);
    commit(
        "vector",
        0,
        "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,"
            + "\"readerFeatures\":[\"deletionVectors\"],\"writerFeatures\":[\"deletionVectors\"]}}",
        metadata(),
        addWithout("a.parquet", inline),
        addWithout("b.parquet", relative),
        addWithout("c.parquet", absolute),
        add("d.parquet", "\"x\"", ""));
    create("vector");
    assertThat(rows("SELECT word, count(*), sum(id) FROM vector GROUP BY word ORDER BY word"))
        .containsExactly("a|34|708", "b|38|779", "c|37|719", "d|40|780");
    assertThat(rows("SELECT id FROM vector WHERE word = 'a' AND id < 10 ORDER BY id"))
        .containsExactly("0", "1", "2", "5", "6", "8", "9");
    assertThat(rows("SELECT count(*) FROM vector")).containsExactly("149");
    vectorFile("elsewhere/v.bin", first, second, 1);
    assertThat(lake().reason("SELECT count(*) FROM vector"))
        .contains("DELTA_LAKE_BAD_DATA", "c.parquet", "s3://tables/elsewhere/v.bin", "checksum");
    lake().put("tables", "elsewhere/v.bin", new byte[] {1});
    assertThat(lake().reason("SELECT count(*) FROM vector")).contains("v.bin", "ends too early");
    vectorFile("elsewhere/v.bin", first, second, 0);
    commit("vector", 1, addWithout("d.parquet", inline.replace("\":6", "\":7")));
    assertThat(lake().reason("SELECT count(*) FROM vector WHERE word = 'd'"))
        .contains("6 rows and not 7");
    commit("vector", 2, addWithout("d.parquet", inline.replace("wi5b", "xi5b")));
    assertThat(lake().reason("SELECT count(*) FROM vector WHERE word = 'd'"))
        .contains("DELTA_LAKE_BAD_DATA");
  }

  private static String mapped(String mode) {
    return "{\"metaData\":{\"id\":\"1\",\"format\":{\"provider\":\"parquet\",\"options\":{}},"
        + "\"schemaString\":"
        + TextNode.valueOf(
            "{\"type\":\"struct\",\"fields\":["
                + field("Number", "\"long\"", 1, "col-1")
                + ","
                + field("word", "\"string\"", 2, "number")
                + ","
                + field("day", "\"string\"", 3, "col-3")
                + ","
                + field(
                    "st",
                    "{\"type\":\"struct\",\"fields\":["
                        + field("y", "\"long\"", 5, "col-5")
                        + ","
                        + field("x", "\"long\"", 6, "col-6")
                        + ","
                        + field("late", "\"long\"", 9, "col-9")
                        + "]}",
                    4,
                    "col-4")
                + ","
                + field(
                    "li",
                    "{\"type\":\"array\",\"containsNull\":true,\"elementType\":{\"type\":\"struct\","
                        + "\"fields\":["
                        + field("v", "\"string\"", 8, "col-8")
                        + "]}}",
                    7,
                    "col-7")
                + "]}")
        + ",\"partitionColumns\":[\"day\"],\"configuration\":{\"delta.columnMapping.mode\":\""
        + mode
        + "\"}}}";
  }

  private static String field(String name, String type, int id, String stored) {
    return "{\"name\":\""
        + name
        + "\",\"type\":"
        + type
        + ",\"nullable\":true,\"metadata\":{\"delta.columnMapping.id\":"
        + id
        + ",\"delta.columnMapping.physicalName\":\""
        + stored
        + "\"}}";
  }

  /** A renamed column keeps its values, and a new one of an old name does not inherit them. */
  @Test
  void mappedColumnsAreFoundByTheirNumbersOrStoredNames() throws Exception {
    String rows =
        "SELECT n AS \"%s\", 'w' || n AS \"%s\", {'%s': n + 1, '%s': n + 2} AS \"%s\","
            + " [{'%s': 'v' || n}] AS \"%s\" FROM range(3) AS t(n)";
    String byName = rows.formatted("col-1", "number", "col-6", "col-5", "col-4", "col-8", "col-7");
    data("named/a.parquet", byName);
    commit(
        "named",
        0,
        PROTOCOL.replace("1,", "2,"),
        mapped("name"),
        "{\"add\":{\"path\":\"a.parquet\",\"partitionValues\":{\"col-3\":\"x\"},\"size\":1,"
            + "\"stats\":\"{\\\"numRecords\\\":3,\\\"minValues\\\":{\\\"col-1\\\":0},"
            + "\\\"maxValues\\\":{\\\"col-1\\\":2}}\"}}");
    create("named");
    data(
        "numbered/a.parquet",
        rows.formatted("a", "b", "c", "d", "e", "f", "g"),
        ", FIELD_IDS {a: 1, b: 2, e: {__duckdb_field_id: 4, c: 6, d: 5},"
            + " g: {__duckdb_field_id: 7, element: {f: 8}}}");
    commit(
        "numbered",
        0,
        PROTOCOL.replace("1,", "2,"),
        mapped("id"),
        "{\"add\":{\"path\":\"a.parquet\",\"partitionValues\":{\"col-3\":\"x\"},\"size\":1}}");
    create("numbered");
    for (String table : List.of("named", "numbered")) {
      assertThat(rows("SELECT * FROM " + table + " WHERE number > 0 ORDER BY number"))
          .as(table)
          .containsExactly(
              "1|w1|x|{y=3, x=2, late=null}|[{v=v1}]", "2|w2|x|{y=4, x=3, late=null}|[{v=v2}]");
      assertThat(rows("SELECT number FROM " + table + " WHERE number > 2")).isEmpty();
      assertThat(rows("SELECT word, st.x, li[1].v FROM " + table + " WHERE st.y = 2 AND day = 'x'"))
          .containsExactly("w0|1|v0");
    }
  }

  @Test
  void aLogThatIsBrokenIsNamed() throws Exception {
    commit("broken", 0, PROTOCOL, metadata());
    create("broken");
    commit("broken", 2, add("a.parquet", "\"x\"", ""));
    assertThat(lake().reason("SELECT * FROM broken"))
        .contains("DELTA_LAKE_INVALID_SCHEMA", "version 1 is missing");
    assertThat(lake().reason(creation("missing")))
        .contains("Metadata not found in transaction log");
    text("zeros/_delta_log/00000000000000000001.checkpoint.parquet", "PAR1 and no more");
    assertThat(lake().reason(creation("zeros"))).contains("zeros", "cannot be read");
  }

  @Test
  void asksForTheLogAndForTheFiles() throws Exception {
    data("mine/a.parquet", "SELECT 1 AS \"Id\"");
    commit("mine", 0, PROTOCOL, metadata(), add("a.parquet", "\"x\"", ""));
    create("mine");
    for (String action : List.of("s3:ListBucket", "s3:GetObject")) {
      lake().denied.add(action);
      try {
        assertThat(lake().reason("SELECT * FROM mine")).as(action).contains(action);
      } finally {
        lake().denied.clear();
      }
    }
    assertThat(rows("SELECT id FROM mine")).containsExactly("1");
  }

  @Test
  void readsTheFilesThatManifestsName() throws Exception {
    text("links/rows/one.csv", "1,a\n2,b\n");
    text("links/rows/two.csv", "3,c\n");
    text("links/manifests/p=1/manifest", "s3://tables/links/rows/one.csv\n\n");
    text("links/manifests/p=2/manifest", "s3://tables/links/rows/two.csv");
    lake()
        .succeed(
            "CREATE EXTERNAL TABLE links (id int, word string) PARTITIONED BY (p int)"
                + " ROW FORMAT DELIMITED FIELDS TERMINATED BY ','"
                + " STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'"
                + " OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'"
                + " LOCATION 's3://tables/links/manifests/'");
    lake().succeed("MSCK REPAIR TABLE links");
    assertThat(rows("SELECT p, id, word, \"$path\" FROM links ORDER BY id"))
        .containsExactly(
            "1|1|a|s3://tables/links/rows/one.csv",
            "1|2|b|s3://tables/links/rows/one.csv",
            "2|3|c|s3://tables/links/rows/two.csv");
    text("links/manifests/p=2/manifest", "s3://tables/links/rows/gone.csv");
    assertThat(rows("SELECT id FROM links WHERE p = 1 ORDER BY id")).containsExactly("1", "2");
    assertThat(lake().reason("SELECT * FROM links"))
        .isEqualTo(
            "HIVE_CANNOT_OPEN_SPLIT: Error opening s3://tables/links/rows/gone.csv: No such"
                + " object");
    text("links/manifests/p=2/manifest", "rows/two.csv");
    assertThat(lake().reason("SELECT * FROM links")).contains("Not the s3:// name of an object");
    assertThat(lake().reason("INSERT INTO links VALUES (1, 'a', 1)"))
        .contains("SymlinkTextInputFormat");
  }

  private static String creation(String table) {
    return "CREATE EXTERNAL TABLE "
        + table
        + " LOCATION 's3://tables/"
        + table
        + "/' TBLPROPERTIES ('table_type' = 'DELTA')";
  }

  private void create(String table) {
    lake().succeed(creation(table));
  }

  private static String metadata() {
    return "{\"metaData\":{\"id\":\"1\",\"format\":{\"provider\":\"parquet\"},\"schemaString\":\""
        + SCHEMA.replace("\"", "\\\"")
        + "\",\"partitionColumns\":[\"day\"],\"configuration\":{}}}";
  }

  private static String add(String path, String day, String statistics) {
    return "{\"add\":{\"path\":\""
        + path
        + "\",\"partitionValues\":{\"day\":"
        + day
        + "},\"size\":1,\"modificationTime\":1,\"dataChange\":true"
        + (statistics.isEmpty() ? "" : ",\"stats\":\"" + statistics.replace("\"", "\\\"") + "\"")
        + "}}";
  }

  private static String statistics(int least, int most, String first, String last) {
    return "{\"numRecords\":1,\"minValues\":{\"Id\":%d,\"word\":\"%s\"},".formatted(least, first)
        + "\"maxValues\":{\"Id\":%d,\"word\":\"%s\"},".formatted(most, last)
        + "\"nullCount\":{\"Id\":0,\"word\":0}}";
  }

  /** What a checkpoint says of the table. */
  private static String table() {
    return "SELECT {'minReaderVersion': 1} AS protocol UNION ALL BY NAME SELECT {'schemaString': '"
        + SCHEMA
        + "', 'partitionColumns': ['day'], 'configuration': MAP {}::MAP(VARCHAR, VARCHAR)} AS"
        + " \"metaData\"";
  }

  private static String added(String path, String day) {
    return "SELECT {'path': '%s', 'partitionValues': MAP {'day': '%s'}, 'size': 1,"
            .formatted(path, day)
        + " 'stats_parsed': {'wide': 'NaN'::DOUBLE}} AS add";
  }

  private void checkpoint(String key, String rows) throws Exception {
    data(key, rows);
  }

  private void data(String key, String rows) throws SQLException, IOException {
    data(key, rows, "");
  }

  private void data(String key, String rows, String options) throws SQLException, IOException {
    Path file = directory.resolve("rows.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + rows + ") TO '" + file + "' (FORMAT parquet" + options + ")");
    }
    lake().put("tables", key, Files.readAllBytes(file));
  }

  private void commit(String table, long version, String... actions) {
    text(table + "/_delta_log/%020d.json".formatted(version), String.join("\n", actions) + "\n");
  }

  private void text(String key, String text) {
    lake().put("tables", key, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Rows without the line of names. */
  private List<String> rows(String sql) {
    return lake().lines(sql).stream().skip(1).toList();
  }
}
