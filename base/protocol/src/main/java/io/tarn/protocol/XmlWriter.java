package io.tarn.protocol;

import java.nio.charset.StandardCharsets;

/** Writes XML text by text; escapes what parsers would otherwise change on the way. */
final class XmlWriter {
  private final StringBuilder out = new StringBuilder(512);
  private boolean open;

  XmlWriter declaration() {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    return this;
  }

  XmlWriter start(String name) {
    close();
    out.append('<').append(name);
    open = true;
    return this;
  }

  /** Only right behind {@link #start}. */
  XmlWriter attribute(String name, String value) {
    out.append(' ').append(name).append("=\"");
    escape(value, true);
    out.append('"');
    return this;
  }

  XmlWriter namespace(String prefix, String uri) {
    return uri.isEmpty() ? this : attribute(prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix, uri);
  }

  XmlWriter text(String text) {
    if (!text.isEmpty()) {
      close();
      escape(text, false);
    }
    return this;
  }

  XmlWriter end(String name) {
    if (open) {
      out.append("/>");
      open = false;
    } else {
      out.append("</").append(name).append('>');
    }
    return this;
  }

  XmlWriter element(String name, String text) {
    return start(name).text(text).end(name);
  }

  byte[] bytes() {
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private void close() {
    if (open) {
      out.append('>');
      open = false;
    }
  }

  private void escape(String text, boolean attribute) {
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        continue;
      }
      out.append(text, plain, i);
      plain = i + 1;
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append(attribute ? "&quot;" : "\"");
        case '\r' -> out.append("&#xD;");
        case '\n' -> out.append("&#xA;");
        case '\t' -> out.append(attribute ? "&#x9;" : "\t");
        case '\u0085' -> out.append("&#x85;");
        case '\u2028' -> out.append("&#x2028;");
        default -> out.append(isForbidden(c) ? '\uFFFD' : c);
      }
    }
    out.append(text, plain, text.length());
  }

  /** Nearly all there is: what lists are made of is copied in runs. */
  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7F && c != '&' && c != '<' && c != '>' && c != '"';
  }

  /** XML 1.0 has no way to write these at all; clients that need them ask for url encoding. */
  private static boolean isForbidden(char c) {
    return c < ' ' || c == '\uFFFE' || c == '\uFFFF';
  }
}
