package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks into one delimited file: dialect, preamble, header, types, and rows that do not fit. Made
 * for one file, used once.
 */
final class DelimitedProbe {
  private static final double SHARE_OF_SHAPE = 0.2;
  private static final int BODY_FOR_HEADER = 1_000;
  private static final Set<String> TABLE_NAMES = Set.of("csv", "tsv", "tab", "psv");
  private static final int ONE_COLUMN_LINE_MAX = 1_000;
  private static final int HELD_MAX = 1_000;
  private static final int PROSE_WORDS = 4;
  private static final int TITLES_MAX = 20;
  private static final int TITLE_WIDTH_MIN = 3;

  private final FileSample sample;
  private final TextEncoding encoding;
  private final FileSample.LineCounter lines;
  private final ProbeRules rules;
  private final List<String> why = new ArrayList<>();
  private final List<ColumnEvidence> columns = new ArrayList<>();
  private final Oddities oddities;
  private int width;
  private long rows;
  private long bytesRead;
  private long quoted;
  private long needed;
  private boolean emptyLines;
  private List<String> first = List.of();

  /** Rows equal to the first: a header that comes again, or data, as the decision will show. */
  private final List<Row> held = new ArrayList<>();

  DelimitedProbe(
      FileSample sample, TextEncoding encoding, FileSample.LineCounter lines, ProbeRules rules) {
    this.sample = sample;
    this.encoding = encoding;
    this.lines = lines;
    this.rules = rules;
    this.oddities = new Oddities(sample.name());
  }

  /** The finding, or absent when the text is no table. */
  Optional<FileFinding> probe() {
    String text = encoding.decode(sample.head(), encoding.markLength());
    Optional<DialectFinder.Choice> found = DialectFinder.find(text, sample.whole());
    if (found.isEmpty()) {
      found = oneColumn(text);
    }
    return found.flatMap(choice -> probe(text, choice, rules.header(), List.of(), ""));
  }

  /** The finding when the text is what the classifier says. */
  Optional<FileFinding> probe(CustomClassifier.Csv told) {
    String text = encoding.decode(sample.head(), encoding.markLength());
    Optional<DialectFinder.Choice> choice =
        told.delimiter() == Dialect.NONE
            ? DialectFinder.find(text, sample.whole())
            : DialectFinder.fixed(
                text,
                sample.whole(),
                new Dialect(told.delimiter(), told.quote(), told.quote()),
                told.singleColumn());
    boolean named = told.columns().size() > 0;
    return choice
        .filter(found -> !named || found.width() == told.columns().size())
        .flatMap(found -> probe(text, found, told.header(), told.columns(), told.serde()))
        .map(found -> typed(found, told));
  }

  private static FileFinding typed(FileFinding found, CustomClassifier.Csv told) {
    if (told.types().size() != found.columns().size()) {
      return found;
    }
    List<ColumnFinding> columns = new ArrayList<>();
    for (int i = 0; i < told.types().size(); i++) {
      ColumnFinding column = found.columns().get(i);
      columns.add(
          new ColumnFinding(
              column.name(),
              HiveType.parse(told.types().get(i)),
              "the classifier says so; " + column.why()));
    }
    return found.withColumns(columns);
  }

  private Optional<FileFinding> probe(
      String text,
      DialectFinder.Choice choice,
      HeaderRule rule,
      List<String> columnNames,
      String serde) {
    int start = startOfTable(choice);
    Row top = choice.rows().get(start);
    width = top.cells().size();
    bytesRead = sample.head().length;
    why.add("encoding " + encoding.charset() + ": " + encoding.why());
    why.add(choice.why());
    if (start > 0) {
      why.add(
          "preamble: the first "
              + (top.line() - 1)
              + " lines are not rows of the table, which begins at line "
              + top.line());
    }
    first = top.cells();
    List<String> commented = namesInComment(choice.rows().subList(0, start), choice.dialect());
    if (!commented.isEmpty()) {
      why.add("header: the comment line #Fields names the columns");
    }
    HeaderFinder.Decision decision =
        readHead(
            text, choice.dialect(), top.line(), commented.isEmpty() ? rule : HeaderRule.ABSENT);
    why.add(decision.why());
    if (!decision.header() && isProse()) {
      return Optional.empty();
    }
    for (FileSample.Piece piece : sample.pieces()) {
      readPiece(piece, choice.dialect());
    }
    int skip = (int) (decision.header() ? top.lastLine() : top.line() - 1);
    FileFormat format =
        new FileFormat.Delimited(
            choice.dialect(),
            encoding,
            decision.header() && commented.isEmpty(),
            skip,
            quoted > 0,
            needed > 0,
            emptyLines,
            first,
            columns.stream()
                .flatMap(column -> column.timestampFormats().stream())
                .distinct()
                .toList(),
            serde);
    return Optional.of(
        new FileFinding(
            sample.name(),
            format,
            sample.compression(),
            findings(decision.header(), columnNames.isEmpty() ? commented : columnNames),
            rows,
            bytesRead,
            sample.whole(),
            why,
            oddities.warnings(width)));
  }

