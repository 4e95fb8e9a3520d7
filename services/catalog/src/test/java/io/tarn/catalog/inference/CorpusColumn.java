package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/**
 * One column of a generated dataset: its name and what its cells look like.
 *
 * @param csvType what a crawler should find in delimited text when some cell is filled
 * @param jsonType likewise in JSON
 * @param needsQuotes whether cells hold delimiters or line ends
 */
record CorpusColumn(
    String name, Kind kind, String csvType, String jsonType, boolean needsQuotes, double empty) {
  private static final List<String> FIRST =
      List.of("Ada", "Bruno", "Chloé", "Dmitri", "Eve", "Farid", "Grace", "Hiro", "Inês", "Jürgen");
  private static final List<String> LAST =
      List.of("Lovelace", "Almeida", "Müller", "O'Neill", "García", "Novak", "Tanaka", "van Dijk");
  private static final List<String> CITIES =
      List.of("Berlin", "São Paulo", "New York", "Zürich", "Lagos", "Kyoto", "Le Havre", "Quito");
  private static final List<String> WORDS =
      List.of("north", "south", "amber", "violet", "pending", "shipped", "gold", "basic", "lamp");

  /** What cells of a column look like. */
  enum Kind {
    ID("bigint", "int", r -> String.valueOf(1 + r.nextInt(1_000_000)), false),
    SMALL("bigint", "int", r -> String.valueOf(r.nextInt(200) - 100), false),
    BIG("bigint", "bigint", r -> String.valueOf(5_000_000_000L + r.nextInt(1_000_000)), false),
    YEAR("bigint", "int", r -> String.valueOf(1990 + r.nextInt(35)), false),
    DOUBLE("double", "double", r -> decimal(r, "%.4f"), false),
    MONEY("double", "double", r -> decimal(r, "%.2f"), false),
    EXPONENT("double", "double", r -> decimal(r, "%.3e"), false),
    BOOLEAN("boolean", "boolean", r -> r.nextBoolean() ? "true" : "false", false),
    FLAG("boolean", "string", r -> r.nextBoolean() ? "True" : "FALSE", false),
    PERSON("string", "string", r -> pick(r, FIRST) + " " + pick(r, LAST), false),
    CITY("string", "string", r -> pick(r, CITIES), false),
    WORD("string", "string", r -> pick(r, WORDS), false),
    EMAIL("string", "string", r -> pick(r, WORDS) + r.nextInt(99) + "@example.com", false),
    ISO_DATE("string", "string", CorpusColumn::day, false),
    STAMP(
        "string",
        "string",
        r -> day(r) + String.format(Locale.ROOT, " %02d:%02d:00", r.nextInt(24), r.nextInt(60)),
        false),
    ISO_STAMP(
        "string",
        "string",
        r -> day(r) + String.format(Locale.ROOT, "T%02d:%02d:05Z", r.nextInt(24), r.nextInt(60)),
        false),
    EURO_DATE(
        "string",
        "string",
        r ->
            String.format(
                Locale.ROOT,
                "%02d.%02d.20%02d",
                1 + r.nextInt(28),
                1 + r.nextInt(12),
                r.nextInt(30)),
        false),
    ZIP("string", "string", r -> String.format(Locale.ROOT, "%05d", r.nextInt(9_999)), false),
    LONG_DIGITS("string", "string", r -> "9".repeat(3) + digits(r, 20), false),
    PHONE("string", "string", r -> "+49" + digits(r, 9), false),
    UUID("string", "string", r -> new java.util.UUID(r.nextLong(), r.nextLong()).toString(), false),
    CODE("string", "string", r -> "AB-" + digits(r, 4), false),
    URL(
        "string",
        "string",
        r -> "https://example.com/" + pick(r, WORDS) + "?p=" + r.nextInt(9),
        false),
    IP("string", "string", r -> "10." + r.nextInt(255) + "." + r.nextInt(255) + ".7", false),
    PERCENT("string", "string", r -> r.nextInt(100) + "%", false),
    PRICE("string", "string", r -> "$" + decimal(r, "%.2f").replace("-", ""), false),
    OR_NONE(
        "string", "string", r -> r.nextInt(3) == 0 ? "n/a" : String.valueOf(r.nextInt(50)), false),
    COMMENT(
        "string",
        "string",
        r -> pick(r, WORDS) + ", " + pick(r, WORDS) + "; " + pick(r, CITIES),
        true),
    LINES("string", "string", r -> pick(r, WORDS) + "\n" + pick(r, FIRST) + ", again", true),
    SAYING("string", "string", r -> "he said \"" + pick(r, WORDS) + "\", then left", true);

    private final String csv;
    private final String json;
    private final Function<Random, String> cell;
    private final boolean quotes;

    Kind(String csv, String json, Function<Random, String> cell, boolean quotes) {
      this.csv = csv;
      this.json = json;
      this.cell = cell;
      this.quotes = quotes;
    }

    boolean isText() {
      return csv.equals("string");
    }

    String cell(Random random) {
      return cell.apply(random);
    }

    private List<String> names() {
      return switch (this) {
        case ID -> List.of("id", "order id", "customer number", "key", "row no", "ref");
        case SMALL -> List.of("quantity", "delta", "temperature", "stock", "n");
        case BIG -> List.of("account", "msisdn", "epoch millis", "serial");
        case YEAR -> List.of("year", "model year", "vintage");
        case DOUBLE -> List.of("latitude", "score", "ratio", "measure", "height");
        case MONEY -> List.of("amount", "price", "total", "net value", "balance");
        case EXPONENT -> List.of("reading", "signal", "flux");
        case BOOLEAN, FLAG -> List.of("active", "is paid", "deleted", "flag");
        case PERSON -> List.of("name", "customer name", "contact", "author");
        case CITY -> List.of("city", "town", "origin", "destination");
        case WORD -> List.of("status", "category", "colour", "segment", "product name");
        case EMAIL -> List.of("email", "e mail", "contact email");
        case ISO_DATE, EURO_DATE -> List.of("date", "birth date", "day", "valid from");
        case STAMP, ISO_STAMP -> List.of("created at", "timestamp", "updated", "event time");
        case ZIP -> List.of("zip", "postal code", "branch code");
        case LONG_DIGITS -> List.of("tracking number", "iban digits", "barcode");
        case PHONE -> List.of("phone", "mobile", "fax");
        case UUID -> List.of("uuid", "session id", "request id");
        case CODE -> List.of("sku", "product code", "item");
        case URL -> List.of("url", "link", "image url");
        case IP -> List.of("ip", "client ip", "host");
        case PERCENT -> List.of("share", "discount", "vat rate");
        case PRICE -> List.of("list price", "cost", "fee");
        case OR_NONE -> List.of("points", "rank", "seats");
        case COMMENT, LINES, SAYING -> List.of("comment", "notes", "description", "remarks");
      };
    }
  }

  /** Columns of a table with names that do not come twice. */
  static List<CorpusColumn> choose(Random random, int count, boolean onlyText, boolean quoting) {
    List<CorpusColumn> columns = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    while (columns.size() < count) {
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      boolean fits = (!onlyText || kind.isText()) && (quoting || !kind.quotes);
      String name = pick(random, kind.names());
      if (fits && !taken.contains(name)) {
        taken.add(name);
        double empty = random.nextInt(4) == 0 ? 0.3 : 0;
        columns.add(new CorpusColumn(name, kind, kind.csv, kind.json, kind.quotes, empty));
      }
    }
    return columns;
  }

  String cell(Random random) {
    return random.nextDouble() < empty ? "" : kind.cell(random);
  }

  CorpusColumn named(String other) {
    return new CorpusColumn(other, kind, csvType, jsonType, needsQuotes, empty);
  }

  private static String day(Random random) {
    return String.format(
        Locale.ROOT,
        "20%02d-%02d-%02d",
        random.nextInt(30),
        1 + random.nextInt(12),
        1 + random.nextInt(28));
  }

  private static String decimal(Random random, String format) {
    return String.format(Locale.ROOT, format, random.nextDouble() * 2_000 - 500);
  }

  private static String digits(Random random, int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
