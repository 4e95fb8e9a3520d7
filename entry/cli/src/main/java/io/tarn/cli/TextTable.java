package io.tarn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows as an aligned table: numbers to the right, everything else to the left, NULL shown as such.
 */
final class TextTable {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");

  private TextTable() {}

  static String format(List<String> header, List<? extends List<@Nullable String>> rows) {
    int columns = Math.max(header.size(), rows.stream().mapToInt(List::size).max().orElse(0));
    int[] widths = new int[columns];
    boolean[] numeric = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      int column = i;
      widths[i] = i < header.size() ? header.get(i).length() : 0;
      numeric[i] = !rows.isEmpty() && rows.stream().allMatch(row -> isNumberOrNull(row, column));
    }
    for (List<@Nullable String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], text(row.get(i)).length());
      }
    }
    StringBuilder out = new StringBuilder();
    if (!header.isEmpty()) {
      line(out, new ArrayList<>(header), widths, numeric);
      for (int i = 0; i < columns; i++) {
        out.append(i == 0 ? "" : "-+-").append("-".repeat(widths[i]));
      }
      out.append('\n');
    }
    rows.forEach(row -> line(out, row, widths, numeric));
    return out.toString();
  }

  private static boolean isNumberOrNull(List<@Nullable String> row, int column) {
    String value = column < row.size() ? row.get(column) : null;
    return value == null || NUMBER.matcher(value).matches();
  }

  private static void line(
      StringBuilder out, List<@Nullable String> row, int[] widths, boolean[] numeric) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String value = text(i < row.size() ? row.get(i) : "");
      String pad = " ".repeat(widths[i] - value.length());
      line.append(i == 0 ? "" : " | ").append(numeric[i] ? pad + value : value + pad);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static String text(@Nullable String value) {
    return value == null ? "NULL" : value.replace("\r", "\\r").replace("\n", "\\n");
  }
}
