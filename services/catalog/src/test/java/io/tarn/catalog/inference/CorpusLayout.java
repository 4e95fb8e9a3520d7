package io.tarn.catalog.inference;

import static io.tarn.catalog.inference.CorpusColumn.pick;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * One generated pile of files, with the tables that a person would make of it. Everything follows
 * from the seed: format, packing, encoding, quoting, delimiters, header, lines before and after,
 * partitions, and what lies beside the data.
 *
 * @param words what it is, for the list of misses
 */
record CorpusLayout(String words, MapSource source, List<Expected> tables) {
  /**
   * A table that should come out.
   *
   * @param named whether the names come from the files
   */
  record Expected(
      String path,
      String classification,
      boolean named,
      Map<String, String> columns,
      List<String> partitionKeys) {}

  private static final List<String> FORMATS =
      List.of(
          "csv",
          "csv",
          "csv",
          "csv",
          "csv",
          "csv",
          "csv",
          "csv",
          "json lines",
          "json lines",
          "json array",
          "json pretty",
          "xml",
          "avro");
  private static final List<String> PARTITIONS =
      List.of("none", "none", "none", "hive", "hive two", "dates", "years", "odd hive");

  static CorpusLayout of(long seed) throws IOException {
    Random random = new Random(seed);
    MapSource source = new MapSource();
    List<Expected> tables = new ArrayList<>();
    StringBuilder words = new StringBuilder();
    if (random.nextInt(7) == 0) {
      String format = pick(random, FORMATS);
      tables.add(dataset(random, source, "raw/customers/", format, words));
      words.append(" AND ");
      tables.add(dataset(random, source, "raw/Web Orders/", pick(random, FORMATS), words));
    } else {
      tables.add(dataset(random, source, "raw/", pick(random, FORMATS), words));
    }
    return new CorpusLayout("seed " + seed + ": " + words, source, tables);
  }

