package io.tarn.duckdb;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One generated delimited file with its faults, and the rows that it holds. Everything follows from
 * the seed: delimiter, quotes, line ends, encoding, lines before the header, rows that are short,
 * long or shifted, empty lines, a header that comes again, backslashes and quotes that mean
 * themselves.
 *
 * @param words what it is, for the message of a failure
 * @param rows its rows without the header, each with the cells that it has
 */
record PollutedCsv(String words, byte[] bytes, List<List<String>> rows) {
  /** The header of every file. */
  static final List<String> NAMES = List.of("order_id", "customer", "amount", "note", "qty");

  private static final List<String> CUSTOMERS =
      List.of("Ada Lovelace", "Jürgen Müller", "Inês Almeida", "O'Neill", "Tanaka Hiro");
  private static final List<String> PLAIN = List.of("basic", "gold plated", "", "no 7", "für zwei");
  private static final List<String> LITERAL =
      List.of("8\\'9 long", "C:\\temp\\new", "half \\ half", "\\N is no value", "100 % \\o/");
  private static final List<String> INCHES = List.of("pipe 5\"", "24\" wide", "5\" x 3\" board");
  private static final List<String> QUOTED =
      List.of("a, b; c|d\te", "two\nlines", "three\r\nlines, again\r\n", "said \"no\", then left");

  /** How a file is written. */
  private record Form(
      String delimiter,
      String quoting,
      String escape,
      String eol,
      String encoding,
      int preamble,
      String fault) {}

  static PollutedCsv of(long seed) {
    Random random = new Random(seed);
    Form form =
        new Form(
            pick(random, List.of(",", ",", ";", "\t", "|")),
            pick(random, List.of("none", "minimal", "minimal", "all")),
            pick(random, List.of("doubled", "doubled", "backslash")),
            pick(random, List.of("\n", "\n", "\r\n", "\r")),
            pick(
                random,
                List.of("UTF-8", "UTF-8", "UTF-8+mark", "ISO-8859-1", "UTF-16LE+mark", "UTF-16BE")),
            random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 0,
            pick(
                random,
                List.of(
                    "nothing",
                    "short row",
                    "long row",
                    "shifted row",
                    "empty lines",
                    "header again",
                    "text among numbers",
                    "blanks around numbers",
                    "footer")));
    return write(form, rows(form, random), seed, random);
  }

  private static List<List<String>> rows(Form form, Random random) {
    List<List<String>> rows = new ArrayList<>();
    int count = 20 + random.nextInt(40);
    for (int i = 0; i < count; i++) {
      List<String> row = new ArrayList<>();
      row.add(String.valueOf(1_000 + i));
      row.add(pick(random, CUSTOMERS));
      row.add(random.nextInt(6) == 0 ? "" : random.nextInt(900) + ".5");
      row.add(note(form, random));
      row.add(String.valueOf(random.nextInt(50) - 10));
      rows.add(row);
    }
    List<String> odd = rows.get(count / 2);
    switch (form.fault()) {
      case "short row" -> rows.set(count / 2, odd.subList(0, 1 + random.nextInt(4)));
      case "long row" -> odd.addAll(List.of("one", "too many"));
      case "shifted row" -> odd.addFirst("x");
      case "header again" -> rows.set(count / 2, NAMES);
      case "text among numbers" -> odd.set(4, "none left");
      case "blanks around numbers" -> odd.set(0, " " + odd.getFirst() + " ");
      case "footer" -> rows.add(List.of("Total", String.valueOf(count)));
      default -> {}
    }
    return rows;
  }

  /** What the form can say, and no other form would say otherwise. */
  private static String note(Form form, Random random) {
    boolean quotes = !form.quoting().equals("none");
    boolean doubled = form.escape().equals("doubled");
    return switch (random.nextInt(5)) {
      case 0 -> pick(random, quotes && !doubled ? PLAIN : LITERAL);
      case 1 -> pick(random, INCHES);
      case 2 -> quotes ? pick(random, QUOTED) : pick(random, PLAIN);
      default -> pick(random, PLAIN);
    };
  }

  private static PollutedCsv write(Form form, List<List<String>> rows, long seed, Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < form.preamble(); i++) {
      text.append(i == 0 ? "All orders" : "made by hand").append(form.eol());
    }
    line(text, NAMES, form, random);
    for (List<String> row : rows) {
      line(text, row, form, random);
      if (form.fault().equals("empty lines") && random.nextInt(4) == 0) {
        text.append(form.eol());
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Charset charset = Charset.forName(form.encoding().replace("+mark", ""));
    bytes.writeBytes((form.encoding().endsWith("+mark") ? "\ufeff" : "").getBytes(charset));
    bytes.writeBytes(text.toString().getBytes(charset));
    String words = "seed " + seed + " " + form.toString().replace("\n", "LF").replace("\r", "CR");
    return new PollutedCsv(words, bytes.toByteArray(), rows);
  }

  private static void line(StringBuilder text, List<String> cells, Form form, Random random) {
    List<String> written = new ArrayList<>();
    for (String cell : cells) {
      boolean breaks =
          cell.contains(form.delimiter()) || cell.contains("\n") || cell.startsWith("\"");
      boolean wrap =
          switch (form.quoting()) {
            case "none" -> false;
            case "all" -> true;
            // A quote within a cell that does not begin with one may stand as it is.
            default -> breaks || random.nextInt(6) == 0;
          };
      String inner =
          form.escape().equals("doubled")
              ? cell.replace("\"", "\"\"")
              : cell.replace("\\", "\\\\").replace("\"", "\\\"");
      written.add(wrap ? '"' + inner + '"' : cell);
    }
    text.append(String.join(form.delimiter(), written)).append(form.eol());
  }

  private static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
