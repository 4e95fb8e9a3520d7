package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits text into records by a dialect. Line ends are LF, CRLF or CR. A quote opens only at the
 * start of a cell (after spaces, too); a stray quote elsewhere is an ordinary character, so that an
 * inch sign does not swallow the file. A cell longer than a million characters ends the reading as
 * if its quote had never closed.
 */
final class DelimitedReader {
  private static final int CELL_MAX = 1_000_000;
  private static final int CELLS_MAX = 20_000;

  private final CharSequence text;
  private final Dialect dialect;
  private final StringBuilder cell = new StringBuilder();
  private int at;
  private long line;
  private boolean wasQuoted;
  private boolean needsQuotes;
  private boolean strayed;
  private boolean open;

  DelimitedReader(CharSequence text, int from, long firstLine, Dialect dialect) {
    this.text = text;
    this.at = from;
    this.line = firstLine;
    this.dialect = dialect;
  }

  /** Where the next record begins. */
  int position() {
    return at;
  }

  /** The line that the next record begins on. */
  long line() {
    return line;
  }

  /** The next record, or null at the end. */
  @Nullable Row next() {
    if (at >= text.length()) {
      return null;
    }
    long start = line;
    List<String> cells = new ArrayList<>();
    int quoted = 0;
    int needed = 0;
    int strays = 0;
    boolean more = true;
    while (more) {
      more = readCell() && cells.size() < CELLS_MAX;
      cells.add(cell.toString());
      quoted += wasQuoted ? 1 : 0;
      needed += needsQuotes ? 1 : 0;
      strays += strayed ? 1 : 0;
    }
    long last = line;
    endLine();
    return new Row(start, last, cells, quoted, needed, strays, open);
  }

  /** Reads one cell and its delimiter; says whether another cell follows. */
  private boolean readCell() {
    cell.setLength(0);
    wasQuoted = false;
    needsQuotes = false;
    strayed = false;
    open = false;
    if (dialect.quote() != Dialect.NONE && quoteOpens()) {
      wasQuoted = true;
      readQuoted();
    }
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == dialect.delimiter()) {
        at++;
        return true;
      }
      if (c == '\n' || c == '\r') {
        return false;
      }
      if (c == '\\' && dialect.escape() == '\\' && at + 1 < text.length() && isEscapable(at + 1)) {
        at++;
        c = text.charAt(at);
      }
      if (!wasQuoted || c != ' ') {
        cell.append(c);
        strayed |= wasQuoted;
      }
      at++;
    }
    return false;
  }

  private boolean isEscapable(int index) {
    char c = text.charAt(index);
    return c == dialect.delimiter() || c == dialect.quote() || c == '\\';
  }

  private boolean quoteOpens() {
    int look = at;
    while (look < text.length() && text.charAt(look) == ' ' && dialect.delimiter() != ' ') {
      look++;
    }
    if (look < text.length() && text.charAt(look) == dialect.quote()) {
      at = look + 1;
      return true;
    }
    return false;
  }

  private void readQuoted() {
    while (at < text.length() && cell.length() < CELL_MAX) {
      char c = text.charAt(at);
      if (c == '\\' && dialect.escape() == '\\' && at + 1 < text.length()) {
        needsQuotes = true;
        cell.append(text.charAt(at + 1));
        at += 2;
      } else if (c == dialect.quote()) {
        boolean doubled = at + 1 < text.length() && text.charAt(at + 1) == dialect.quote();
        if (!doubled) {
          at++;
          return;
        }
        needsQuotes = true;
        cell.append(c);
        at += 2;
      } else {
        if (c == '\n' || (c == '\r' && !isFollowedByLineFeed())) {
          line++;
          needsQuotes = true;
        } else if (c == dialect.delimiter()) {
          needsQuotes = true;
        }
        cell.append(c);
        at++;
      }
    }
    open = true;
  }

  private boolean isFollowedByLineFeed() {
    return at + 1 < text.length() && text.charAt(at + 1) == '\n';
  }

  private void endLine() {
    if (at < text.length()) {
      at += text.charAt(at) == '\r' && isFollowedByLineFeed() ? 2 : 1;
      line++;
    }
  }
}