  private static Expected dataset(
      Random random, MapSource source, String root, String format, StringBuilder words)
      throws IOException {
    boolean csv = format.equals("csv");
    CorpusWriter.Form form = form(random, format);
    boolean onlyText = csv && random.nextInt(4) == 0;
    int width =
        csv && random.nextInt(12) == 0 ? 1 : 2 + random.nextInt(random.nextBoolean() ? 3 : 11);
    boolean quoting = !csv || form.quoting().equals("minimal") || form.quoting().equals("all");
    List<CorpusColumn> columns = new ArrayList<>();
    String style = pick(random, List.of("snake", "camel", "Title", "UPPER", "spaces"));
    for (CorpusColumn column : CorpusColumn.choose(random, width, onlyText, quoting)) {
      columns.add(column.named(styled(column.name(), csv ? style : "snake")));
    }
    if (width == 1 || onlyText || !form.header()) {
      form = plainer(form, width);
    }
    String partitions = pick(random, PARTITIONS);
    // A column that is named as a partition key cannot keep its name; that is tested by itself.
    if (columns.stream()
        .anyMatch(c -> keys(partitions).contains(c.name().toLowerCase(Locale.ROOT)))) {
      return dataset(random, source, root, format, words);
    }
    int rows = pick(random, List.of(3, 5, 12, 40, 300));
    words.append(root).append(' ').append(form).append(' ').append(width).append(" columns ");
    words.append(onlyText ? "all text " : "").append(partitions).append(' ').append(rows);
    words.append(" rows");
    CorpusWriter writer = new CorpusWriter(form, columns);
    List<List<String>> all = new ArrayList<>();
    for (String folder : folders(random, partitions)) {
      int files = 1 + random.nextInt(3);
      for (int file = 0; file < files; file++) {
        List<List<String>> part = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
          part.add(columns.stream().map(column -> column.cell(random)).toList());
        }
        all.addAll(part);
        String name = "part-" + String.format(Locale.ROOT, "%05d.", file) + writer.extension();
        source.putBytes(root + folder + name, writer.write(part, random));
      }
      neighbours(random, source, root + folder, words);
    }
    Map<String, String> expected = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      int at = i;
      boolean empty = all.stream().allMatch(row -> row.get(at).isEmpty());
      String name =
          csv && !form.header() ? "col" + i : columns.get(i).name().toLowerCase(Locale.ROOT);
      boolean numbers = all.stream().allMatch(row -> row.get(at).matches("\\d*"));
      boolean chance = columns.get(i).kind() == CorpusColumn.Kind.OR_NONE && numbers;
      String wanted =
          chance && !format.startsWith("json") ? "bigint" : type(columns.get(i), format);
      if (csv && form.footer() && holdsFooter(i, wanted)) {
        wanted = "string";
      }
      expected.put(
          name,
          empty && !format.equals("avro")
              ? "string"
              : format.equals("avro") ? type(columns.get(i), format) : wanted);
    }
    if (csv && form.oddity().equals("trailing delimiter")) {
      expected.put("col" + columns.size(), "string");
    }
    return new Expected(
        root,
        format.startsWith("json") ? "json" : format,
        csv && form.header(),
        expected,
        keys(partitions));
  }

  /** The footer's word stands in the first column, its number in the second. */
  private static boolean holdsFooter(int place, String type) {
    return place == 0 || (place == 1 && type.equals("boolean"));
  }

  private static String type(CorpusColumn column, String format) {
    if (format.equals("csv")) {
      return column.csvType();
    }
    return format.equals("xml") ? column.csvType() : column.jsonType();
  }

  private static CorpusWriter.Form form(Random random, String format) {
    boolean csv = format.equals("csv");
    String oddity =
        csv && random.nextInt(4) == 0
            ? pick(random, List.of("ragged", "blank lines", "header again", "trailing delimiter"))
            : "";
    String encoding =
        random.nextInt(3) > 0
            ? "UTF-8"
            : pick(
                random,
                List.of("UTF-8+bom", "UTF-16LE+bom", "UTF-16BE+bom", "UTF-16LE", "ISO-8859-1"));
    if (!csv && encoding.equals("ISO-8859-1")) {
      encoding = "UTF-8";
    }
    return new CorpusWriter.Form(
        format,
        pick(random, List.of(",", ",", ",", ";", "\t", "|", "\u0001", "^", "~")),
        pick(random, List.of("none", "minimal", "minimal", "all", "single")),
        random.nextInt(5) > 0,
        pick(random, List.of("\n", "\n", "\r\n")),
        csv && random.nextInt(8) == 0 ? 1 + random.nextInt(3) : 0,
        csv && random.nextInt(10) == 0,
        oddity,
        encoding,
        format.equals("avro") || random.nextInt(3) > 0
            ? "none"
            : pick(random, CorpusWriter.COMPRESSIONS));
  }

  /** What a person could not tell either is left out: oddities of a table that is one already. */
  private static CorpusWriter.Form plainer(CorpusWriter.Form form, int width) {
    boolean one = width == 1;
    return new CorpusWriter.Form(
        form.format(),
        form.delimiter(),
        form.quoting(),
        form.header(),
        form.eol(),
        one ? 0 : form.preamble(),
        false,
        one || !form.header() ? "" : form.oddity(),
        form.encoding(),
        form.compression());
  }

  private static void neighbours(
      Random random, MapSource source, String folder, StringBuilder words) {
    switch (random.nextInt(9)) {
      case 0 -> source.put(folder, "");
      case 1 -> source.put(folder + "_SUCCESS", "").put(folder + ".part-0.crc", "crc");
      case 2 -> source.put(folder + "empty.csv", "");
      case 3 -> source.put(folder + "README.md", "# Data\n\nSome words, and more words.\n");
      case 4 -> {
        source.putBytes(folder + "zz-broken.csv.gz", new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 1});
        words.append(" +broken");
      }
      case 5 -> source.putBytes(folder + "zz.bin", "\0\1\2\3\0\0\7".getBytes(UTF_8));
      default -> {}
    }
  }

  private static List<String> folders(Random random, String partitions) {
    return switch (partitions) {
      case "hive" -> List.of("dt=2024-01-01/", "dt=2024-01-02/", "dt=2024-01-03/");
      case "hive two" ->
          List.of("year=2024/month=01/", "year=2024/month=02/", "year=2025/month=01/");
      case "odd hive" -> List.of("Region=North%20West/", "Region=South/", "Region=a b/");
      case "dates" -> List.of("2024-01-01/", "2024-01-02/");
      case "years" -> List.of("2023/12/31/", "2024/01/01/", "2024/01/02/");
      default -> List.of("");
    };
  }

  private static List<String> keys(String partitions) {
    return switch (partitions) {
      case "hive" -> List.of("dt");
      case "hive two" -> List.of("year", "month");
      case "odd hive" -> List.of("region");
      case "dates" -> List.of("partition_0");
      case "years" -> List.of("partition_0", "partition_1", "partition_2");
      default -> List.of();
    };
  }

  private static String styled(String name, String style) {
    return switch (style) {
      case "snake" -> name.replace(' ', '_');
      case "camel" -> {
        StringBuilder camel = new StringBuilder();
        for (String part : name.split(" ")) {
          camel.append(
              camel.isEmpty()
                  ? part
                  : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        yield camel.toString();
      }
      case "Title" -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
      case "UPPER" -> name.replace(' ', '_').toUpperCase(Locale.ROOT);
      default -> name;
    };
  }
}
