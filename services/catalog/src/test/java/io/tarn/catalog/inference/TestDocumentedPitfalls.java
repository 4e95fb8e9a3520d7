package io.tarn.catalog.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What AWS's pages say of crawlers that make wrong tables: AWS Glue Developer Guide, "How does a
 * crawler determine when to create partitions?"; AWS Knowledge Center, "How can I prevent the AWS
 * Glue crawler from creating multiple tables?", "crawler not adding new partitions", "troubleshoot
 * missing partitions".
 */
class TestDocumentedPitfalls {
  private static final String ROWS = "id,amount,name\n1,2.5,Ada\n2,3.5,Ben\n";
  private static final String JSON = "{\"id\":1,\"amount\":2.5}\n{\"id\":2,\"amount\":3.5}\n";

  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final MapSource source = new MapSource();

  @AfterEach
  void stop() {
    workers.shutdownNow();
  }

  @Test
  void theSalesTreeIsOneTableOfFourPartitions() {
    for (String day :
        List.of("month=Jan/day=1", "month=Jan/day=2", "month=Feb/day=1", "month=Feb/day=2")) {
      source.put("sales/year=2019/" + day + "/a.json", JSON);
      source.put("sales/year=2019/" + day + "/b.json", JSON);
    }
    assertThat(tables("sales/")).containsExactly("sales/ json by year, month, day: 4");
  }

  @Test
  void twoTablesBelowOneFolderAreTwoWhenTheyDiffer() {
    twoTables("sku,units\nA1,4\nB2,5\n");
    assertThat(tables("folder1/"))
        .containsExactly(
            "folder1/table1/ csv by partition_0: 3", "folder1/table2/ csv by partition_0: 2");
  }

  @Test
  void twoTablesBelowOneFolderAreOneWhenTheyAreAlike() {
    twoTables(ROWS);
    assertThat(tables("folder1/")).containsExactly("folder1/ csv by partition_0, partition_1: 5");
  }

  @Test
  void eachOfTwoIncludePathsIsATableOfItsOwn() {
    twoTables(ROWS);
    assertThat(tables("folder1/table1/")).containsExactly("folder1/table1/ csv by partition_0: 3");
    assertThat(tables("folder1/table2/")).containsExactly("folder1/table2/ csv by partition_0: 2");
  }

  @Test
  void whatSparkAndHadoopLeaveBehindIsNoData() {
    for (String version : List.of("dt=1", "dt=2")) {
      source.put("products/" + version + "/_temporary/0/part-0.csv", "other\n");
      source.put("products/" + version + "/0_$folder$", "");
      source.put("products/" + version + "/_SUCCESS", "");
      source.put("products/" + version + "/.part-0.csv.crc", "crc");
      source.put("products/" + version + "/part-0.csv", ROWS);
    }
    source.put("products_$folder$", "");
    assertThat(tables("products/")).containsExactly("products/ csv by dt: 2");
  }

  @Test
  void aFewFilesOfAnotherFormatDoNotTearTheTable() {
    for (int i = 0; i < 8; i++) {
      source.put("mixed/a" + i + ".csv", ROWS);
    }
    source.put("mixed/b.json", JSON);
    source.put("mixed/README.md", "# Words\n");
    assertThat(tables("mixed/")).containsExactly("mixed/ csv");
    assertThat(find("mixed/", GroupingPolicy.usual()).tables().getFirst().warnings())
        .anyMatch(line -> line.contains("mixed/b.json") && line.contains("json"));
  }

  @Test
  void typesThatDifferBetweenFilesAreWidened() {
    source.put("types/day=1/a.csv", "id,zip,amount\n1,12345,1\n2,23456,2\n");
    source.put("types/day=2/a.csv", "id,zip,amount\n3,12345,1.5\n4,23456,2.5\n");
    source.put("types/day=3/a.csv", "id,zip,amount\n5,01234,1\n6,02345,2\n");
    assertThat(tables("types/")).containsExactly("types/ csv by day: 3");
    assertThat(columns("types/")).isEqualTo("id bigint, zip string, amount double");
  }

