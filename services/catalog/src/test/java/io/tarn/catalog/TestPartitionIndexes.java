package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.BatchCreatePartitionRequest;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.CreatePartitionIndexRequest;
import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.DeletePartitionIndexRequest;
import io.tarn.api.glue.DeletePartitionRequest;
import io.tarn.api.glue.GetPartitionIndexesRequest;
import io.tarn.api.glue.GetPartitionsRequest;
import io.tarn.api.glue.GetPartitionsResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.PartitionIndex;
import io.tarn.api.glue.PartitionIndexDescriptor;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.TableInput;
import io.tarn.api.glue.UpdateTableRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPartitionIndexes {
  private static final List<Column> KEYS =
      List.of(
          Column.builder().name("region").type("string").build(),
          Column.builder().name("n").type("int").build(),
          Column.builder().name("day").type("date").build());

  /** Also what sorts oddly as text: signs, leading zeros, nulls, no numbers, all of Unicode. */
  private static final List<List<String>> VALUES =
      List.of(
          List.of("eu", "us", "e", "eu-west", "\uE000", "\uD83D\uDE00", PartitionValue.NULL),
          List.of("9", "10", "-1", "-12", "-123", "007", "0", "1e3", "x", PartitionValue.NULL),
          List.of("2024-01-01", "2024-01-31", "2023-12-31", "0999-05-01", "never"));

  private static final List<String> CONDITIONS =
      List.of(
          "region = 'eu'",
          "region > 'eu'",
          "region <= 'eu-west'",
          "region = '\uE000'",
          "region >= '\uD83D\uDE00'",
          "region in ('us', 'e')",
          "region like 'e%'",
          "region is null",
          "n = 7",
          "n = 1000",
          "n >= -12",
          "n < 0",
          "n between -1 and 9",
          "n <> 10",
          "not n > 3",
          "n is not null",
          "day = date '2024-01-31'",
          "day > '2023-12-31'",
          "day between '2024-01-01' and '2024-01-30'",
          "(region = 'us' or n = 9)",
          "not (region = 'eu' and n = 9)");

  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.open(directory);
    lake.database("db");
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder()
            .databaseName("db")
            .tableInput(TableInput.builder().name("t").partitionKeys(KEYS).build())
            .build());
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Test
  void everyWayOfReadingFindsWhatAFullReadFinds() {
    List<List<String>> all = fill();
    compare(all, new Random(1));
    create("by_day", "day", "region");
    create("by_n", "n");
    awaitActive(2);
    compare(all, new Random(2));
    List<List<String>> left = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i % 3 == 0) {
        lake.call(
            GlueService.DELETE_PARTITION,
            DeletePartitionRequest.builder()
                .databaseName("db")
                .tableName("t")
                .partitionValues(all.get(i))
                .build());
      } else {
        left.add(all.get(i));
      }
    }
    compare(left, new Random(3));
  }

  /** All values in all places, some places empty. */
  private List<List<String>> fill() {
    Random random = new Random(5);
    List<List<String>> all = new ArrayList<>();
    List<PartitionInput> inputs = new ArrayList<>();
    for (String region : VALUES.get(0)) {
      for (String number : VALUES.get(1)) {
        for (String day : VALUES.get(2)) {
          if (random.nextInt(4) > 0) {
            all.add(List.of(region, number, day));
            inputs.add(PartitionInput.builder().values(all.getLast()).build());
          }
        }
      }
    }
    for (int from = 0; from < inputs.size(); from += 100) {
      assertThat(
              lake.call(
                      GlueService.BATCH_CREATE_PARTITION,
                      BatchCreatePartitionRequest.builder()
                          .databaseName("db")
                          .tableName("t")
                          .partitionInputList(
                              inputs.subList(from, Math.min(from + 100, inputs.size())))
                          .build())
                  .errors())
          .isEmpty();
    }
    return all;
  }

  private void compare(List<List<String>> all, Random random) {
    for (int i = 0; i < 150; i++) {
      String expression = CONDITIONS.get(random.nextInt(CONDITIONS.size()));
      for (int more = random.nextInt(3); more > 0; more--) {
        expression +=
            (random.nextInt(4) == 0 ? " OR " : " AND ")
                + CONDITIONS.get(random.nextInt(CONDITIONS.size()));
      }
      PartitionFilter filter = PartitionFilter.parse(expression, KEYS);
      Set<List<String>> expected = new HashSet<>();
      all.stream().filter(filter.condition()).forEach(expected::add);
      List<List<String>> found = find("t", expression, 1 + random.nextInt(40));
      assertThat(found).as(expression).doesNotHaveDuplicates();
      assertThat(new HashSet<>(found)).as(expression).isEqualTo(expected);
    }
  }

  private List<List<String>> find(String table, String expression, int page) {
    List<List<String>> found = new ArrayList<>();
    String token = null;
    do {
      GetPartitionsResponse answer =
          lake.call(
              GlueService.GET_PARTITIONS,
              GetPartitionsRequest.builder()
                  .databaseName("db")
                  .tableName(table)
                  .expression(expression)
                  .maxResults(page)
                  .nextToken(token)
                  .build());
      requireNonNull(answer.partitions()).forEach(p -> found.add(requireNonNull(p.values())));
      token = answer.nextToken();
    } while (token != null);
    return found;
  }

  @Test
  void everyKeyMayBeKnownExactly() {
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder()
            .databaseName("db")
            .tableInput(
                TableInput.builder()
                    .name("texts")
                    .partitionKeys(
                        List.of(
                            Column.builder().name("a").type("string").build(),
                            Column.builder().name("b").type("string").build()))
                    .build())
            .build());
    List<List<String>> all =
        List.of(List.of("x", "y"), List.of("x", "yy"), List.of("xx", "y"), List.of("y", "x"));
    lake.call(
        GlueService.BATCH_CREATE_PARTITION,
        BatchCreatePartitionRequest.builder()
            .databaseName("db")
            .tableName("texts")
            .partitionInputList(
                all.stream().map(v -> PartitionInput.builder().values(v).build()).toList())
            .build());
    assertThat(find("texts", "a = 'x' AND b = 'y'", 10)).containsExactly(List.of("x", "y"));
    assertThat(find("texts", "a = 'x'", 1)).containsExactly(List.of("x", "y"), List.of("x", "yy"));
    assertThat(find("texts", "a = 'x' AND b = 'z'", 10)).isEmpty();
  }

  @Test
  void anIndexIsMadeOfTheTablesKeys() {
    lake.refused(
        GlueService.CREATE_PARTITION_INDEX,
        index("i", "city"),
        "InvalidInputException",
        "Index key city is no partition key of table t");
    lake.refused(
        GlueService.CREATE_PARTITION_INDEX, index("i", "n", "N"), "InvalidInputException", "twice");
    create("A", "day");
    lake.refused(
        GlueService.CREATE_PARTITION_INDEX, index("A", "n"), "AlreadyExistsException", "A");
    create("b", "n");
    create("c", "region", "n");
    lake.refused(
        GlueService.CREATE_PARTITION_INDEX,
        index("d", "n", "day"),
        "ResourceNumberLimitExceededException",
        "limit of 3");
    awaitActive(3);
    PartitionIndexDescriptor third = indexes().get(2);
    assertThat(third.keys().stream().map(key -> key.name() + " " + key.type()))
        .containsExactly("region string", "n int");
  }

  @Test
  void anIndexEndsAndMayBeMadeAnew() {
    fill();
    create("i", "n");
    awaitActive(1);
    DeletePartitionIndexRequest delete =
        DeletePartitionIndexRequest.builder()
            .databaseName("db")
            .tableName("t")
            .indexName("i")
            .build();
    lake.call(GlueService.DELETE_PARTITION_INDEX, delete);
    awaitActive(0);
    lake.refused(
        GlueService.DELETE_PARTITION_INDEX, delete, "EntityNotFoundException", "index i not found");
    create("i", "day");
    awaitActive(1);
  }

  @Test
  void anIndexIsFilledAnewWhenItsKeysGetOtherTypes() {
    fill();
    create("i", "n");
    awaitActive(1);
    List<Column> keys =
        List.of(KEYS.get(0), Column.builder().name("n").type("string").build(), KEYS.get(2));
    lake.call(
        GlueService.UPDATE_TABLE,
        UpdateTableRequest.builder()
            .databaseName("db")
            .tableInput(TableInput.builder().name("t").partitionKeys(keys).build())
            .build());
    awaitActive(1);
    assertThat(find("t", "n = '007'", 1000)).isNotEmpty();
    assertThat(find("t", "n = '7'", 1000)).isEmpty();
  }

  @Test
  void numbersAsTextsHaveTheOrderOfNumbers() {
    List<String> numbers =
        List.of(
            "-1e500000",
            "-123",
            "-12",
            "-2.5",
            "-2",
            "-0.05",
            "0",
            "0.001",
            "1",
            "9",
            "10",
            "12",
            "12.5",
            "123",
            "1e30",
            "1e500000");
    List<String> texts = numbers.stream().map(n -> SortableValue.of(n, "double")).toList();
    assertThat(texts).isSortedAccordingTo(SortableValue::compare).doesNotHaveDuplicates();
    assertThat(SortableValue.of(new BigDecimal("7.0"))).isEqualTo(SortableValue.of("07", "int"));
  }

  private void create(String name, String... keys) {
    lake.call(GlueService.CREATE_PARTITION_INDEX, index(name, keys));
  }

  private static CreatePartitionIndexRequest index(String name, String... keys) {
    return CreatePartitionIndexRequest.builder()
        .databaseName("db")
        .tableName("t")
        .partitionIndex(PartitionIndex.builder().indexName(name).keys(List.of(keys)).build())
        .build();
  }

  private List<PartitionIndexDescriptor> indexes() {
    return requireNonNull(
        lake.call(
                GlueService.GET_PARTITION_INDEXES,
                GetPartitionIndexesRequest.builder().databaseName("db").tableName("t").build())
            .partitionIndexDescriptorList());
  }

  private void awaitActive(int count) {
    Instant deadline = Instant.now().plusSeconds(30);
    while (indexes().size() != count
        || !indexes().stream().allMatch(index -> index.indexStatus().equals("ACTIVE"))) {
      assertThat(Instant.now()).as("indexes: " + indexes()).isBefore(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
