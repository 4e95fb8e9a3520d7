package io.tarn.catalog.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files that other programs have written, in every packing, whole and damaged. */
class TestFormats {
  private static final Path FILES = Path.of("src/test/resources/formats");
  private static final String CSV = "id,name,price\n1,Ada,1.5\n2,Ben,2.5\n3,Cleo,3.5\n";

  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final MapSource source = new MapSource();

  @AfterEach
  void stop() {
    workers.shutdownNow();
  }

  @Test
  void readsTheFootersOfOrc() throws IOException {
    for (String codec : List.of("uncompressed", "zlib", "snappy", "lz4", "zstd")) {
      TableFinding table = one("rows-" + codec + ".orc", usual());
      assertThat(describe(table))
          .as(codec)
          .isEqualTo(
              "id bigint, name string, price decimal(10,2), day date, at timestamp, tags"
                  + " array<string>, who struct<first:string,age:int>, m map<string,bigint>, ok"
                  + " boolean");
      assertThat(table.format().classification()).isEqualTo("orc");
      assertThat(table.volume().sampledRows()).isEqualTo(3);
    }
  }

  @Test
  void readsTheHeadersOfAvro() throws IOException {
    for (String codec : List.of("null", "deflate")) {
      TableFinding table = one("rows-" + codec + ".avro", usual());
      assertThat(describe(table))
          .isEqualTo(
              "id bigint, name string, price decimal(10,2), day date, at timestamp, tags"
                  + " array<string>, kind string, home struct<city:string>, work"
                  + " struct<city:string>, m map<string,double>");
      assertThat(table.format().classification()).isEqualTo("avro");
      assertThat(table.volume().sampledRows()).isEqualTo(5);
    }
  }

  @Test
  void readsTheFootersOfParquet() throws IOException {
    for (String codec : List.of("none", "snappy", "gzip", "zstd", "brotli", "lz4", "old")) {
      TableFinding table = one("rows-" + codec + ".parquet", usual());
      assertThat(describe(table))
          .as(codec)
          .isEqualTo(
              "id bigint, name string, price decimal(10,2), day date, at timestamp, tags"
                  + " array<string>, who struct<first:string,age:int>, m map<string,bigint>, ok"
                  + " boolean, i8 tinyint, i16 smallint, u8 smallint, u16 int, u32 bigint, f"
                  + " float, b binary, lines array<struct<sku:int,n:array<bigint>>>");
      assertThat(table.format().classification()).isEqualTo("parquet");
      assertThat(table.volume().sampledRows()).isEqualTo(3);
      String packing = codec.equals("old") ? "snappy" : codec.equals("lz4") ? "lz4_raw" : codec;
      assertThat(((FileFormat.SelfDescribing) table.format()).codec()).isEqualTo(packing);
    }
  }

  /** Lists as Hive, Avro and Thrift wrote them before there was a standard. */
  @Test
  void readsTheListsOfOldWriters() throws IOException {
    List<SchemaElement> schema =
        List.of(
            group("root", 4),
            group("bags", 1, ConvertedType.LIST),
            group("bag", 1).setRepetition_type(FieldRepetitionType.REPEATED),
            leaf("array_element", Type.INT32),
            group("pairs", 1, ConvertedType.LIST),
            group("array", 1).setRepetition_type(FieldRepetitionType.REPEATED),
            leaf("only", Type.INT64),
            group("plain", 1, ConvertedType.LIST),
            leaf("element", Type.DOUBLE).setRepetition_type(FieldRepetitionType.REPEATED),
            leaf("bare", Type.FLOAT).setRepetition_type(FieldRepetitionType.REPEATED));
    assertThat(describe(parquet(schema)))
        .isEqualTo(
            "bags array<int>, pairs array<struct<only:bigint>>, plain array<double>, bare"
                + " array<float>");
  }

