package io.tarn.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Athena's result files: every value quoted, NULL an empty field without quotes, LF line ends. */
final class ResultCsv {
  private ResultCsv() {}

  static void write(OutputStream out, @Nullable String[] values) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        line.append(',');
      }
      String value = values[i];
      if (value != null) {
        line.append('"').append(value.replace("\"", "\"\"")).append('"');
      }
    }
    out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Reads rows one by one and knows how many bytes they took. */
  static final class Reader {
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;

    /** Bytes before those in the buffer. */
    private long before;

    private byte[] value = new byte[256];
    private int width;

    Reader(InputStream in) {
      this.in = in;
    }

    /** Bytes up to the end of the last row. */
    long consumed() {
      return before + position;
    }

    /** The next row, or null at the end. */
    @Nullable List<@Nullable String> next() throws IOException {
      int c = read();
      if (c < 0) {
        return null;
      }
      List<@Nullable String> row = new ArrayList<>(width);
      while (true) {
        String cell = null;
        if (c == '"') {
          cell = quoted();
          c = read();
        }
        while (c >= 0 && c != ',' && c != '\n') {
          c = read();
        }
        row.add(cell);
        if (c != ',') {
          width = row.size();
          return row;
        }
        c = read();
      }
    }

    /** What stands behind an opening quote, up to its closing one. */
    private String quoted() throws IOException {
      int length = 0;
      while (true) {
        int start = position;
        while (position < limit && buffer[position] != '"') {
          position++;
        }
        length = append(length, start, position - start);
        if (position == limit) {
          if (!fill()) {
            throw new IOException("A result file ends inside a value");
          }
          continue;
        }
        position++;
        boolean doubled = (position < limit || fill()) && buffer[position] == '"';
        if (!doubled) {
          return new String(value, 0, length, StandardCharsets.UTF_8);
        }
        length = append(length, position, 1);
        position++;
      }
    }

    private int append(int length, int start, int count) {
      if (value.length - length < count) {
        value = Arrays.copyOf(value, Math.max(2 * value.length, length + count));
      }
      System.arraycopy(buffer, start, value, length, count);
      return length + count;
    }

    private int read() throws IOException {
      return position < limit || fill() ? buffer[position++] & 0xff : -1;
    }

    /** More bytes for a buffer that has been read, unless there are none. */
    private boolean fill() throws IOException {
      before += limit;
      position = 0;
      limit = Math.max(0, in.read(buffer));
      return limit > 0;
    }
  }
}
