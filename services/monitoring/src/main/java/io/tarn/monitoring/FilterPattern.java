package io.tarn.monitoring;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of terms: all of them must occur, those behind {@code -} must not; when every term is
 * optional ({@code ?}), one suffices. Source: Amazon CloudWatch Logs User Guide, "Filter pattern
 * syntax". Patterns over JSON, over columns and by regular expression are refused by name.
 */
record FilterPattern(List<String> all, List<String> any, List<String> none) {
  static FilterPattern parse(@Nullable String pattern) {
    String text = pattern == null ? "" : pattern.strip();
    if (text.startsWith("{")) {
      throw LogsError.missing("A filter pattern over JSON");
    }
    if (text.startsWith("[")) {
      throw LogsError.missing("A filter pattern over columns");
    }
    List<String> all = new ArrayList<>();
    List<String> any = new ArrayList<>();
    List<String> none = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
        continue;
      }
      List<String> kind = all;
      if (c == '?' || c == '-') {
        kind = c == '?' ? any : none;
        i++;
      }
      i = term(text, i, kind);
    }
    return new FilterPattern(List.copyOf(all), List.copyOf(any), List.copyOf(none));
  }

  private static int term(String text, int from, List<String> terms) {
    StringBuilder term = new StringBuilder();
    int i = from;
    if (i < text.length() && text.charAt(i) == '"') {
      i++;
      while (i < text.length() && text.charAt(i) != '"') {
        if (text.charAt(i) == '\\' && i + 1 < text.length()) {
          i++;
        }
        term.append(text.charAt(i++));
      }
      if (i == text.length()) {
        throw LogsError.INVALID.error("Invalid filter pattern: a quote is not closed");
      }
      i++;
    } else {
      while (i < text.length() && !Character.isWhitespace(text.charAt(i))) {
        term.append(text.charAt(i++));
      }
      if (term.length() > 1 && term.charAt(0) == '%' && term.charAt(term.length() - 1) == '%') {
        throw LogsError.missing("A filter pattern with a regular expression");
      }
    }
    if (term.isEmpty()) {
      throw LogsError.INVALID.error("Invalid filter pattern: a term is empty");
    }
    terms.add(term.toString());
    return i;
  }

  boolean matches(String message) {
    if (none.stream().anyMatch(message::contains)) {
      return false;
    }
    if (all.isEmpty() && !any.isEmpty() && none.isEmpty()) {
      return any.stream().anyMatch(message::contains);
    }
    return all.stream().allMatch(message::contains);
  }
}
