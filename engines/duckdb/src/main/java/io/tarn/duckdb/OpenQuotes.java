package io.tarn.duckdb;

import io.tarn.sql.spi.LakeTable;
import io.trino.hive.formats.line.LineBuffer;

/**
 * Tells whether a line of quoted text ends within quotes, so that the next line belongs to the same
 * row. Athena takes every line for a row; a quote that opens a field and is not closed on its line
 * gives it a broken row, and here the whole one. Only a quote that begins a field opens it.
 */
record OpenQuotes(byte separator, byte quote, byte escape) {
  static OpenQuotes of(LakeTable layout) {
    return new OpenQuotes(
        first(layout, "separatorChar", ","),
        first(layout, "quoteChar", "\""),
        first(layout, "escapeChar", "\""));
  }

  private static byte first(LakeTable layout, String property, String otherwise) {
    String text = layout.property(property, otherwise);
    return (byte) (text.isEmpty() ? otherwise : text).charAt(0);
  }

  /**
   * @param open whether the line begins within quotes
   */
  boolean staysOpen(LineBuffer line, boolean open) {
    byte[] bytes = line.getBuffer();
    boolean within = open;
    boolean start = !open;
    for (int i = 0; i < line.getLength(); i++) {
      byte b = bytes[i];
      if (within) {
        if (b == escape && escape != quote) {
          i++;
        } else if (b == quote) {
          within = false;
        }
      } else if (b == quote) {
        // A quote right behind a closing one is a quote within the text.
        within = start || (i > 0 && bytes[i - 1] == quote);
      }
      start = !within && b == separator;
    }
    return within;
  }
}
