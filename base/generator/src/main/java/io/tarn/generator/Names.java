package io.tarn.generator;

import java.util.Locale;
import java.util.Set;

/** AWS's names as Java's. */
final class Names {
  /** Words a record component, an accessor or a builder's method cannot be called. */
  private static final Set<String> TAKEN =
      Set.of(
          ("abstract assert boolean break byte case catch char class const continue default do double"
                  + " else enum extends false final finally float for goto if implements import"
                  + " instanceof int interface long native new null package private protected public"
                  + " return short static strictfp super switch synchronized this throw throws"
                  + " transient true try void volatile while clone equals finalize getClass hashCode"
                  + " notify notifyAll toString wait schema get set build builder toBuilder")
              .split(" "));

  private Names() {}

  /** {@code ETag} to {@code eTag}, {@code SSECustomerKeyMD5} to {@code sseCustomerKeyMD5}. */
  static String member(String name) {
    String clean = camel(name);
    int run = 0;
    while (run < clean.length() && Character.isUpperCase(clean.charAt(run))) {
      run++;
    }
    boolean lowerFollows = run < clean.length() && Character.isLowerCase(clean.charAt(run));
    int lowered = run > 1 && lowerFollows ? run - 1 : run;
    String java = clean.substring(0, lowered).toLowerCase(Locale.ROOT) + clean.substring(lowered);
    return TAKEN.contains(java) ? java + "_" : java;
  }

  /** A shape's name as a class name that hides nothing of java.lang. */
  static String type(String name) {
    String java = Character.toUpperCase(name.charAt(0)) + camel(name).substring(1);
    try {
      Class.forName("java.lang." + java, false, null);
      return java + "Shape";
    } catch (ClassNotFoundException e) {
      return java;
    }
  }

  /** {@code ListObjectsV2} to {@code LIST_OBJECTS_V2}. */
  static String constant(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2")
        .toUpperCase(Locale.ROOT);
  }

  static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** A Java string literal. */
  static String literal(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        default -> {
          if (c < ' ' || c > '~') {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  private static String camel(String name) {
    StringBuilder out = new StringBuilder();
    boolean up = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Character.isLetterOrDigit(c)) {
        up = out.length() > 0;
      } else {
        out.append(up ? Character.toUpperCase(c) : c);
        up = false;
      }
    }
    return out.toString();
  }
}
