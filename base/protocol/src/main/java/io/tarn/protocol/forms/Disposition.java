package io.tarn.protocol.forms;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A header value with parameters, as {@code form-data; name="key"; filename="a.txt"}. Source: RFC
 * 7578, section 4.2; RFC 8187 for {@code filename*}.
 */
record Disposition(String type, Map<String, String> parameters) {
  static Disposition parse(String value) {
    int semicolon = value.indexOf(';');
    String type = semicolon < 0 ? value : value.substring(0, semicolon);
    Map<String, String> parameters = new TreeMap<>();
    int at = semicolon < 0 ? value.length() : semicolon + 1;
    while (at < value.length()) {
      int equals = value.indexOf('=', at);
      if (equals < 0) {
        break;
      }
      String name = value.substring(at, equals).strip().toLowerCase(Locale.ROOT);
      int start = equals + 1;
      while (start < value.length() && value.charAt(start) == ' ') {
        start++;
      }
      StringBuilder text = new StringBuilder();
      at =
          start < value.length() && value.charAt(start) == '"'
              ? quoted(value, start + 1, text)
              : token(value, start, text);
      parameters.put(name, text.toString());
    }
    return new Disposition(type.strip().toLowerCase(Locale.ROOT), parameters);
  }

  /** Only {@code \"} is an escape: older browsers send whole paths with backslashes. */
  private static int quoted(String value, int from, StringBuilder text) {
    int at = from;
    while (at < value.length() && value.charAt(at) != '"') {
      if (value.charAt(at) == '\\' && at + 1 < value.length() && value.charAt(at + 1) == '"') {
        at++;
      }
      text.append(value.charAt(at++));
    }
    int semicolon = value.indexOf(';', at);
    return semicolon < 0 ? value.length() : semicolon + 1;
  }

  private static int token(String value, int from, StringBuilder text) {
    int semicolon = value.indexOf(';', from);
    int end = semicolon < 0 ? value.length() : semicolon;
    text.append(value.substring(from, end).strip());
    return semicolon < 0 ? end : semicolon + 1;
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** The file's name without the folders that some browsers send along. */
  Optional<String> filename() {
    Optional<String> extended = parameter("filename*").flatMap(Disposition::extended);
    return extended
        .or(() -> parameter("filename"))
        .map(name -> name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1));
  }

  private static Optional<String> extended(String value) {
    if (!value.toLowerCase(Locale.ROOT).startsWith("utf-8'")) {
      return Optional.empty();
    }
    String encoded = value.substring(value.indexOf('\'', 6) + 1);
    try {
      return Optional.of(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
