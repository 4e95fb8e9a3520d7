package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Files of Iceberg tables as others write them: without columns, with deletion vectors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestIcebergFiles {
  private Path directory = Path.of(".");
  private @Nullable AthenaLake lake;

  @BeforeAll
  void open(@TempDir Path temporary) throws Exception {
    directory = temporary;
    lake = new AthenaLake(directory);
    lake().createBucket("results");
    lake().createBucket("tables");
    lake().iceberg().createNamespace(Namespace.of("ice"), Map.of("location", "s3://tables/ice"));
  }

  @AfterAll
  void close() {
    lake().close();
  }

  private AthenaLake lake() {
    return requireNonNull(lake);
  }

  /** Rows without the line of names. */
  private List<String> rows(String sql) {
    return lake().lines(sql).stream().skip(1).toList();
  }

  private Table table(String name) {
    return lake().iceberg().loadTable(TableIdentifier.of("ice", name));
  }

  private Path parquet(String name, String rows, String ids) throws Exception {
    Path file = directory.resolve(name + ".parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + rows + ") TO '" + file + "' (FORMAT parquet" + ids + ")");
    }
    lake().put("tables", "files/" + name + ".parquet", Files.readAllBytes(file));
    return file;
  }

  private DataFile added(PartitionSpec spec, String name, String partition, Path file)
      throws Exception {
    return DataFiles.builder(spec)
        .withPath("s3://tables/files/" + name + ".parquet")
        .withPartitionPath(partition)
        .withFileSizeInBytes(Files.size(file))
        .withRecordCount(2)
        .withFormat(FileFormat.PARQUET)
        .build();
  }

  /** As add_files takes over the files of Hive's tables, whose keys stand in their folders only. */
  @Test
  void columnsThatFilesDoNotHaveAreTheirPartitions() throws Exception {
    Schema schema =
        new Schema(
            Types.NestedField.optional(1, "id", Types.IntegerType.get()),
            Types.NestedField.optional(2, "region", Types.StringType.get()),
            Types.NestedField.optional(3, "day", Types.DateType.get()),
            Types.NestedField.optional(4, "price", Types.DecimalType.of(5, 2)));
    PartitionSpec spec =
        PartitionSpec.builderFor(schema)
            .identity("region")
            .identity("day")
            .identity("price")
            .build();
    Table table = lake().iceberg().createTable(TableIdentifier.of("ice", "added"), schema, spec);
    table
        .newAppend()
        .appendFile(
            added(
                spec,
                "a",
                "region=north/day=2024-02-29/price=1.50",
                parquet("a", "SELECT unnest([1, 2])::INTEGER AS id", "")))
        .appendFile(
            added(
                spec,
                "b",
                "region=__HIVE_DEFAULT_PARTITION__/day=1960-01-01/price=-2.00",
                parquet("b", "SELECT unnest([3, 4])::INTEGER AS id", ", FIELD_IDS {id: 1}")))
        .appendFile(
            added(
                spec,
                "c",
                "region=south/day=2024-03-01/price=9.99",
                parquet(
                    "c",
                    "SELECT unnest([5, 6])::INTEGER AS id, 'its own' AS region",
                    ", FIELD_IDS {id: 1, region: 2}")))
        .commit();
    lake().succeed("INSERT INTO ice.added VALUES (7, 'west', DATE '2024-03-02', 3.25)");
    assertThat(rows("SELECT * FROM ice.added ORDER BY id"))
        .containsExactly(
            "1|north|2024-02-29|1.50",
            "2|north|2024-02-29|1.50",
            "3|NULL|1960-01-01|-2.00",
            "4|NULL|1960-01-01|-2.00",
            "5|its own|2024-03-01|9.99",
            "6|its own|2024-03-01|9.99",
            "7|west|2024-03-02|3.25");
    assertThat(rows("SELECT id FROM ice.added WHERE region = 'north' ORDER BY 1"))
        .containsExactly("1", "2");
    assertThat(rows("SELECT id FROM ice.added WHERE region IS NULL ORDER BY 1"))
        .containsExactly("3", "4");
    assertThat(rows("SELECT max(price) FROM ice.added WHERE day < DATE '2024-03-01'"))
        .containsExactly("1.50");
    lake().succeed("UPDATE ice.added SET id = id + 10 WHERE id = 2");
    lake().succeed("DELETE FROM ice.added WHERE id = 3");
    assertThat(rows("SELECT id, region, day FROM ice.added WHERE price < 2 ORDER BY id"))
        .containsExactly("1|north|2024-02-29", "4|NULL|1960-01-01", "12|north|2024-02-29");
  }

  /** As add_files leaves it: names of then for columns that are called otherwise today. */
  @Test
  void renamedColumnsAreFoundInFilesWithoutNumbers() throws Exception {
    Schema schema = new Schema(Types.NestedField.optional(1, "id", Types.IntegerType.get()));
    Table table = lake().iceberg().createTable(TableIdentifier.of("ice", "mapped"), schema);
    Path file = parquet("m", "SELECT unnest([1, 2])::INTEGER AS Id", "");
    table.newAppend().appendFile(added(table.spec(), "m", "", file)).commit();
    table
        .updateProperties()
        .set(
            TableProperties.DEFAULT_NAME_MAPPING,
            NameMappingParser.toJson(MappingUtil.create(schema)))
        .commit();
    table.updateSchema().renameColumn("id", "number").commit();
    assertThat(rows("SELECT number FROM ice.mapped ORDER BY 1")).containsExactly("1", "2");
  }

  /** Rows named by the values of a column that only the partition has. */
  @Test
  void deletesByValueSeeTheColumnsOfThePartition() throws Exception {
    Schema schema =
        new Schema(
            Types.NestedField.optional(1, "id", Types.IntegerType.get()),
            Types.NestedField.optional(2, "region", Types.StringType.get()));
    PartitionSpec spec = PartitionSpec.builderFor(schema).identity("region").build();
    Table table = lake().iceberg().createTable(TableIdentifier.of("ice", "named"), schema, spec);
    Path file = parquet("n", "SELECT unnest([1, 2])::INTEGER AS id", ", FIELD_IDS {id: 1}");
    table.newAppend().appendFile(added(spec, "n", "region=north", file)).commit();
    Path gone =
        parquet(
            "gone",
            "SELECT 1::INTEGER AS id, 'north' AS region UNION ALL SELECT 2, 'south'",
            ", FIELD_IDS {id: 1, region: 2}");
    table
        .newRowDelta()
        .addDeletes(
            FileMetadata.deleteFileBuilder(spec)
                .ofEqualityDeletes(1, 2)
                .withPath("s3://tables/files/gone.parquet")
                .withPartitionPath("region=north")
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(Files.size(gone))
                .withRecordCount(2)
                .build())
        .commit();
    assertThat(rows("SELECT id FROM ice.named")).containsExactly("2");
  }

  private Table third(String name, Schema schema, PartitionSpec spec) {
    return lake()
        .iceberg()
        .buildTable(TableIdentifier.of("ice", name), schema)
        .withPartitionSpec(spec)
        .withProperty("format-version", "3")
        .create();
  }

  private static final Schema NUMBERS =
      new Schema(
          Types.NestedField.optional(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "p", Types.StringType.get()));

  @Test
  void newColumnsCountAsTheirDefaultInOlderFiles() {
    third("grown", NUMBERS, PartitionSpec.unpartitioned());
    lake().succeed("INSERT INTO ice.grown VALUES (1, 'a')");
    table("grown")
        .updateSchema()
        .addColumn("c", Types.IntegerType.get(), Expressions.lit(42))
        .addColumn("d", Types.StringType.get(), Expressions.lit("it's"))
        .commit();
    assertThat(rows("SELECT * FROM ice.grown WHERE c = 42")).containsExactly("1|a|42|it's");
    assertThat(lake().reason("INSERT INTO ice.grown (id) VALUES 2"))
        .contains("NOT_SUPPORTED", "whose column c has a default");
  }

  /** Deletes the rows at these places of each of the table's files. */
  private void delete(Table table, long... places) throws Exception {
    RowDelta delta = table.newRowDelta().validateFromSnapshot(table.currentSnapshot().snapshotId());
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PUFFIN).build();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles();
        BaseDVFileWriter writer = new BaseDVFileWriter(files, path -> null)) {
      for (FileScanTask task : tasks) {
        task.deletes().forEach(delta::removeDeletes);
        for (long place : places) {
          writer.delete(task.file().location(), place, task.spec(), task.file().partition());
        }
      }
      writer.close();
      for (DeleteFile vector : writer.result().deleteFiles()) {
        delta.addDeletes(vector);
      }
    }
    delta.commit();
  }

  @Test
  void deletionVectorsAreRead() throws Exception {
    third("vectors", NUMBERS, PartitionSpec.builderFor(NUMBERS).identity("p").build());
    lake()
        .succeed(
            "INSERT INTO ice.vectors SELECT n, IF(n % 2 = 0, 'even', 'odd') FROM"
                + " UNNEST(sequence(0, 9999)) AS t(n)");
    delete(table("vectors"), 0, 1, 4_000);
    assertThat(rows("SELECT p, count(*) FROM ice.vectors GROUP BY p ORDER BY p"))
        .containsExactly("even|4997", "odd|4997");
    delete(table("vectors"), 2, 3, 4, 5);
    assertThat(rows("SELECT count(*), count(DISTINCT id) FROM ice.vectors"))
        .containsExactly("9992|9992");
    assertThat(table("vectors").currentSnapshot().summary())
        .containsEntry("total-delete-files", "2");
    assertThat(rows("SELECT count(*) FROM ice.vectors WHERE p = 'even'")).containsExactly("4996");
    lake().succeed("INSERT INTO ice.vectors VALUES (-1, 'odd')");
    assertThat(rows("SELECT count(*) FROM ice.vectors")).containsExactly("9993");
  }

  @Test
  void rowsWithNumbersAreNotWrittenAgain() {
    third("kept", NUMBERS, PartitionSpec.unpartitioned());
    lake().succeed("INSERT INTO ice.kept VALUES (1, 'a'), (2, 'b')");
    for (String sql :
        List.of(
            "DELETE FROM ice.kept WHERE id = 1",
            "UPDATE ice.kept SET p = 'c'",
            "OPTIMIZE ice.kept REWRITE DATA USING BIN_PACK")) {
      assertThat(lake().reason(sql)).contains("NOT_SUPPORTED", "format version 3");
    }
    assertThat(rows("SELECT * FROM ice.kept ORDER BY id")).containsExactly("1|a", "2|b");
  }
}
