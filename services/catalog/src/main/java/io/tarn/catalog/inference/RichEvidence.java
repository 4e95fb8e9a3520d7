package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of one column say about types beyond Glue's usual ones: dates, timestamps in
 * several forms, decimals. Used where the crawler's configuration asks for rich types.
 */
final class RichEvidence {
  private static final int DECIMAL_DIGITS_MAX = 38;
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final String CLOCK = "\\d{2}:\\d{2}";

  /** Forms as LazySimpleSerDe's {@code timestamp.formats} writes them, each with its pattern. */
  private static final Map<String, Pattern> FORMS = forms();

  private final Map<String, Long> counts = new LinkedHashMap<>();
  private long filled;
  private long dates;
  private long stamps;
  private long decimals;
  private int wholeDigits;
  private int scale;

  void see(String cell) {
    String text = cell.strip();
    if (text.isEmpty() || text.equals("\\N")) {
      return;
    }
    filled++;
    if (DATE.matcher(text).matches() && isDay(text)) {
      dates++;
      return;
    }
    boolean known = false;
    for (Map.Entry<String, Pattern> form : FORMS.entrySet()) {
      if (form.getValue().matcher(text).matches()) {
        counts.merge(form.getKey(), 1L, Long::sum);
        known = true;
      }
    }
    stamps += known ? 1 : 0;
    CellKind kind = Cells.quickKindOf(text);
    boolean plain = text.indexOf('e') < 0 && text.indexOf('E') < 0;
    if (plain && (kind == CellKind.DOUBLE || kind == CellKind.BIGINT)) {
      decimals++;
      int point = text.indexOf('.');
      int sign = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
      int whole = (point < 0 ? text.length() : point) - sign;
      wholeDigits = Math.max(wholeDigits, whole);
      scale = Math.max(scale, point < 0 ? 0 : text.length() - point - 1);
    }
  }

  /** A month 13 is no date, whatever it looks like. */
  private static boolean isDay(String text) {
    int month = Integer.parseInt(text.substring(5, 7));
    int day = Integer.parseInt(text.substring(8, 10));
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
  }

  /**
   * The type, given the usual one.
   *
   * @param usual what the column is without rich types
   */
  HiveType type(HiveType usual) {
    if (filled == 0) {
      return usual;
    }
    if (dates == filled) {
      return new HiveType.Primitive("date");
    }
    if (stamps + dates == filled && stamps > 0 && formats() != null) {
      return new HiveType.Primitive("timestamp");
    }
    if (usual.equals(HiveType.DOUBLE) && decimals == filled && scale > 0) {
      int precision = Math.max(1, wholeDigits) + scale;
      return precision > DECIMAL_DIGITS_MAX
          ? usual
          : new HiveType.Primitive("decimal(" + Math.max(10, precision) + "," + scale + ")");
    }
    return usual;
  }

  /** The fewest forms that read every timestamp of the column; null when day and month are open. */
  @Nullable List<String> formats() {
    List<String> chosen = new ArrayList<>();
    for (Map.Entry<String, Long> form : counts.entrySet()) {
      String twin = twin(form.getKey());
      long other = twin.isEmpty() ? -1 : counts.getOrDefault(twin, 0L);
      if (other == form.getValue()) {
        return null;
      }
      if (other < form.getValue()) {
        chosen.add(form.getKey());
      }
    }
    if (dates > 0) {
      chosen.add("yyyy-MM-dd");
    }
    return chosen;
  }

  private static String twin(String form) {
    if (form.startsWith("dd/MM")) {
      return "MM/dd" + form.substring(5);
    }
    return form.startsWith("MM/dd") ? "dd/MM" + form.substring(5) : "";
  }

  /** For a log. */
  String why(HiveType type) {
    if (type.text().startsWith("decimal")) {
      return "; at most " + wholeDigits + " digits before the point and " + scale + " after it";
    }
    return type.text().equals("timestamp") ? "; forms " + counts.keySet() : "";
  }

  private static Map<String, Pattern> forms() {
    Map<String, Pattern> forms = new LinkedHashMap<>();
    String iso = "\\d{4}-(?:0[1-9]|1[0-2])-\\d{2}";
    String dayFirst = "(?:0[1-9]|[12]\\d|3[01])/(?:0[1-9]|1[0-2])/\\d{4}";
    String monthFirst = "(?:0[1-9]|1[0-2])/(?:0[1-9]|[12]\\d|3[01])/\\d{4}";
    String dots = "(?:0[1-9]|[12]\\d|3[01])\\.(?:0[1-9]|1[0-2])\\.\\d{4}";
    for (String[] day :
        new String[][] {
          {"yyyy-MM-dd", iso},
          {"dd/MM/yyyy", dayFirst},
          {"MM/dd/yyyy", monthFirst},
          {"dd.MM.yyyy", dots}
        }) {
      forms.put(day[0] + " HH:mm:ss", Pattern.compile(day[1] + " " + CLOCK + ":\\d{2}"));
      forms.put(day[0] + " HH:mm", Pattern.compile(day[1] + " " + CLOCK));
      if (!day[0].startsWith("y")) {
        forms.put(day[0], Pattern.compile(day[1]));
      }
    }
    forms.put("yyyy-MM-dd HH:mm:ss.SSS", Pattern.compile(iso + " " + CLOCK + ":\\d{2}\\.\\d{1,9}"));
    forms.put("yyyy-MM-dd'T'HH:mm:ss", Pattern.compile(iso + "T" + CLOCK + ":\\d{2}"));
    forms.put(
        "yyyy-MM-dd'T'HH:mm:ss.SSS", Pattern.compile(iso + "T" + CLOCK + ":\\d{2}\\.\\d{1,9}"));
    forms.put("yyyy-MM-dd'T'HH:mm:ss'Z'", Pattern.compile(iso + "T" + CLOCK + ":\\d{2}Z"));
    forms.put(
        "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Pattern.compile(iso + "T" + CLOCK + ":\\d{2}\\.\\d{1,9}Z"));
    return forms;
  }
}
