package io.tarn.store;

/** Entity tags; kept without quotes, on the wire with them. */
final class ETags {
  private ETags() {}

  static String quote(String etag) {
    return '"' + etag + '"';
  }

  static String unquote(String etag) {
    String text = etag.strip();
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** Whether a condition's list of tags, or {@code *}, names this one. */
  static boolean matches(String condition, String etag) {
    for (String each : condition.split(",")) {
      String tag = each.strip();
      if (tag.startsWith("W/")) {
        tag = tag.substring(2);
      }
      if (tag.equals("*") || unquote(tag).equals(etag)) {
        return true;
      }
    }
    return false;
  }
}
