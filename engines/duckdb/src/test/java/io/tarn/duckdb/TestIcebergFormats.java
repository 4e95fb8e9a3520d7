package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.avro.Avro;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.avro.PlannedDataReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Iceberg tables with files of ORC and Avro. The files in the resources are written by Iceberg's
 * own Java writers (iceberg-orc, iceberg-core 1.12.0).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestIcebergFormats {
  private static final int ROWS = 10;
  private static final int SHOWN_BY_METADATA = 1000;

  private static final Schema NUMBERS =
      new Schema(
          optional("id", Types.LongType.get()),
          NestedField.optional(2, "p", Types.StringType.get()));

  private static final Type DEEP =
      Types.StructType.of(
          NestedField.optional(101, "c", Types.StringType.get()),
          NestedField.optional(102, "d", Types.ListType.ofOptional(103, Types.DoubleType.get())));

  private static final Schema TYPES =
      new Schema(
          NestedField.optional(1, "b", Types.BooleanType.get()),
          NestedField.optional(2, "i", Types.IntegerType.get()),
          NestedField.optional(3, "l", Types.LongType.get()),
          NestedField.optional(4, "f", Types.FloatType.get()),
          NestedField.optional(5, "d", Types.DoubleType.get()),
          NestedField.optional(6, "dec9", Types.DecimalType.of(9, 2)),
          NestedField.optional(7, "dec38", Types.DecimalType.of(38, 10)),
          NestedField.optional(8, "s", Types.StringType.get()),
          NestedField.optional(9, "bin", Types.BinaryType.get()),
          NestedField.optional(10, "fix", Types.FixedType.ofLength(3)),
          NestedField.optional(11, "u", Types.UUIDType.get()),
          NestedField.optional(12, "dt", Types.DateType.get()),
          NestedField.optional(13, "t", Types.TimeType.get()),
          NestedField.optional(14, "ts", Types.TimestampType.withoutZone()),
          NestedField.optional(15, "tz", Types.TimestampType.withZone()),
          NestedField.optional(16, "li", Types.ListType.ofOptional(104, Types.IntegerType.get())),
          NestedField.optional(
              17,
              "m",
              Types.MapType.ofOptional(105, 106, Types.StringType.get(), Types.LongType.get())),
          NestedField.optional(
              18,
              "m2",
              Types.MapType.ofOptional(
                  107,
                  108,
                  Types.IntegerType.get(),
                  Types.StructType.of(
                      NestedField.optional(109, "x", Types.IntegerType.get()),
                      NestedField.optional(110, "y", Types.StringType.get())))),
          NestedField.optional(
              19,
              "st",
              Types.StructType.of(
                  NestedField.optional(111, "a", Types.IntegerType.get()),
                  NestedField.optional(112, "B", DEEP))));

  private Path directory = Path.of(".");
  private @Nullable AthenaLake lake;

  @BeforeAll
  void open(@TempDir Path temporary) throws Exception {
    directory = temporary;
    lake = new AthenaLake(directory);
    lake().createBucket("results");
    lake().createBucket("tables");
    lake().iceberg().createNamespace(Namespace.of("ice"), Map.of("location", "s3://tables/ice"));
    for (String name : List.of("types", "old", "numbers", "places", "values")) {
      for (FileFormat format : List.of(FileFormat.ORC, FileFormat.AVRO)) {
        lake().put("tables", "files/" + file(name, format), bytes(name, format));
      }
    }
    Path parquet = directory.resolve("numbers.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT n AS id, IF(n % 2 = 0, 'even', NULL) AS p FROM range(10) AS t(n)) TO '"
              + parquet
              + "' (FORMAT parquet, FIELD_IDS {id: 1, p: 2})");
    }
    lake().put("tables", "files/numbers.parquet", Files.readAllBytes(parquet));
  }

  @AfterAll
  void close() {
    lake().close();
  }

  private AthenaLake lake() {
    return requireNonNull(lake);
  }

  private static String file(String name, FileFormat format) {
    return format.addExtension(name);
  }

  private static byte[] bytes(String name, FileFormat format) throws Exception {
    try (InputStream in =
        TestIcebergFormats.class.getResourceAsStream("/iceberg/" + file(name, format))) {
      return requireNonNull(in).readAllBytes();
    }
  }

  /** Rows without the line of names. */
  private List<String> rows(String sql) {
    return lake().lines(sql).stream().skip(1).toList();
  }

  private String reason(String sql) {
    return lake().reason(sql);
  }

  private void done(String sql) {
    lake().succeed(sql);
  }

  private static NestedField optional(String name, Type type) {
    return NestedField.optional(1, name, type);
  }

  private Table create(String name, Schema schema, PartitionSpec spec) {
    return lake().iceberg().createTable(TableIdentifier.of("ice", name), schema, spec);
  }

  private static DataFile data(PartitionSpec spec, String name, FileFormat format, int rows) {
    return DataFiles.builder(spec)
        .withPath("s3://tables/files/" + file(name, format))
        .withFileSizeInBytes(SHOWN_BY_METADATA)
        .withRecordCount(rows)
        .withFormat(format)
        .build();
  }

  private static DeleteFile deletes(Table table, String name, FileFormat format, int... fields) {
    FileMetadata.Builder builder = FileMetadata.deleteFileBuilder(table.spec());
    return (fields.length == 0 ? builder.ofPositionDeletes() : builder.ofEqualityDeletes(fields))
        .withPath("s3://tables/files/" + file(name, format))
        .withFileSizeInBytes(SHOWN_BY_METADATA)
        .withRecordCount(3)
        .withFormat(format)
        .build();
  }

  private static String named(String what, FileFormat format) {
    return what + "_" + format.name().toLowerCase(Locale.ROOT);
  }

  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"ORC", "AVRO"})
  void valuesOfEveryTypeAreRead(FileFormat format) {
    String name = named("types", format);
    Table table = create(name, TYPES, PartitionSpec.unpartitioned());
    table.newAppend().appendFile(data(table.spec(), "types", format, 3)).commit();
    assertThat(rows("SELECT b, i, l, f, d, dec9, dec38, s, bin, fix, u, dt, t FROM ice." + name))
        .containsExactlyInAnyOrder(
            "true|1|1099511627776|1.5|-2.25|1234567.89|"
                + "1234567890123456789012345678.0123456789|grüße 🐘|00 01 ff|01 02 03|"
                + "12151fd2-7586-11e9-8f9e-2a86e4085a59|2024-02-29|13:14:15.123456",
            "false|-2147483648|-9223372036854775808|NaN|-Infinity|-0.01|"
                + "-9999999999999999999999999999.9999999999|||ff ff ff|"
                + "ffffffff-ffff-ffff-ffff-ffffffffffff|0001-01-01|00:00:00.000000",
            String.join("|", java.util.Collections.nCopies(13, "NULL")));
    assertThat(rows("SELECT ts, tz, li, m, m2, st FROM ice." + name))
        .containsExactlyInAnyOrder(
            "2024-02-29 01:02:03.456789|2024-02-28 23:02:03.456789 UTC|[1, null, 3]|"
                + "{a=1, b=null}|{7={x=7, y=seven}, 8=null}|{a=9, B={c=deep, d=[NaN, null, 0.5]}}",
            "1960-01-01 00:00:00.123456|1960-01-01 00:00:00.123456 UTC|[]|{}|{}|{a=null, B=null}",
            "NULL|NULL|NULL|NULL|NULL|NULL");
    assertThat(
            rows(
                "SELECT st.b.d[3], m2[7].y, m['a'], element_at(m, 'z'), li[2], \"$path\" FROM ice."
                    + name
                    + " WHERE st.b.c = 'deep' AND tz < TIMESTAMP '2024-02-29 00:00:00 UTC'"))
        .containsExactly("0.5|seven|1|NULL|NULL|s3://tables/files/" + file("types", format));
    assertThat(rows("SELECT count(*), count(st), count(m2) FROM ice." + name))
        .containsExactly("3|2|2");
  }

  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"ORC", "AVRO"})
  void schemasMayHaveChangedSince(FileFormat format) {
    Schema old =
        new Schema(
            NestedField.optional(1, "i", Types.IntegerType.get()),
            NestedField.optional(2, "f", Types.FloatType.get()),
            NestedField.optional(3, "dec", Types.DecimalType.of(5, 2)),
            NestedField.optional(
                4,
                "st",
                Types.StructType.of(
                    NestedField.optional(101, "a", Types.IntegerType.get()),
                    NestedField.optional(102, "gone", Types.StringType.get()),
                    NestedField.optional(103, "b", Types.IntegerType.get()))),
            NestedField.optional(
                5,
                "li",
                Types.ListType.ofOptional(
                    104,
                    Types.StructType.of(NestedField.optional(105, "p", Types.IntegerType.get())))),
            NestedField.optional(6, "dropped", Types.StringType.get()),
            NestedField.optional(
                7,
                "m",
                Types.MapType.ofOptional(
                    106,
                    107,
                    Types.StringType.get(),
                    Types.StructType.of(NestedField.optional(108, "k", Types.FloatType.get())))));
    String name = named("evolved", format);
    Table table = create(name, old, PartitionSpec.unpartitioned());
    table.newAppend().appendFile(data(table.spec(), "old", format, 2)).commit();
    table
        .updateSchema()
        .updateColumn("i", Types.LongType.get())
        .updateColumn("f", Types.DoubleType.get())
        .updateColumn("dec", Types.DecimalType.of(38, 2))
        .deleteColumn("st.gone")
        .updateColumn("st.b", Types.LongType.get())
        .moveFirst("st.b")
        .addColumn("st", "z", Types.StringType.get())
        .updateColumn("li.element.p", Types.LongType.get())
        .addColumn("li", "q", Types.DateType.get())
        .updateColumn("m.value.k", Types.DoubleType.get())
        .deleteColumn("dropped")
        .commit();
    table
        .updateSchema()
        .addColumn("dropped", Types.StringType.get())
        .renameColumn("i", "number")
        .renameColumn("st", "i")
        .moveFirst("m")
        .commit();
    assertThat(rows("SELECT * FROM ice." + name + " ORDER BY number"))
        .containsExactly(
            "{one={k=1.5}, none=null}|1|0.25|123.45|{b=20, a=10, z=null}|"
                + "[{p=5, q=null}, null, {p=null, q=null}]|NULL",
            "NULL|2|NULL|NULL|NULL|NULL|NULL");
    assertThat(rows("SELECT typeof(number + li[1].p), i.b + number FROM ice." + name))
        .containsExactlyInAnyOrder("bigint|21", "bigint|NULL");
  }

  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"ORC", "AVRO", "PARQUET"})
  void deletesOfAnyFormatAreHeeded(FileFormat format) {
    for (FileFormat deleting : List.of(FileFormat.ORC, FileFormat.AVRO)) {
      String name = named(named("deleted", format), deleting);
      Table table = create(name, NUMBERS, PartitionSpec.unpartitioned());
      table.newAppend().appendFile(data(table.spec(), "numbers", format, ROWS)).commit();
      table.newRowDelta().addDeletes(deletes(table, "places", deleting)).commit();
      assertThat(rows("SELECT id FROM ice." + name + " ORDER BY id"))
          .containsExactly("0", "2", "3", "5", "6", "7", "8", "9");
      table.newRowDelta().addDeletes(deletes(table, "values", deleting, 1, 2)).commit();
      assertThat(rows("SELECT id, p FROM ice." + name + " ORDER BY id"))
          .containsExactly("0|even", "2|even", "3|NULL", "5|NULL", "6|even", "7|NULL");
      assertThat(rows("SELECT count(*) FROM ice." + name)).containsExactly("6");
      assertThat(rows("SELECT id FROM ice." + name + " WHERE p IS NULL AND id > 4"))
          .containsExactlyInAnyOrder("5", "7");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"ORC", "AVRO"})
  void rowsOfSuchFilesAreChanged(FileFormat format) {
    String name = named("changed", format);
    Table table = create(name, NUMBERS, PartitionSpec.unpartitioned());
    table.newAppend().appendFile(data(table.spec(), "numbers", format, ROWS)).commit();
    table.newRowDelta().addDeletes(deletes(table, "places", format)).commit();
    done("DELETE FROM ice." + name + " WHERE id IN (0, 1, 9)");
    done("UPDATE ice." + name + " SET p = 'new', id = id + 100 WHERE id % 4 = 3");
    assertThat(rows("SELECT id, p FROM ice." + name + " ORDER BY id"))
        .containsExactly("2|even", "5|NULL", "6|even", "8|even", "103|new", "107|new");
  }

  /** Rows stay deleted by the values of a column that has been dropped since. */
  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"ORC", "AVRO", "PARQUET"})
  void columnsOfDeletesMayBeDropped(FileFormat format) {
    String name = named("forgotten", format);
    Table table = create(name, NUMBERS, PartitionSpec.unpartitioned());
    table.newAppend().appendFile(data(table.spec(), "numbers", format, ROWS)).commit();
    table.newRowDelta().addDeletes(deletes(table, "values", FileFormat.AVRO, 1, 2)).commit();
    table.updateSchema().deleteColumn("p").commit();
    assertThat(rows("SELECT * FROM ice." + name + " WHERE id > 5 ORDER BY id"))
        .containsExactly("6", "7");
    table.updateSchema().addColumn("p", Types.IntegerType.get()).commit();
    assertThat(rows("SELECT * FROM ice." + name + " WHERE id > 5 ORDER BY id"))
        .containsExactly("6|NULL", "7|NULL");
  }

  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"ORC", "AVRO"})
  void filesOfAllFormatsMakeOneTable(FileFormat format) {
    String name = named("mixed", format);
    PartitionSpec spec = PartitionSpec.builderFor(NUMBERS).withSpecId(0).identity("p").build();
    Table table = create(name, NUMBERS, spec);
    for (FileFormat one : List.of(format, FileFormat.PARQUET)) {
      table
          .newAppend()
          .appendFile(
              DataFiles.builder(table.spec())
                  .withPath("s3://tables/files/" + file("numbers", one))
                  .withFileSizeInBytes(SHOWN_BY_METADATA)
                  .withRecordCount(ROWS)
                  .withPartitionPath("p=" + one)
                  .withFormat(one)
                  .build())
          .commit();
    }
    assertThat(rows("SELECT \"$path\", count(*), sum(id) FROM ice." + name + " GROUP BY 1"))
        .containsExactlyInAnyOrder(
            "s3://tables/files/" + file("numbers", format) + "|10|45",
            "s3://tables/files/numbers.parquet|10|45");
    // What the rows themselves say of the partition's column stands.
    assertThat(rows("SELECT DISTINCT p FROM ice." + name))
        .containsExactlyInAnyOrder("even", "NULL");
    table.updateSchema().addColumn("late", Types.IntegerType.get()).commit();
    assertThat(rows("SELECT count(*), count(late) FROM ice." + name)).containsExactly("20|0");
  }

  /** What is written is what Iceberg's own writers would have written. */
  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"ORC", "AVRO"})
  void valuesOfEveryTypeAreWritten(FileFormat format) throws Exception {
    String source = named("source", format);
    Table from = create(source, TYPES, PartitionSpec.unpartitioned());
    from.newAppend().appendFile(data(from.spec(), "types", format, 3)).commit();
    String name = named("written", format);
    done(
        "CREATE TABLE ice."
            + name
            + " WITH (table_type = 'ICEBERG', is_external = false, format = '"
            + format
            + "', write_compression = 'SNAPPY', partitioning = ARRAY['bucket(u, 2)'], location ="
            + " 's3://tables/ice/"
            + name
            + "/') AS SELECT * FROM ice."
            + source);
    assertThat(rows("SELECT * FROM ice." + name))
        .containsExactlyInAnyOrderElementsOf(rows("SELECT * FROM ice." + source));
    assertThat(rows("SELECT count(*) FROM ice." + name + " WHERE i = 1 AND dt > DATE '2024-01-01'"))
        .containsExactly("1");
    assertThat(rows("SELECT DISTINCT file_format FROM ice.\"" + name + "$files\""))
        .containsExactly(format.name());
    if (format == FileFormat.AVRO) {
      assertThat(readByIceberg(table(name)))
          .containsExactlyInAnyOrderElementsOf(readByIceberg(from));
    }
    done("INSERT INTO ice." + name + " SELECT * FROM ice." + source + " WHERE i = 1");
    done("UPDATE ice." + name + " SET s = 'changed', st = NULL WHERE i < 0");
    done("DELETE FROM ice." + name + " WHERE b IS NULL");
    done(
        "MERGE INTO ice."
            + name
            + " t USING (VALUES (1), (2)) AS n(v) ON t.i = n.v WHEN MATCHED THEN UPDATE SET l = -1"
            + " WHEN NOT MATCHED THEN INSERT (i, tz) VALUES (n.v, TIMESTAMP '2001-01-01 00:00 UTC')");
    List<String> expected =
        List.of(
            "-2147483648|-9223372036854775808|changed|NULL",
            "1|-1|grüße 🐘|deep",
            "1|-1|grüße 🐘|deep",
            "2|NULL|NULL|NULL");
    String now = "SELECT i, l, s, st.B.c FROM ice." + name + " ORDER BY i";
    assertThat(rows(now)).isEqualTo(expected);
    done("OPTIMIZE ice." + name + " REWRITE DATA USING BIN_PACK");
    assertThat(rows(now)).isEqualTo(expected);
    assertThat(rows("SELECT tz FROM ice." + name + " WHERE i = 2"))
        .containsExactly("2001-01-01 00:00:00.000000 UTC");
    assertThat(String.join("\n", rows("SHOW CREATE TABLE ice." + name)))
        .contains("'format'='" + format.name().toLowerCase(Locale.ROOT) + "'")
        .contains("'write_compression'='snappy'");
  }

  private Table table(String name) {
    return lake().iceberg().loadTable(TableIdentifier.of("ice", name));
  }

  /** The rows of a table's Avro files by Iceberg's own reader, as it prints them. */
  private static List<String> readByIceberg(Table table) throws Exception {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        try (CloseableIterable<Record> records =
            Avro.read(table.io().newInputFile(task.file().location()))
                .project(table.schema())
                .createResolvingReader(PlannedDataReader::create)
                .build()) {
          for (Record one : records) {
            rows.add(text(one));
          }
        }
      }
    }
    return rows;
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case byte[] bytes -> Arrays.toString(bytes);
      case ByteBuffer buffer -> {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        yield Arrays.toString(bytes);
      }
      case Record row -> {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
          fields.add(text(row.get(i)));
        }
        yield fields.toString();
      }
      case List<?> list -> list.stream().map(TestIcebergFormats::text).toList().toString();
      default -> value.toString();
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"ORC", "AVRO"})
  void definitionsNameTheFormat(FileFormat format) {
    String name = named("defined", format);
    done(
        "CREATE TABLE ice."
            + name
            + " (id bigint, at timestamp, m map<int,array<string>>) PARTITIONED BY (day(at))"
            + " LOCATION 's3://tables/ice/"
            + name
            + "/' TBLPROPERTIES ('table_type'='ICEBERG', 'format'='"
            + format.name().toLowerCase(Locale.ROOT)
            + "')");
    done(
        "INSERT INTO ice."
            + name
            + " SELECT 1000 * a + b, TIMESTAMP '2024-01-01 00:00:00' + a * INTERVAL '1' HOUR,"
            + " MAP(ARRAY[b], ARRAY[ARRAY['x', NULL]]) FROM UNNEST(sequence(0, 99)) AS x(a),"
            + " UNNEST(sequence(0, 999)) AS y(b)");
    assertThat(
            rows(
                "SELECT count(*), count(DISTINCT id), sum(id), count(DISTINCT \"$path\") FROM ice."
                    + name))
        .containsExactly("100000|100000|4999950000|5");
    assertThat(
            rows(
                "SELECT count(*), min(element_at(m, 5)[1]) FROM ice."
                    + name
                    + " WHERE at >= DATE '2024-01-05'"))
        .containsExactly("4000|x");
    done("DELETE FROM ice." + name + " WHERE id % 10 = 3");
    assertThat(rows("SELECT count(*), count_if(id % 10 = 3) FROM ice." + name))
        .containsExactly("90000|0");
    done("ALTER TABLE ice." + name + " SET TBLPROPERTIES ('write_compression'='zstd')");
    assertThat(table(name).properties())
        .containsEntry(
            "write." + format.name().toLowerCase(Locale.ROOT) + ".compression-codec", "zstd");
    done("INSERT INTO ice." + name + " (id) VALUES -1");
    done("ALTER TABLE ice." + name + " SET TBLPROPERTIES ('format'='parquet')");
    done("INSERT INTO ice." + name + " (id) VALUES -2");
    assertThat(rows("SELECT file_format FROM ice.\"" + name + "$files\" WHERE content = 0"))
        .contains(format.name(), "PARQUET");
    assertThat(rows("SELECT id FROM ice." + name + " WHERE id < 0 ORDER BY id"))
        .containsExactly("-2", "-1");
  }

  /** Whatever is damaged is an error that names the file, and never a wrong row. */
  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"ORC", "AVRO"})
  void damagedFilesAreNamed(FileFormat format) throws Exception {
    byte[] whole = bytes("numbers", format);
    String key = "files/" + file("damaged", format);
    String name = named("damaged", format);
    Table table = create(name, NUMBERS, PartitionSpec.unpartitioned());
    table.newAppend().appendFile(data(table.spec(), "damaged", format, ROWS)).commit();
    assertThat(reason("SELECT sum(id) FROM ice." + name))
        .contains("ICEBERG_CANNOT_OPEN_SPLIT", "s3://tables/" + key);
    lake().put("tables", key, new byte[0]);
    assertThat(reason("SELECT sum(id) FROM ice." + name)).contains("s3://tables/" + key);
    lake().put("tables", key, "this is neither ORC nor Avro".getBytes("UTF-8"));
    assertThat(reason("SELECT sum(id) FROM ice." + name))
        .containsPattern("ICEBERG_(BAD_DATA|CANNOT_OPEN_SPLIT)")
        .contains("s3://tables/" + key);
    for (int length = 5; length < whole.length; length += 23) {
      lake().put("tables", key, Arrays.copyOf(whole, length));
      assertThat(reason("SELECT sum(id) FROM ice." + name))
          .as("%d of %d bytes", length, whole.length)
          .containsPattern("ICEBERG_(BAD_DATA|CANNOT_OPEN_SPLIT|CURSOR_ERROR)")
          .contains("s3://tables/" + key);
    }
    lake().put("tables", key, whole);
    assertThat(rows("SELECT sum(id) FROM ice." + name)).containsExactly("45");
  }

  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"ORC", "AVRO"})
  void typesThatDoNotFitAreNamed(FileFormat format) {
    Schema schema =
        new Schema(
            NestedField.optional(1, "id", Types.DateType.get()),
            NestedField.optional(2, "p", Types.StringType.get()));
    String name = named("unfit", format);
    Table table = create(name, schema, PartitionSpec.unpartitioned());
    table.newAppend().appendFile(data(table.spec(), "numbers", format, ROWS)).commit();
    assertThat(reason("SELECT id FROM ice." + name))
        .contains("ICEBERG_BAD_DATA: Field id's type bigint in")
        .contains(file("numbers", format) + " is incompatible with type date");
    assertThat(rows("SELECT count(p) FROM ice." + name)).containsExactly("5");
  }

  /** Names that a reader might give its own columns are columns like all others. */
  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"PARQUET"})
  void namesOfTheEnginesOwnAreNames(FileFormat format) {
    List<String> names =
        List.of(
            "file_row_number",
            "rowid",
            "filename",
            "file_index",
            "$uri",
            "$file",
            "$place",
            "$deleted",
            "$$at",
            "$e0",
            "$c0",
            "$key0",
            "$absent",
            "$bucket0",
            "_pos",
            "_file",
            "pos",
            "file_path",
            "deleted",
            "gone",
            "keys",
            "__x",
            "w",
            "field_id");
    List<NestedField> fields = new ArrayList<>();
    fields.add(NestedField.optional(1, "id", Types.LongType.get()));
    for (String name : names) {
      fields.add(NestedField.optional(fields.size() + 1, name, Types.LongType.get()));
    }
    Schema schema = new Schema(fields);
    String table = named("hostile", format);
    create(table, schema, PartitionSpec.builderFor(schema).bucket("$key0", 2).build());
    StringBuilder values = new StringBuilder();
    for (int row = 0; row < 6; row++) {
      values.append(row == 0 ? "(" : ", (").append(row);
      for (int i = 0; i < names.size(); i++) {
        values.append(", ").append(row * 100 + i);
      }
      values.append(")");
    }
    done("INSERT INTO ice." + table + " VALUES " + values);
    for (int i = 0; i < names.size(); i++) {
      assertThat(rows("SELECT \"" + names.get(i) + "\" FROM ice." + table + " WHERE id = 3"))
          .as(names.get(i))
          .containsExactly(Integer.toString(300 + i));
    }
    done("DELETE FROM ice." + table + " WHERE file_row_number = 100");
    done("UPDATE ice." + table + " SET \"$place\" = -1, file_row_number = 7 WHERE \"$uri\" = 204");
    done(
        "MERGE INTO ice."
            + table
            + " t USING (VALUES (3), (9)) AS s(n) ON t.id = s.n"
            + " WHEN MATCHED THEN UPDATE SET \"$e0\" = -3"
            + " WHEN NOT MATCHED THEN INSERT (id, rowid) VALUES (s.n, 99)");
    assertThat(
            rows(
                "SELECT id, file_row_number, \"$place\", \"$e0\", rowid, \"$key0\" FROM ice."
                    + table
                    + " ORDER BY id"))
        .containsExactly(
            "0|0|6|9|1|11",
            "2|7|-1|209|201|211",
            "3|300|306|-3|301|311",
            "4|400|406|409|401|411",
            "5|500|506|509|501|511",
            "9|NULL|NULL|NULL|99|NULL");
    done("OPTIMIZE ice." + table + " REWRITE DATA USING BIN_PACK");
    assertThat(rows("SELECT count(*), sum(id), sum(filename) FROM ice." + table))
        .containsExactly("6|23|1410");
  }
}
