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

  private final FileSample sample;
  private final TextEncoding encoding;
  private final FileSample.LineCounter lines;
  private final List<String> why = new ArrayList<>();
  private final List<ColumnEvidence> columns = new ArrayList<>();
  private final Oddities oddities;
  private int width;
  private long rows;
  private long bytesRead;
  private long quoted;
  private long needed;
  private List<String> first = List.of();

  /** Rows equal to the first: a header that comes again, or data, as the decision will show. */
  private final List<Row> held = new ArrayList<>();

  DelimitedProbe(FileSample sample, TextEncoding encoding, FileSample.LineCounter lines) {
    this.sample = sample;
    this.encoding = encoding;
    this.lines = lines;
    this.oddities = new Oddities(sample.name());
  }

  /** The finding, or absent when the text is no table. */
  Optional<FileFinding> probe(HeaderRule rule) {
    String text = encoding.decode(sample.head(), encoding.markLength());
    Optional<DialectFinder.Choice> found = DialectFinder.find(text, sample.whole());
    if (found.isEmpty()) {
      found = oneColumn(text);
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    DialectFinder.Choice choice = found.get();
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
    HeaderFinder.Decision decision = readHead(text, choice.dialect(), top.line(), rule);
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
            choice.dialect(), encoding, decision.header(), skip, quoted > 0, needed > 0, first);
    return Optional.of(
        new FileFinding(
            sample.name(),
            format,
            sample.compression(),
            findings(decision.header()),
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
    String name = sample.name().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
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
    for (int i = 0; i < rows.size(); i++) {
      int width = rows.get(i).cells().size();
      if (rows.get(i).isBlank()) {
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
      held.forEach(oddities::repeatedHeader);
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
    if (row.cells().size() == width || (row.cells().size() > width && hasBlankEnd(row))) {
      for (int i = 0; i < width; i++) {
        if (columns.size() <= i) {
          columns.add(new ColumnEvidence());
        }
        columns.get(i).see(row.cells().get(i), sample.name(), row.line());
      }
    }
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

  private List<ColumnFinding> findings(boolean header) {
    List<ColumnFinding> findings = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < width; i++) {
      String name = header ? first.get(i).strip().toLowerCase(Locale.ROOT) : "";
      if (name.isEmpty()) {
        name = "col" + i;
      }
      name = name.replace('\n', ' ').replace('\r', ' ');
      String unique = name;
      for (int n = 1; !taken.add(unique); n++) {
        unique = name + "_" + n;
      }
      ColumnEvidence evidence = i < columns.size() ? columns.get(i) : new ColumnEvidence();
      findings.add(new ColumnFinding(unique, evidence.type(), evidence.why()));
    }
    return findings;
  }

  /** Lines of UTF-16 cannot be found by single bytes: only the head of such a file is read. */
  private boolean isAsciiBased() {
    return !encoding.charset().name().startsWith("UTF-16");
  }
}
