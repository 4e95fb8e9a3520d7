package io.tarn.catalog.inference;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * The rows of delimited text as a crawl reads them, from a stream of any length: what made the
 * table reads the table. Differs from OpenCSVSerde where that breaks a row: a quote within a cell
 * that does not begin with one is a character, a quoted cell may hold line ends and keeps them as
 * they are, an empty line is no row. Used by one thread.
 */
public final class DelimitedRows implements Closeable {
  /**
   * The SerDe's parameter that says by which rules a crawl read the files: all of them for
   * OpenCSVSerde, for LazySimpleSerDe that an empty line is no row. Hive and AWS pass over it.
   */
  public static final String PARAMETER = "crawl.reader";

  /** Which rules they were. Tables of earlier rules keep theirs. */
  public static final String RULES = "1";

  private static final int BUFFER = 1 << 16;
  private static final char MARK = '\uFEFF';

  private final Reader in;
  private final Dialect dialect;
  private final int width;
  private final long skip;
  private final int longest;
  private final StringBuilder text = new StringBuilder();
  private char[] buffer = new char[BUFFER];
  private DelimitedReader rows;
  private boolean begun;
  private boolean ended;

  /**
   * @param in the text; a byte order mark is passed over
   * @param width how many columns the table has
   * @param skip how many lines stand before the first row
   * @param longest how many characters a row may have
   */
  public DelimitedRows(Reader in, Dialect dialect, int width, long skip, int longest) {
    this.in = in;
    this.dialect = dialect;
    this.width = width;
    this.skip = skip;
    this.longest = longest;
    this.rows = new DelimitedReader(text, 0, 1, dialect);
  }

  /** The next row of the table, or null at the end. */
  public @Nullable Row next() throws IOException {
    Row row = read();
    while (row != null && (row.line() <= skip || (row.isBlank() && width > 1))) {
      row = read();
    }
    return row;
  }

  private @Nullable Row read() throws IOException {
    while (true) {
      int start = rows.position();
      long line = rows.line();
      Row row = rows.next();
      // What reaches the end of the text that is here may go on behind it.
      if (ended || (row != null && rows.position() < text.length())) {
        return row;
      }
      fill(start, line);
    }
  }

  /** Keeps the row that was begun and reads on, at least as much again. */
  private void fill(int start, long line) throws IOException {
    text.delete(0, start);
    if (text.length() > longest) {
      throw new IOException("the row at line " + line + " is longer than " + longest);
    }
    if (buffer.length < text.length()) {
      buffer = new char[Math.max(buffer.length * 2, text.length())];
    }
    int count = in.read(buffer, 0, buffer.length);
    ended = count < 0;
    int from = !begun && count > 0 && buffer[0] == MARK ? 1 : 0;
    begun |= count > 0;
    text.append(buffer, from, Math.max(count, from) - from);
    rows = new DelimitedReader(text, 0, line, dialect);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
