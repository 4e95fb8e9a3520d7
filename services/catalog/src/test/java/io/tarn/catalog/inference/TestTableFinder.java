package io.tarn.catalog.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestTableFinder {
  private static final String USERS = "id,name,email\n1,Ada,a@example.com\n2,Ben,b@example.com\n";
  private static final String ORDERS = "id,user_id,amount,created_at\n1,2,9.99,2024-01-01\n";
  private static final String ITEMS = "sku,price\nA,1.5\nB,2\n";

  private final ExecutorService workers = Executors.newFixedThreadPool(4);
  private final MapSource source = new MapSource();

  @AfterEach
  void stop() {
    workers.shutdownNow();
  }

  @Test
  void folderMarkersAndEmptyFilesMakeNoTable() {
    source.put("raw/", "").put("raw/empty.csv", "").put("raw/people.csv", USERS);
    TableFinding table = one("raw/");
    assertThat(table.location()).isEqualTo("s3://lake/raw/");
    assertThat(table.element()).isEqualTo("raw");
    assertThat(describe(table)).isEqualTo("id bigint, name string, email string");
    assertThat(table.partitionKeys()).isEmpty();
    assertThat(table.volume().objects()).isEqualTo(1);
  }

  @Test
  void nothingButEmptyFilesMakeNoTableAtAll() {
    source.put("raw/", "").put("raw/a.csv", "").put("raw/b.csv", "  \n");
    assertThat(find("raw/").tables()).isEmpty();
  }

  @Test
  void differentSchemasInFoldersAreTablesOfTheirOwn() {
    source
        .put("raw/users/u.csv", USERS)
        .put("raw/orders/o.csv", ORDERS)
        .put("raw/items/i.csv", ITEMS);
    assertThat(find("raw/").tables())
        .extracting(TableFinding::element)
        .containsExactly("items", "orders", "users");
  }

  @Test
  void differentSchemasInOneFolderAreTablesByFile() {
    source.put("raw/users.csv", USERS).put("raw/orders.csv", ORDERS);
    assertThat(find("raw/").tables())
        .extracting(TableFinding::location)
        .containsExactly("s3://lake/raw/orders.csv", "s3://lake/raw/users.csv");
  }

  @Test
  void hiveFoldersBecomePartitions() {
    source
        .put("sales/year=2024/month=01/a.csv", ITEMS)
        .put("sales/year=2024/month=02/b.csv", ITEMS)
        .put("sales/year=2025/month=01/c.csv", ITEMS);
    TableFinding table = one("sales/");
    assertThat(table.partitionKeys()).containsExactly("year", "month");
    assertThat(table.partitions())
        .extracting(TableFinding.Part::values)
        .containsExactly(List.of("2024", "01"), List.of("2024", "02"), List.of("2025", "01"));
    assertThat(table.partitions().getFirst().path()).isEqualTo("sales/year=2024/month=01/");
  }

  @Test
  void oneHiveFolderIsAPartitionToo() {
    source.put("sales/dt=2024-01-01/a.csv", ITEMS);
    assertThat(one("sales/").partitionKeys()).containsExactly("dt");
  }

  @Test
  void plainFoldersWithOneSchemaBecomeNumberedPartitions() {
    source
        .put("sales/2024/01/a.csv", ITEMS)
        .put("sales/2024/02/b.csv", ITEMS)
        .put("sales/2025/01/c.csv", ITEMS);
    TableFinding table = one("sales/");
    assertThat(table.element()).isEqualTo("sales");
    assertThat(table.partitionKeys()).containsExactly("partition_0", "partition_1");
  }

  @Test
  void oneNamedFolderIsTheTable() {
    source.put("raw/people/a.csv", USERS);
    TableFinding table = one("raw/");
    assertThat(table.element()).isEqualTo("people");
    assertThat(table.partitionKeys()).isEmpty();
  }

  @Test
  void compatibleSchemasAreWidened() {
    source
        .put("sales/a.csv", "id,amount\n1,2\n")
        .put("sales/b.csv", "id,amount,note\n2,2.5,late\n");
    TableFinding table = one("sales/");
    assertThat(describe(table)).isEqualTo("id bigint, amount double, note string");
    assertThat(table.columns().get(1).why())
        .contains("widened from bigint by double in s3://lake/");
  }

  @Test
  void foreignFilesBesidePartitionFoldersSpoilNothing() {
    source
        .put("sales/_SUCCESS", "")
        .put("sales/README.md", "# Sales\nper day\n")
        .put("sales/dt=1/a.csv", ITEMS)
        .put("sales/dt=2/b.csv", ITEMS);
    TableFinder.Result result = find("sales/");
    assertThat(result.tables()).hasSize(1);
    assertThat(result.foreign()).singleElement().asString().contains("README.md", "no table");
  }

  @Test
  void aFirstRowSharedByFilesIsAHeader() {
    String first = "alpha;beta\nfoo;bar\n";
    source.put("x/a.csv", first).put("x/b.csv", "alpha;beta\nbaz;quz\n");
    assertThat(describe(one("x/"))).isEqualTo("alpha string, beta string");
  }

  @Test
  void gzipIsLookedInto() throws IOException {
    source.putGzip("raw/people.csv.gz", USERS);
    TableFinding table = one("raw/");
    assertThat(table.compression()).isEqualTo(Compression.GZIP);
    assertThat(describe(table)).isEqualTo("id bigint, name string, email string");
  }

  @Test
  void unreadableFilesAreNamedAndDoNotSpoilNeighbours() {
    source.put("raw/good.csv", USERS).put("raw/bad.parquet", "PAR1 broken");
    TableFinder.Result result = find("raw/");
    assertThat(result.tables()).hasSize(1);
    assertThat(result.foreign())
        .singleElement()
        .asString()
        .contains("s3://lake/raw/bad.parquet", "cut off");
  }

  @Test
  void exclusionsAreGlobsRelativeToThePath() {
    source.put("raw/a.csv", USERS).put("raw/tmp/b.json", "{\"x\":1}").put("raw/c.json", "{}");
    Globs globs = Globs.of(List.of("tmp/**", "*.{json,xml}"));
    assertThat(
            finder(GroupingPolicy.usual())
                .find("lake", "raw/", source.list("raw/"), globs)
                .tables())
        .hasSize(1);
    assertThatThrownBy(() -> Globs.of(List.of("{a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Exclusion has an open brace: {a");
  }

  @Test
  void tableLevelDecidesWhereTablesBegin() {
    source.put("a/b/c/x.csv", ITEMS).put("a/d/c/x.csv", ITEMS);
    assertThat(find("a/").tables()).hasSize(1);
    GroupingPolicy level3 =
        new GroupingPolicy(
            false, OptionalInt.of(3), OptionalInt.empty(), ProbeRules.of(HeaderRule.EVIDENCE));
    assertThat(finder(level3).find("lake", "a/", source.list("a/"), Globs.of(List.of())).tables())
        .extracting(TableFinding::element)
        .containsExactly("b", "d");
  }

  @Test
  void aPartitionKeyIsNotAlsoAColumn() {
    source
        .put("s/year=1/a.json", "{\"year\":1,\"v\":2}")
        .put("s/year=2/a.json", "{\"year\":2,\"v\":3}");
    TableFinding table = one("s/");
    assertThat(describe(table)).isEqualTo("v int");
    assertThat(table.warnings()).singleElement().asString().contains("year");
  }

  @Test
  void aLargeFileIsSampledAndItsOddLineIsFound() {
    StringBuilder text = new StringBuilder("id,amount\n");
    int odd = 700_000;
    for (int i = 1; i <= 900_000; i++) {
      text.append(i).append(i >= odd ? ",broken\n" : ",12.50\n");
    }
    source.put("big/a.csv", text.toString());
    TableFinding table = one("big/");
    assertThat(describe(table)).isEqualTo("id bigint, amount string");
    assertThat(table.columns().get(1).why())
        .containsPattern("because of 'broken' in s3://lake/big/a.csv line \\d{6}");
    assertThat(table.volume().recordCount()).isBetween(800_000L, 1_000_000L);
  }

  @Test
  void aStoppedCrawlEnds() {
    source.put("raw/a.csv", USERS);
    TableFinder finder = new TableFinder(source, GroupingPolicy.usual(), workers, () -> true);
    assertThatThrownBy(() -> finder.find("lake", "raw/", source.list("raw/"), Globs.of(List.of())))
        .isInstanceOf(CancellationException.class);
  }

  private TableFinder finder(GroupingPolicy policy) {
    return new TableFinder(source, policy, workers, () -> false);
  }

  private TableFinder.Result find(String path) {
    return finder(GroupingPolicy.usual())
        .find("lake", path, source.list(path), Globs.of(List.of()));
  }

  private TableFinding one(String path) {
    List<TableFinding> tables = find(path).tables();
    assertThat(tables).hasSize(1);
    return tables.getFirst();
  }

  private static String describe(TableFinding table) {
    return String.join(
        ", ", table.columns().stream().map(c -> c.name() + " " + c.type().text()).toList());
  }
}
