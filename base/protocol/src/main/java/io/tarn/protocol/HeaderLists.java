package io.tarn.protocol;

import io.tarn.api.Type;
import io.tarn.api.Type.Kind;
import io.tarn.api.Type.TimestampFormat;
import java.util.ArrayList;
import java.util.List;

/** Lists in one header: items between commas, quoted where they hold some themselves. */
final class HeaderLists {
  private HeaderLists() {}

  static List<String> split(String text, Type element) {
    boolean dates =
        element.kind() == Kind.TIMESTAMP
            && (element.timestampFormat() == null
                || element.timestampFormat() == TimestampFormat.HTTP);
    List<String> items = new ArrayList<>();
    StringBuilder item = new StringBuilder();
    boolean quoted = false;
    boolean wasQuoted = false;
    int commas = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\' && i + 1 < text.length()) {
          item.append(text.charAt(++i));
        } else if (c == '"') {
          quoted = false;
        } else {
          item.append(c);
        }
      } else if (c == '"' && item.toString().isBlank()) {
        item.setLength(0);
        quoted = true;
        wasQuoted = true;
      } else if (c == ',' && !(dates && commas++ % 2 == 0)) {
        items.add(wasQuoted ? item.toString() : item.toString().strip());
        item.setLength(0);
        wasQuoted = false;
      } else if (!(wasQuoted && Character.isWhitespace(c))) {
        item.append(c);
      }
    }
    items.add(wasQuoted ? item.toString() : item.toString().strip());
    return items;
  }

  static String join(List<?> list, Type element) {
    StringBuilder out = new StringBuilder();
    for (Object value : list) {
      if (value == null) {
        continue;
      }
      String text = Texts.format(value, element, TimestampFormat.HTTP);
      if (element.kind() == Kind.STRING && (text.indexOf(',') >= 0 || text.indexOf('"') >= 0)) {
        text = '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      }
      out.append(out.isEmpty() ? "" : ", ").append(text);
    }
    return out.toString();
  }
}
