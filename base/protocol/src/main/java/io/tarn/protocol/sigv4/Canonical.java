package io.tarn.protocol.sigv4;

import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The canonical form of a request. Source: IAM User Guide, "Create a signed AWS API request". All
 * texts here hold one char per byte.
 */
final class Canonical {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();
  private static final boolean[] UNRESERVED = new boolean[128];

  static {
    for (char c = 'a'; c <= 'z'; c++) {
      UNRESERVED[c] = true;
    }
    for (char c = 'A'; c <= 'Z'; c++) {
      UNRESERVED[c] = true;
    }
    for (char c = '0'; c <= '9'; c++) {
      UNRESERVED[c] = true;
    }
    for (char c : "-._~".toCharArray()) {
      UNRESERVED[c] = true;
    }
  }

  private Canonical() {}

  /** One name and value of a query, decoded to bytes and encoded again. */
  record Parameter(String name, String value) {}

  static String request(
      RequestHead head,
      Dialect dialect,
      List<Parameter> query,
      List<String> signedHeaders,
      String payloadHash) {
    StringBuilder text = new StringBuilder(512);
    text.append(head.method()).append('\n');
    text.append(path(head.rawPath(), dialect)).append('\n');
    appendQuery(text, query);
    text.append('\n');
    for (String name : signedHeaders) {
      text.append(name).append(':');
      appendHeader(text, head, name);
      text.append('\n');
    }
    text.append('\n').append(String.join(";", signedHeaders)).append('\n').append(payloadHash);
    return text.toString();
  }

  static String path(String rawPath, Dialect dialect) {
    if (dialect == Dialect.S3) {
      return isPlain(rawPath) ? rawPath : encode(decode(rawPath, false), true);
    }
    String path = normalise(rawPath);
    return isPlain(path) ? path : encode(path, true);
  }

  /** Removes empty and dot segments, keeping a slash at the end. */
  private static String normalise(String path) {
    if (!path.contains("//") && !path.contains("/.")) {
      return path.isEmpty() ? "/" : path;
    }
    List<String> kept = new ArrayList<>();
    for (String segment : path.split("/")) {
      if (segment.equals("..")) {
        if (!kept.isEmpty()) {
          kept.removeLast();
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        kept.add(segment);
      }
    }
    String joined = "/" + String.join("/", kept);
    return path.endsWith("/") && !kept.isEmpty() ? joined + "/" : joined;
  }

  static List<Parameter> query(String rawQuery) {
    if (rawQuery.isEmpty()) {
      return List.of();
    }
    List<Parameter> parameters = new ArrayList<>();
    int start = 0;
    while (start <= rawQuery.length()) {
      int end = rawQuery.indexOf('&', start);
      if (end < 0) {
        end = rawQuery.length();
      }
      if (end > start) {
        int equals = rawQuery.indexOf('=', start);
        boolean hasValue = equals >= 0 && equals < end;
        String name = rawQuery.substring(start, hasValue ? equals : end);
        String value = hasValue ? rawQuery.substring(equals + 1, end) : "";
        parameters.add(new Parameter(encode(decode(name, true)), encode(decode(value, true))));
      }
      start = end + 1;
    }
    parameters.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::value));
    return parameters;
  }

  private static void appendQuery(StringBuilder text, List<Parameter> query) {
    boolean first = true;
    for (Parameter parameter : query) {
      if (parameter.name().equals("X-Amz-Signature")) {
        continue;
      }
      if (!first) {
        text.append('&');
      }
      first = false;
      text.append(parameter.name()).append('=').append(parameter.value());
    }
  }

  private static void appendHeader(StringBuilder text, RequestHead head, String name) {
    boolean first = true;
    for (Headers.Field header : head.headers().fields()) {
      if (header.name().equalsIgnoreCase(name)) {
        if (!first) {
          text.append(',');
        }
        first = false;
        appendCollapsed(text, header.value());
      }
    }
  }

  /** Trims, and makes each run of spaces one space. */
  private static void appendCollapsed(StringBuilder text, String value) {
    int start = text.length();
    boolean space = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ' ' || c == '\t') {
        space = true;
      } else {
        if (space && text.length() > start) {
          text.append(' ');
        }
        space = false;
        text.append(c);
      }
    }
  }

  private static boolean isPlain(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '/' && (c >= 128 || !UNRESERVED[c])) {
        return false;
      }
    }
    return true;
  }

  static String encode(String bytes) {
    return encode(bytes, false);
  }

  private static String encode(String bytes, boolean keepSlash) {
    int i = 0;
    while (i < bytes.length() && isUnreserved(bytes.charAt(i), keepSlash)) {
      i++;
    }
    if (i == bytes.length()) {
      return bytes;
    }
    StringBuilder text = new StringBuilder(bytes.length() + 16).append(bytes, 0, i);
    for (; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      if (isUnreserved(c, keepSlash)) {
        text.append(c);
      } else if (c < 256) {
        text.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      } else {
        for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          text.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
        }
      }
    }
    return text.toString();
  }

  private static boolean isUnreserved(char c, boolean keepSlash) {
    return (c < 128 && UNRESERVED[c]) || (keepSlash && c == '/');
  }

  /** Undoes percent encoding; what is not a valid escape stays as it is. */
  static String decode(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
      return text;
    }
    StringBuilder bytes = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length()) {
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        if (high >= 0 && low >= 0) {
          bytes.append((char) (high * 16 + low));
          i += 2;
          continue;
        }
      }
      bytes.append(c == '+' && plusIsSpace ? ' ' : c);
    }
    return bytes.toString();
  }
}
