package io.tarn.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Percent-encoding of paths and query strings (RFC 3986). */
final class Percent {
  private static final String HEX = "0123456789ABCDEF";

  private Percent() {}

  /** Everything but unreserved characters is encoded. */
  static String encode(String text) {
    return encode(text, "");
  }

  /** Slashes stay, for labels that reach over several segments. */
  static String encodePath(String text) {
    return encode(text, "/");
  }

  private static String encode(String text, String kept) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean unreserved =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~".indexOf(c) >= 0;
      if (unreserved || kept.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }

  /** A path's text: a plus is a plus. Broken escapes stay as they are. */
  static String decode(String text) {
    return decode(text, false);
  }

  /** A query's text: a plus is a space. */
  static String decodeQuery(String text) {
    return decode(text, true);
  }

  private static String decode(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0 && !(plusIsSpace && text.indexOf('+') >= 0)) {
      return text;
    }
    byte[] from = text.getBytes(StandardCharsets.UTF_8);
    byte[] to = new byte[from.length];
    int length = 0;
    for (int i = 0; i < from.length; i++) {
      int high = from[i] == '%' && i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(from[i + 2], 16) : -1;
      if (low >= 0) {
        to[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        to[length++] = plusIsSpace && from[i] == '+' ? (byte) ' ' : from[i];
      }
    }
    return new String(to, 0, length, StandardCharsets.UTF_8);
  }

  /**
   * The parameters of a query string or form in their order; one without value has an empty one.
   */
  static List<Parameter> parameters(@Nullable String query) {
    List<Parameter> parameters = new ArrayList<>();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    int start = 0;
    while (start <= query.length()) {
      int end = query.indexOf('&', start);
      end = end < 0 ? query.length() : end;
      if (end > start) {
        int equals = query.indexOf('=', start);
        boolean valued = equals >= 0 && equals < end;
        parameters.add(
            new Parameter(
                decodeQuery(query.substring(start, valued ? equals : end)),
                valued ? decodeQuery(query.substring(equals + 1, end)) : "",
                valued));
      }
      start = end + 1;
    }
    return parameters;
  }

  /** The same by name. */
  static Map<String, List<String>> byName(List<Parameter> parameters) {
    Map<String, List<String>> map = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      map.computeIfAbsent(parameter.name(), name -> new ArrayList<>(1)).add(parameter.value());
    }
    return map;
  }

  /** One parameter; {@code valued} tells {@code a=} from {@code a}. */
  record Parameter(String name, String value, boolean valued) {}
}