  /** Long phrases in every column, under a name that promises no table. */
  private boolean isProse() {
    return !TABLE_NAMES.contains(extension())
        && columns.stream().allMatch(column -> column.dominant(0.7) == CellKind.TEXT)
        && columns.stream().mapToDouble(ColumnEvidence::words).sum()
            >= (double) PROSE_WORDS * columns.size();
  }

  private String extension() {
    String name = Compression.plainName(sample.name()).toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private Optional<DialectFinder.Choice> oneColumn(String text) {
    DialectFinder.Choice choice = DialectFinder.single(text, sample.whole());
    boolean shortLines =
        choice.rows().stream()
            .allMatch(row -> row.cells().getFirst().length() <= ONE_COLUMN_LINE_MAX);
    return TABLE_NAMES.contains(extension()) && !choice.rows().isEmpty() && shortLines
        ? Optional.of(choice)
        : Optional.empty();
  }

  /**
   * The row the table begins with: the first that has the usual width, or the first two rows of one
   * other width that a good part of the file shares (a file that changes shape half-way begins with
   * its first shape).
   */
  private static int startOfTable(DialectFinder.Choice choice) {
    List<Row> rows = choice.rows();
    Map<Integer, Integer> widths = new HashMap<>();
    rows.forEach(row -> widths.merge(row.cells().size(), 1, Integer::sum));
    int lastTitle = Math.min(TITLES_MAX, rows.size() - 2);
    for (int i = 0; i < rows.size(); i++) {
      int width = rows.get(i).cells().size();
      if (rows.get(i).isBlank() || (i < lastTitle && isTitle(rows.get(i), rows.get(i + 1)))) {
        continue;
      }
      if (width == choice.width()) {
        return i;
      }
      boolean run = i + 1 < rows.size() && rows.get(i + 1).cells().size() == width;
      if (width > 1 && run && widths.getOrDefault(width, 0) >= rows.size() * SHARE_OF_SHAPE) {
        return i;
      }
    }
    return 0;
  }

  /**
   * A title that a spreadsheet has filled up with delimiters: one cell with text, the others empty,
   * and the same or something fuller below.
   */
  private static boolean isTitle(Row row, Row below) {
    long filled = row.cells().stream().filter(cell -> !cell.isBlank()).count();
    long next = below.cells().stream().filter(cell -> !cell.isBlank()).count();
    return row.cells().size() >= TITLE_WIDTH_MIN
        && filled <= 1
        && (filled == 0 || !row.cells().getFirst().isBlank())
        && (next == 0 || next * 2 > below.cells().size() || isTitleLine(below, next));
  }

  private static boolean isTitleLine(Row row, long filled) {
    return filled <= 1 && !row.cells().getFirst().isBlank();
  }

  /** W3C's extended log format names its columns in a comment before the rows. */
  private List<String> namesInComment(List<Row> preamble, Dialect dialect) {
    for (Row row : preamble) {
      String line = String.join(String.valueOf(dialect.delimiter()), row.cells());
      if (line.startsWith("#Fields:")) {
        List<String> names = List.of(line.substring("#Fields:".length()).strip().split("[ \t]+"));
        return names.size() == width ? names : List.of();
      }
    }
    return List.of();
  }

  private HeaderFinder.Decision readHead(
      String text, Dialect dialect, long topLine, HeaderRule rule) {
    DelimitedReader reader = new DelimitedReader(text, 0, 1, dialect);
    HeaderFinder.@Nullable Decision decision = null;
    Row row = reader.next();
    while (row != null && row.line() < topLine) {
      row = reader.next();
    }
    Row top = row;
    row = reader.next();
    while (row != null) {
      boolean cutOff = !sample.whole() && reader.position() >= text.length();
      if (cutOff) {
        break;
      }
      see(row);
      if (rows == BODY_FOR_HEADER) {
        decision = decide(rule);
      }
      row = reader.next();
    }
    HeaderFinder.Decision last = decision == null ? decide(rule) : decision;
    if (last.header()) {
      held.forEach(this::countAgain);
    } else {
      held.forEach(this::count);
    }
    if (top != null && last.header()) {
      countQuotes(top);
    } else if (top != null) {
      count(top);
    }
    held.clear();
    return last;
  }

  private HeaderFinder.Decision decide(HeaderRule rule) {
    return switch (rule) {
      case PRESENT -> new HeaderFinder.Decision(true, "header: by setting");
      case ABSENT -> new HeaderFinder.Decision(false, "no header: by setting");
      case GLUE -> {
        boolean header = HeaderFinder.glueSays(first, columns);
        yield new HeaderFinder.Decision(
            header, (header ? "header" : "no header") + ": by Glue's own rule");
      }
      case EVIDENCE -> HeaderFinder.decide(first, columns, rows);
    };
  }

  private void see(Row row) {
    if (row.isBlank() && width > 1) {
      emptyLines = true;
      return;
    }
    countQuotes(row);
    if (row.open() && sample.whole()) {
      oddities.openQuote(row);
    }
    if (row.cells().size() != width) {
      oddities.width(row);
    } else {
      oddities.fits(row);
    }
    if (row.cells().equals(first) && held.size() < HELD_MAX) {
      held.add(row);
      return;
    }
    count(row);
  }

  private void count(Row row) {
    rows++;
    // A row of another width says nothing certain about which cell belongs to which column.
    boolean fits = row.cells().size() == width || (row.cells().size() > width && hasBlankEnd(row));
    for (int i = 0; i < Math.min(width, row.cells().size()); i++) {
      String cell = row.cells().get(i);
      if (fits) {
        column(i).see(cell, sample.name(), row.line());
      } else {
        column(i).seeMisplaced(cell, sample.name(), row.line());
      }
    }
  }

  private void countAgain(Row header) {
    oddities.repeatedHeader(header);
    for (int i = 0; i < width; i++) {
      column(i).seeName(header.cells().get(i), sample.name(), header.line());
    }
  }

  private ColumnEvidence column(int place) {
    while (columns.size() <= place) {
      columns.add(new ColumnEvidence(rules.richTypes()));
    }
    return columns.get(place);
  }

  private boolean hasBlankEnd(Row row) {
    return row.cells().subList(width, row.cells().size()).stream().allMatch(String::isBlank);
  }

  private void countQuotes(Row row) {
    quoted += row.quoted();
    needed += row.needed();
  }

  /** A part from inside: from its first line end to its last. */
  private void readPiece(FileSample.Piece piece, Dialect dialect) {
    if (!isAsciiBased()) {
      return;
    }
    String text = new String(piece.bytes(), encoding.charset());
    int from = text.indexOf('\n') + 1;
    int to = text.lastIndexOf('\n') + 1;
    if (from <= 0 || to <= from) {
      return;
    }
    String body = text.substring(from, to);
    if (!isAligned(body, dialect)) {
      why.add("a part at byte " + piece.offset() + " was left out: it begins inside quotes");
      return;
    }
    bytesRead += piece.bytes().length;
    long firstLine = 0;
    DelimitedReader reader = new DelimitedReader(body, 0, 0, dialect);
    Row row = reader.next();
    while (row != null) {
      if (firstLine == 0 && isNews(row)) {
        long offset = piece.offset() + text.substring(0, from).getBytes(encoding.charset()).length;
        firstLine = lines.linesBefore(offset) + 1;
      }
      see(
          new Row(
              firstLine == 0 ? 0 : firstLine + row.line(),
              firstLine == 0 ? 0 : firstLine + row.lastLine(),
              row.cells(),
              row.quoted(),
              row.needed(),
              row.strays(),
              false));
      row = reader.next();
    }
  }

  /** Most rows have the width of the table, or at least one width. */
  private static boolean isAligned(String body, Dialect dialect) {
    if (dialect.quote() == Dialect.NONE) {
      return true;
    }
    Map<Integer, Integer> widths = new HashMap<>();
    int count = 0;
    DelimitedReader reader = new DelimitedReader(body, 0, 0, dialect);
    Row row = reader.next();
    while (row != null) {
      count++;
      widths.merge(row.cells().size(), 1, Integer::sum);
      row = reader.next();
    }
    int most = widths.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return most >= count * 0.8;
  }

  /** Whether the row holds a kind of cell or a width that the log would have to place. */
  private boolean isNews(Row row) {
    if (row.cells().size() != width) {
      return true;
    }
    for (int i = 0; i < width && i < columns.size(); i++) {
      CellKind kind = Cells.quickKindOf(row.cells().get(i));
      HiveType type = columns.get(i).type();
      if (kind.isEvidence() && type != HiveType.STRING && columns.get(i).count(kind) == 0) {
        return true;
      }
    }
    return false;
  }

  private List<ColumnFinding> findings(boolean header, List<String> told) {
    List<ColumnFinding> findings = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < width; i++) {
      String name = header ? first.get(i).strip().toLowerCase(Locale.ROOT) : "";
      if (i < told.size()) {
        name = told.get(i).strip().toLowerCase(Locale.ROOT);
      }
      if (name.isEmpty()) {
        name = "col" + i;
      }
      name = name.replace('\n', ' ').replace('\r', ' ');
      String unique = name;
      for (int n = 1; !taken.add(unique); n++) {
        unique = name + "_" + n;
      }
      ColumnEvidence evidence = i < columns.size() ? columns.get(i) : new ColumnEvidence();
      HiveType strict = evidence.strictType();
      // OpenCSVSerDe reads dates and timestamps as numbers only: there they stay strings.
      findings.add(
          quoted > 0
              ? new ColumnFinding(unique, strict, strict, evidence.strictWhy())
              : new ColumnFinding(unique, evidence.lenientType(), strict, evidence.why()));
    }
    return findings;
  }

  /** Lines of UTF-16 cannot be found by single bytes: only the head of such a file is read. */
  private boolean isAsciiBased() {
    return !encoding.charset().name().startsWith("UTF-16");
  }
}
