package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the dialect under which the text looks most like a table: rows of equal width whose cells
 * have known forms. The measure follows van den Burg, Nazábal, Sutton, "Wrangling messy CSV files
 * by detecting row and type patterns" (2019), with priors for delimiters and a check that prose
 * does not pass for a table.
 */
final class DialectFinder {
  /** What was found, and how sure it is against the second best. */
  record Choice(Dialect dialect, int width, double score, List<Row> rows, String why) {}

  private static final int LOOK = 65_536;
  private static final int ROWS_MAX = 1_000;
  private static final double CONSISTENT = 0.8;
  private static final Map<Character, Double> PRIORS =
      Map.ofEntries(
          Map.entry(',', 1.0),
          Map.entry('\t', 1.0),
          Map.entry(';', 1.0),
          Map.entry('|', 1.0),
          Map.entry('\u0001', 1.0),
          Map.entry('\u0002', 0.9),
          Map.entry('\u001f', 1.0),
          Map.entry('^', 0.8),
          Map.entry('~', 0.8),
          Map.entry('#', 0.6),
          Map.entry('&', 0.5),
          Map.entry('*', 0.5),
          Map.entry('=', 0.4),
          Map.entry(':', 0.4),
          Map.entry(' ', 0.35));

  private DialectFinder() {}

  /**
   * The best dialect with at least two columns; absent when none is convincing.
   *
   * @param complete whether the text is the whole file; else its last line is not judged
   */
  static Optional<Choice> find(String text, boolean complete) {
    boolean cut = !complete || text.length() > LOOK;
    String look = text.length() > LOOK ? text.substring(0, LOOK) : text;
    if (isWrappedWhole(look, cut)) {
      return Optional.empty();
    }
    List<Choice> choices = new ArrayList<>();
    for (Dialect dialect : candidates(look)) {
      Choice choice = judge(look, dialect, cut);
      if (choice != null && isConvincing(choice)) {
        choices.add(choice);
      }
    }
    choices.sort((a, b) -> Double.compare(b.score(), a.score()));
    if (choices.isEmpty()) {
      return Optional.empty();
    }
    Choice best = explained(choices.getFirst(), choices);
    String second =
        choices.stream()
            .filter(other -> other.dialect().delimiter() != best.dialect().delimiter())
            .findFirst()
            .map(
                other ->
                    String.format(
                        Locale.ROOT,
                        "; next best %s with %.2f",
                        Dialect.nameOf(other.dialect().delimiter()),
                        other.score()))
            .orElse("");
    String why =
        String.format(
            Locale.ROOT,
            "delimiter %s, quote %s, escape %s: score %.2f over %d rows%s",
            Dialect.nameOf(best.dialect().delimiter()),
            Dialect.nameOf(best.dialect().quote()),
            Dialect.nameOf(best.dialect().escape()),
            best.score(),
            best.rows().size(),
            second);
    return Optional.of(new Choice(best.dialect(), best.width(), best.score(), best.rows(), why));
  }

  /**
   * The reading with a backslash where doubled quotes leave text behind closing quotes and the
   * backslash leaves none.
   */
  private static Choice explained(Choice best, List<Choice> choices) {
    Dialect dialect = best.dialect();
    Dialect escaped = new Dialect(dialect.delimiter(), dialect.quote(), '\\');
    return dialect.quote() == Dialect.NONE || strays(best) == 0
        ? best
        : choices.stream()
            .filter(other -> other.dialect().equals(escaped) && strays(other) == 0)
            .findFirst()
            .orElse(best);
  }

  private static int strays(Choice choice) {
    return choice.rows().stream().mapToInt(Row::strays).sum();
  }

  /** Every line is one cell in quotes: delimiters inside are text, and the table has one column. */
  private static boolean isWrappedWhole(String text, boolean cut) {
    if (!text.startsWith("\"")) {
      return false;
    }
    List<Row> rows = rows(text, new Dialect('\0', '"', '"'), cut);
    return rows.size() >= 2
        && rows.stream()
            .filter(row -> !row.isBlank())
            .allMatch(row -> row.quoted() == 1 && row.strays() == 0 && !row.open());
  }

  /** The rows under a dialect that was told; absent when they have one column and may not. */
  static Optional<Choice> fixed(
      String text, boolean complete, Dialect dialect, boolean singleColumn) {
    boolean cut = !complete || text.length() > LOOK;
    String look = text.length() > LOOK ? text.substring(0, LOOK) : text;
    List<Row> rows = rows(look, dialect, cut);
    Map<Integer, Integer> widths = new HashMap<>();
    rows.forEach(row -> widths.merge(row.cells().size(), 1, Integer::sum));
    int width =
        widths.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse(0);
    String why = "delimiter " + Dialect.nameOf(dialect.delimiter()) + " by a classifier";
    return width >= (singleColumn ? 1 : 2)
        ? Optional.of(new Choice(dialect, width, 1, rows, why))
        : Optional.empty();
  }

  /** The rows of a file with one column only: the whole line is the cell. */
  static Choice single(String text, boolean complete) {
    boolean cut = !complete || text.length() > LOOK;
    String look = text.length() > LOOK ? text.substring(0, LOOK) : text;
    // A delimiter is needed by name only; one that the text does not hold keeps lines whole.
    char absent = ',';
    for (char c : new char[] {',', '\t', ';', '|', '\u0001'}) {
      if (look.indexOf(c) < 0) {
        absent = c;
        break;
      }
    }
    char quote = look.indexOf('"') >= 0 ? '"' : Dialect.NONE;
    Dialect dialect = new Dialect(absent, quote, quote);
    return new Choice(dialect, 1, 0, rows(look, dialect, cut), "one column: no delimiter repeats");
  }

