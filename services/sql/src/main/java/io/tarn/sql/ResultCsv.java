package io.tarn.sql;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    private long consumed;

    Reader(InputStream in) {
      this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** Bytes up to the end of the last row. */
    long consumed() {
      return consumed;
    }

    /** The next row, or null at the end. */
    @Nullable List<@Nullable String> next() throws IOException {
      List<@Nullable String> row = new ArrayList<>();
      ByteArrayOutputStream field = new ByteArrayOutputStream();
      boolean quoted = false;
      boolean inside = false;
      int c = read();
      if (c < 0) {
        return null;
      }
      while (true) {
        if (inside) {
          if (c < 0) {
            throw new IOException("A result file ends inside a value");
          }
          if (c == '"') {
            c = read();
            if (c != '"') {
              inside = false;
              continue;
            }
          }
          field.write(c);
        } else if (c == '"') {
          inside = true;
          quoted = true;
        } else if (c == ',' || c == '\n' || c < 0) {
          row.add(quoted ? field.toString(StandardCharsets.UTF_8) : null);
          field.reset();
          quoted = false;
          if (c != ',') {
            return row;
          }
        } else {
          field.write(c);
        }
        c = read();
      }
    }

    private int read() throws IOException {
      int c = in.read();
      if (c >= 0) {
        consumed++;
      }
      return c;
    }
  }
}
