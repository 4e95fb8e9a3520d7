package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.IcebergInput;
import io.tarn.api.glue.OpenTableFormatInput;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.iceberg.Commits;
import io.tarn.catalog.iceberg.LakeFileIO;
import io.tarn.catalog.iceberg.LakeIcebergCatalog;
import io.tarn.catalog.iceberg.Session;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that Iceberg's own library makes and changes in the catalog, over a real store. */
class TestIcebergTables {
  private static final Namespace DB = Namespace.of("db");
  private static final TableIdentifier T = TableIdentifier.of(DB, "t");
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()));

  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.openAsleep(directory);
    lake.bucket("lake");
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  private LakeIcebergCatalog catalog() {
    return new LakeIcebergCatalog(
        new Session(
            lake.ledger,
            lake.catalog.tables(),
            lake.store.objects(),
            lake,
            lake.newCall(new Caller.Root(Lake.ACCOUNT)),
            "s3://lake/warehouse"));
  }

  private LakeIcebergCatalog catalog(Commits commits) {
    var call = lake.newCall(new Caller.Root(Lake.ACCOUNT));
    return new LakeIcebergCatalog(
        new Session(
            lake.ledger,
            lake.catalog.tables(),
            call,
            "s3://lake/warehouse",
            commits,
            () -> new LakeFileIO(lake.ledger, lake.store.objects(), lake, call)));
  }

  private static DataFile file(String name) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("s3://lake/warehouse/db.db/t/data/" + name + ".parquet")
        .withFileSizeInBytes(10)
        .withRecordCount(1)
        .build();
  }

  private static List<String> files(Table table) throws IOException {
    List<String> names = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      tasks.forEach(task -> names.add(task.file().location().replaceFirst(".*/", "")));
    }
    return names.stream().sorted().toList();
  }

  @Test
  void aTableIsGluesTableAndIcebergs() throws IOException {
    catalog().createNamespace(DB, Map.of("owner", "me"));
    Table made = catalog().createTable(T, SCHEMA);
    made.newAppend().appendFile(file("a")).commit();
    made.updateSchema().addColumn("price", Types.DecimalType.of(9, 2)).commit();

    Table read = catalog().loadTable(T);
    assertThat(files(read)).containsExactly("a.parquet");
    assertThat(read.location()).isEqualTo("s3://lake/warehouse/db.db/t");
    io.tarn.api.glue.Table glue = lake.table("db", "t");
    assertThat(Lake.columns(glue)).isEqualTo("id bigint, name string, price decimal(9,2)");
    assertThat(Lake.parameter(glue, "table_type")).isEqualTo("ICEBERG");
    assertThat(requireNonNull(glue.storageDescriptor()).location()).isEqualTo(read.location());
    assertThat(catalog().loadNamespaceMetadata(DB)).containsEntry("owner", "me");
  }

  @Test
  void writersOverTheSameVersionLoseNothing() throws Exception {
    catalog().createNamespace(DB, Map.of());
    catalog()
        .createTable(
            T, SCHEMA, PartitionSpec.unpartitioned(), Map.of("commit.retry.num-retries", "50"));
    List<String> names = new ArrayList<>();
    try (ExecutorService writers = Executors.newFixedThreadPool(4)) {
      List<Future<?>> work = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        String prefix = "w" + writer + "-";
        for (int i = 0; i < 5; i++) {
          names.add(prefix + i + ".parquet");
        }
        work.add(
            writers.submit(
                () -> {
                  for (int i = 0; i < 5; i++) {
                    catalog().loadTable(T).newAppend().appendFile(file(prefix + i)).commit();
                  }
                }));
      }
      for (Future<?> one : work) {
        one.get();
      }
    }
    assertThat(files(catalog().loadTable(T))).isEqualTo(names);
  }

  /** A committer that has something of its own to commit, and may refuse. */
  private final class Together implements Commits {
    private final boolean refuses;

    Together(boolean refuses) {
      this.refuses = refuses;
    }

    @Override
    public <R> R commit(Work<R> work) {
      return lake.ledger.commit(
          tx -> {
            R result = work.run(tx);
            lake.catalog
                .tables()
                .createDatabase(
                    tx,
                    Change.of(lake.newCall(new Caller.Root(Lake.ACCOUNT))),
                    io.tarn.api.glue.DatabaseInput.builder().name("beside").build());
            if (refuses) {
              throw new ServiceError("Refused", 400, "by the committer");
            }
            return result;
          });
    }
  }

  @Test
  void whoeverCommitsMayCommitMoreWithIt() throws IOException {
    catalog().createNamespace(DB, Map.of());
    catalog().createTable(T, SCHEMA);

    AppendFiles refused =
        catalog(new Together(true)).loadTable(T).newAppend().appendFile(file("a"));
    assertThatThrownBy(refused::commit).hasMessageContaining("by the committer");
    assertThat(files(catalog().loadTable(T))).isEmpty();
    assertThat(catalog().namespaceExists(Namespace.of("beside"))).isFalse();

    catalog(new Together(false)).loadTable(T).newAppend().appendFile(file("b")).commit();
    assertThat(files(catalog().loadTable(T))).containsExactly("b.parquet");
    assertThat(catalog().namespaceExists(Namespace.of("beside"))).isTrue();
  }

  @Test
  void namesAreTakenOnceAndGoTogether() {
    catalog().createNamespace(DB, Map.of());
    assertThatThrownBy(() -> catalog().createNamespace(Namespace.of("DB"), Map.of()))
        .isInstanceOf(AlreadyExistsException.class);
    catalog().createTable(T, SCHEMA);
    assertThatThrownBy(() -> catalog().createTable(TableIdentifier.of("db", "T"), SCHEMA))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> catalog().dropNamespace(DB))
        .isInstanceOf(NamespaceNotEmptyException.class);
    TableIdentifier other = TableIdentifier.of(DB, "u");
    catalog().renameTable(T, other);
    assertThat(catalog().listTables(DB)).containsExactly(other);
    assertThat(catalog().dropTable(other, true)).isTrue();
    assertThat(catalog().dropTable(other)).isFalse();
    assertThat(catalog().dropNamespace(DB)).isTrue();
    assertThat(Set.copyOf(catalog().listNamespaces())).isEmpty();
  }

  private static CreateTableRequest iceberg(String name, IcebergInput.Builder format) {
    return CreateTableRequest.builder()
        .databaseName("db")
        .tableInput(
            TableInput.builder()
                .name(name)
                .parameters(Map.of("k", "v"))
                .partitionKeys(List.of(Column.builder().name("day").type("date").build()))
                .storageDescriptor(
                    StorageDescriptor.builder()
                        .location("s3://lake/" + name)
                        .columns(
                            List.of(
                                Column.builder().name("id").type("bigint").build(),
                                Column.builder()
                                    .name("tags")
                                    .type("map<string,array<struct<a:int,b:decimal(9,2)>>>")
                                    .build()))
                        .build())
                .build())
        .openTableFormatInput(
            OpenTableFormatInput.builder()
                .icebergInput(format.metadataOperation("CREATE").build())
                .build())
        .build();
  }

  @Test
  void gluesCreateTableMakesAnIcebergTable() {
    catalog().createNamespace(DB, Map.of());
    lake.call(GlueService.CREATE_TABLE, iceberg("g", IcebergInput.builder().version("2")));
    Table made = catalog().loadTable(TableIdentifier.of(DB, "g"));
    assertThat(made.location()).isEqualTo("s3://lake/g");
    assertThat(made.spec().fields().getFirst().name()).isEqualTo("day");
    assertThat(made.schema().findField("tags.value.element.b").type())
        .isEqualTo(Types.DecimalType.of(9, 2));
    assertThat(made.properties()).containsEntry("k", "v");
    assertThat(Lake.columns(lake.table("db", "g")))
        .isEqualTo("id bigint, tags map<string,array<struct<a:int,b:decimal(9,2)>>>, day date");

    lake.refused(
        GlueService.CREATE_TABLE,
        iceberg("g", IcebergInput.builder()),
        "AlreadyExistsException",
        "already exists");
    lake.refused(
        GlueService.CREATE_TABLE,
        iceberg("h", IcebergInput.builder().version("9")),
        "InvalidInputException",
        "9");
  }
}