  @Test
  void columnsThatCameLaterAreAtTheEnd() {
    source.put("grown/year=2023/a.json", "{\"id\":1,\"amount\":2.5}\n");
    source.put("grown/year=2024/a.json", "{\"id\":1,\"amount\":2.5,\"more\":true}\n");
    assertThat(tables("grown/")).containsExactly("grown/ json by year: 2");
    assertThat(columns("grown/")).isEqualTo("id int, amount double, more boolean");
  }

  @Test
  void anotherCompressionIsOneTableAndNamed() throws Exception {
    source.put("packed/a.csv", ROWS).put("packed/b.csv", ROWS).putGzip("packed/c.csv.gz", ROWS);
    assertThat(tables("packed/")).containsExactly("packed/ csv");
    assertThat(find("packed/", GroupingPolicy.usual()).tables().getFirst().warnings())
        .anyMatch(line -> line.contains("c.csv.gz is compressed with gzip"));
  }

  @Test
  void excludedFilesAreNotLookedAt() {
    source.put("ex/a.csv", ROWS).put("ex/a.csv.metadata", "binary").put("ex/b.json", JSON);
    TableFinder.Result result =
        new TableFinder(source, GroupingPolicy.usual(), workers, () -> false)
            .find("lake", "ex/", source.list("ex/"), Globs.of(List.of("**.metadata", "*.json")));
    assertThat(result.tables()).singleElement().extracting(TableFinding::path).isEqualTo("ex/");
    assertThat(result.foreign()).isEmpty();
  }

  @Test
  void aSingleSchemaForEachPathIsMadeWhenAskedFor() {
    source.put("one/a/x.csv", "id,v\n1,2\n2,3\n").put("one/b/y.csv", "code,w,z\nA,B1,C\nB,C2,D\n");
    GroupingPolicy combined =
        new GroupingPolicy(
            true, OptionalInt.empty(), OptionalInt.empty(), ProbeRules.of(HeaderRule.EVIDENCE));
    assertThat(describe(find("one/", combined))).containsExactly("one/ csv by partition_0: 2");
    assertThat(tables("one/")).containsExactly("one/a/ csv", "one/b/ csv");
  }

  @Test
  void aTableLevelTellsWhereTablesBegin() {
    for (String table : List.of("one", "two")) {
      for (String day : List.of("2024-01-01", "2024-01-02")) {
        source.put("level/" + table + "/" + day + "/a.csv", ROWS);
      }
    }
    GroupingPolicy level =
        new GroupingPolicy(
            false, OptionalInt.of(3), OptionalInt.empty(), ProbeRules.of(HeaderRule.EVIDENCE));
    assertThat(describe(find("level/", level)))
        .containsExactly("level/one/ csv by partition_0: 2", "level/two/ csv by partition_0: 2");
  }

  private void twoTables(String second) {
    for (int i = 1; i <= 3; i++) {
      source.put("folder1/table1/partition" + i + "/file.txt", ROWS);
    }
    for (int i = 4; i <= 5; i++) {
      source.put("folder1/table2/partition" + i + "/file.txt", second);
    }
  }

  private List<String> tables(String path) {
    return describe(find(path, GroupingPolicy.usual()));
  }

  private String columns(String path) {
    return find(path, GroupingPolicy.usual()).tables().getFirst().columns().stream()
        .map(column -> column.name() + " " + column.type().text())
        .collect(Collectors.joining(", "));
  }

  private TableFinder.Result find(String path, GroupingPolicy policy) {
    return new TableFinder(source, policy, workers, () -> false)
        .find("lake", path, source.list(path), Globs.of(List.of()));
  }

  private static List<String> describe(TableFinder.Result result) {
    return result.tables().stream()
        .map(
            table ->
                table.path()
                    + " "
                    + table.format().classification()
                    + (table.partitionKeys().isEmpty()
                        ? ""
                        : " by "
                            + String.join(", ", table.partitionKeys())
                            + ": "
                            + table.partitions().size()))
        .toList();
  }
}