  @Test
  void aSchemaThatNestsWithoutEndIsNamed() throws IOException {
    List<SchemaElement> schema = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      schema.add(group("g", 1));
    }
    schema.add(leaf("x", Type.INT32));
    source.putBytes("deep/a.parquet", CorpusParquet.file(schema, 1));
    assertThat(find("deep/", usual()).foreign())
        .singleElement()
        .asString()
        .contains("nested more than 64 deep");
  }

  private static SchemaElement group(String name, int children) {
    return new SchemaElement(name).setNum_children(children);
  }

  private static SchemaElement group(String name, int children, ConvertedType type) {
    return group(name, children).setConverted_type(type);
  }

  private static SchemaElement leaf(String name, Type type) {
    return new SchemaElement(name).setType(type);
  }

  private TableFinding parquet(List<SchemaElement> schema) throws IOException {
    source.putBytes("made/a.parquet", CorpusParquet.file(schema, 1));
    return find("made/", usual()).tables().getFirst();
  }

  @Test
  void namesWhatIsCutOff() throws IOException {
    for (String name : List.of("rows-zlib.orc", "rows-null.avro", "rows-gzip.parquet")) {
      byte[] whole = Files.readAllBytes(FILES.resolve(name));
      source.putBytes("cut/" + name, Arrays.copyOf(whole, whole.length - 5));
    }
    assertThat(find("cut/", usual()).tables()).isEmpty();
    assertThat(find("cut/", usual()).foreign())
        .hasSize(3)
        .allMatch(line -> line.contains("cut off") || line.contains("broken"));
  }

  /** Whatever a damaged footer says, the answer is a table or the file's name with a reason. */
  @Test
  void everyDamageIsATableOrNamed() throws IOException {
    Random random = new Random(11);
    for (String name :
        List.of(
            "rows-zlib.orc", "rows-uncompressed.orc", "rows-deflate.avro", "rows-zstd.parquet")) {
      byte[] whole = Files.readAllBytes(FILES.resolve(name));
      for (int i = 0; i < 1_000; i++) {
        byte[] damaged = whole.clone();
        int place =
            name.endsWith("avro")
                ? 4 + random.nextInt(Math.min(600, whole.length - 4))
                : whole.length - 1 - random.nextInt(Math.min(600, whole.length - 4));
        damaged[place] = (byte) random.nextInt();
        source.putBytes("damage/" + name, damaged);
        TableFinder.Result result = find("damage/", usual());
        assertThat(result.tables().size() + result.unread().size())
            .as("%s with byte %d damaged", name, place)
            .isEqualTo(1);
      }
      source.remove("damage/" + name);
    }
  }

  @Test
  void readsEveryPacking() throws IOException {
    for (String packing : CorpusWriter.COMPRESSIONS) {
      String name = packing.equals("none") ? "a.csv" : "a.csv." + packing;
      source.putBytes(packing + "/" + name, CorpusWriter.pack(CSV.getBytes(UTF_8), packing));
      TableFinding table = find(packing + "/", usual()).tables().getFirst();
      assertThat(describe(table)).as(packing).isEqualTo("id bigint, name string, price double");
    }
  }

  @Test
  void namesAFileThatIsPackedWrongly() throws IOException {
    for (String packing : List.of("gz", "bz2", "zip", "sz", "zst", "lz4")) {
      byte[] packed = CorpusWriter.pack(CSV.repeat(50).getBytes(UTF_8), packing);
      byte[] damaged = Arrays.copyOf(packed, packed.length / 3);
      source.put("bad/" + packing + "/good.csv", CSV);
      source.putBytes("bad/" + packing + "/broken.csv." + packing, damaged);
      TableFinder.Result result = find("bad/" + packing + "/", usual());
      assertThat(result.tables()).as(packing).hasSize(1);
      TableFinding table = result.tables().getFirst();
      assertThat(describe(table)).isEqualTo("id bigint, name string, price double");
      assertThat(result.foreign() + " " + table.warnings()).contains("broken.csv." + packing);
    }
  }

  @Test
  void aBombIsReadNoFurtherThanItsHead() throws IOException {
    byte[] bomb = CorpusWriter.pack(new byte[200 << 20], "gz");
    source.putBytes("bomb/a.csv.gz", bomb).put("bomb/b.csv", CSV);
    TableFinder.Result result = find("bomb/", usual());
    assertThat(result.tables()).hasSize(1);
    assertThat(result.foreign()).anyMatch(line -> line.contains("a.csv.gz"));
  }

  @Test
  void richTypesAreFoundWhenAskedFor() {
    source.put(
        "rich/a.csv",
        "day,at,mixed,euro,open,price\n"
            + "2024-01-31,2024-01-31 10:00:00,2024-01-31T10:00:00,31/01/2024,01/02/2024,1.50\n"
            + "2024-02-01,2024-02-01 11:30:00,2024-02-01 11:30:00,01/02/2024,02/03/2024,22.25\n");
    GroupingPolicy rich =
        new GroupingPolicy(
            false,
            OptionalInt.empty(),
            OptionalInt.empty(),
            new ProbeRules(HeaderRule.EVIDENCE, true, List.of()));
    TableFinding table = find("rich/", rich).tables().getFirst();
    assertThat(describe(table))
        .isEqualTo(
            "day date, at timestamp, mixed timestamp, euro timestamp, open string, price"
                + " decimal(10,2)");
    assertThat(((FileFormat.Delimited) table.format()).timestampFormats())
        .contains("yyyy-MM-dd'T'HH:mm:ss", "dd/MM/yyyy")
        .doesNotContain("MM/dd/yyyy");
    assertThat(describe(find("rich/", usual()).tables().getFirst()))
        .isEqualTo("day string, at string, mixed string, euro string, open string, price double");
  }

  @Test
  void classifiersAreAskedInTheirOrder() {
    source.put("c/a.txt", "1;x|y\n2;z|w\n").put("j/a.json", "{\"data\":{\"rows\":[{\"a\":1}]}}");
    source.put("g/a.log", "7 hello\n8 world\n").put("x/a.xml", "<a><b><c>1</c></b></a>");
    assertThat(
            told(
                "c/", new CustomClassifier.Json("j", "$.data"), csv('|', List.of("left", "right"))))
        .isEqualTo("left string, right string");
    assertThat(told("j/", new CustomClassifier.Json("j", "$.data.rows[*]"))).isEqualTo("a int");
    assertThat(
            told("g/", new CustomClassifier.GrokLines("g", "mine", "%{INT:n:int} %{WORD:w}", "")))
        .isEqualTo("n int, w string");
    assertThat(told("x/", new CustomClassifier.Xml("x", "mine", "b"))).isEqualTo("c bigint");
  }

  @Test
  void aGrokPatternThatBacktracksWithoutEndTakesNoLine() {
    Grok grok = Grok.compile("(a+)+b", "");
    assertThat(grok.match("a".repeat(5_000))).isEmpty();
    assertThat(Grok.compile("%{MINE:x:long}", "MINE \\d+").fields())
        .containsExactly(new Grok.Field("x", "bigint"));
    assertThatThrownBy(() -> Grok.compile("%{NOTHING:x}", ""))
        .hasMessage("No grok pattern is named NOTHING");
  }

  private static CustomClassifier csv(char delimiter, List<String> names) {
    return new CustomClassifier.Csv(
        "c", delimiter, '"', HeaderRule.ABSENT, names, List.of(), false, "");
  }

  private String told(String path, CustomClassifier... classifiers) {
    GroupingPolicy policy =
        new GroupingPolicy(
            false,
            OptionalInt.empty(),
            OptionalInt.empty(),
            new ProbeRules(HeaderRule.EVIDENCE, false, List.of(classifiers)));
    return describe(find(path, policy).tables().getFirst());
  }

  private static GroupingPolicy usual() {
    return GroupingPolicy.usual();
  }

  private TableFinding one(String name, GroupingPolicy policy) throws IOException {
    source.putBytes(name + "/" + name, Files.readAllBytes(FILES.resolve(name)));
    return find(name + "/", policy).tables().getFirst();
  }

  private TableFinder.Result find(String path, GroupingPolicy policy) {
    return new TableFinder(source, policy, workers, () -> false)
        .find("lake", path, source.list(path), Globs.of(List.of()));
  }

  private static String describe(TableFinding table) {
    return String.join(
        ", ", table.columns().stream().map(c -> c.name() + " " + c.type().text()).toList());
  }
}