  private static List<Dialect> candidates(String text) {
    List<Dialect> candidates = new ArrayList<>();
    boolean doubleQuotes = text.indexOf('"') >= 0;
    boolean singleQuotes = text.indexOf('\'') >= 0;
    boolean backslashQuote = text.contains("\\\"");
    boolean backslashSingle = text.contains("\\'");
    for (char delimiter : PRIORS.keySet()) {
      if (text.indexOf(delimiter) < 0) {
        continue;
      }
      candidates.add(
          text.contains("\\" + delimiter)
              ? new Dialect(delimiter, Dialect.NONE, '\\')
              : Dialect.plain(delimiter));
      if (doubleQuotes) {
        candidates.add(new Dialect(delimiter, '"', '"'));
        if (backslashQuote) {
          candidates.add(new Dialect(delimiter, '"', '\\'));
        }
      }
      if (singleQuotes) {
        candidates.add(new Dialect(delimiter, '\'', '\''));
        if (backslashSingle) {
          candidates.add(new Dialect(delimiter, '\'', '\\'));
        }
      }
    }
    return candidates;
  }

  private static @Nullable Choice judge(String text, Dialect dialect, boolean cut) {
    List<Row> rows = rows(text, dialect, cut);
    Map<Integer, Integer> widths = new HashMap<>();
    double known = 0;
    int cells = 0;
    int quoted = 0;
    int strays = 0;
    boolean open = false;
    for (Row row : rows) {
      widths.merge(row.cells().size(), 1, Integer::sum);
      quoted += row.quoted();
      strays += row.strays();
      open |= row.open();
      for (String cell : row.cells()) {
        cells++;
        known += known(cell, dialect);
      }
    }
    boolean quotesUsed = dialect.quote() == Dialect.NONE || quoted > 0;
    if (rows.isEmpty() || open || !quotesUsed) {
      return null;
    }
    double pattern = 0;
    int width = 1;
    for (Map.Entry<Integer, Integer> entry : widths.entrySet()) {
      double length = entry.getKey();
      pattern += entry.getValue() * Math.max(0.001, length - 1) / length;
      int best = widths.getOrDefault(width, 0) * weight(width);
      if (entry.getValue() * weight(entry.getKey()) > best) {
        width = entry.getKey();
      }
    }
    pattern /= widths.size() * (double) rows.size();
    double prior = PRIORS.getOrDefault(dialect.delimiter(), 0.3);
    // Unwrapped quotes are seldom meant: the wrapped reading wins when both fit alike.
    double quoteGain = quoted > 0 ? 1.0 + 0.2 * quoted / cells : 1.0;
    double single = dialect.quote() == '\'' ? 0.9 : 1.0;
    double clean = 1.0 - 0.8 * strays / cells;
    double score = pattern * (0.05 + known / cells) * prior * quoteGain * single * clean;
    return new Choice(dialect, width, score, rows, "");
  }

  /** A row of one cell may be a title or a blank line: it says little about the width. */
  private static int weight(int width) {
    return width == 1 ? 1 : 3;
  }

  private static double known(String cell, Dialect dialect) {
    CellKind kind = Cells.kindOf(cell);
    return switch (kind) {
      case EMPTY -> 0.9;
      case TEXT -> textKnown(cell, dialect);
      case CODE -> isClean(cell) ? 0.9 : 0.3;
      case NULL_MARK,
          BOOLEAN,
          BIGINT,
          DOUBLE,
          LEADING_ZERO,
          LONG_DIGITS,
          DECIMAL_COMMA,
          DATE,
          TIMESTAMP,
          TIME,
          EMAIL,
          URL,
          IP,
          UUID,
          WORD ->
          1.0;
    };
  }

  private static double textKnown(String cell, Dialect dialect) {
    if (isClean(cell)) {
      return 0.8;
    }
    // Other delimiters inside a cell speak against this one, unless quotes hold them.
    return dialect.quote() != Dialect.NONE ? 0.5 : 0.1;
  }

  private static boolean isClean(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c == '"' || c == ',' || c == ';' || c == '|' || c == '\t' || c < ' ') {
        return false;
      }
    }
    return true;
  }

  private static boolean isConvincing(Choice choice) {
    if (choice.width() < 2) {
      return false;
    }
    List<Row> filled = choice.rows().stream().filter(row -> !row.isBlank()).toList();
    int first = -1;
    int last = -1;
    int same = 0;
    for (int i = 0; i < filled.size(); i++) {
      if (filled.get(i).cells().size() == choice.width()) {
        first = first < 0 ? i : first;
        last = i;
        same++;
      }
    }
    char delimiter = choice.dialect().delimiter();
    if (PRIORS.getOrDefault(delimiter, 0.3) < 0.7) {
      return same >= 3 && same == filled.size() && choice.score() > 0.1;
    }
    // Titles before and totals after the table do not count against it.
    return same >= (last - first + 1) * CONSISTENT || isSplit(choice);
  }

  /** A file whose first half is a table and whose second half is another is still a table. */
  private static boolean isSplit(Choice choice) {
    long wide = choice.rows().stream().filter(row -> row.cells().size() > 1).count();
    return wide >= choice.rows().size() * CONSISTENT;
  }

  private static List<Row> rows(String text, Dialect dialect, boolean cut) {
    List<Row> rows = new ArrayList<>();
    DelimitedReader reader = new DelimitedReader(text, 0, 1, dialect);
    Row row = reader.next();
    while (row != null && rows.size() < ROWS_MAX) {
      boolean last = reader.position() >= text.length();
      if (cut && last && !rows.isEmpty()) {
        break;
      }
      rows.add(row);
      row = reader.next();
    }
    return rows;
  }
}
