package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

/** Where a value was met: the counter-example that a log shows. */
record Example(String file, long line, String value) {
  private static final int SHOWN = 60;

  Example {
    requireNonNull(file, "file is null");
    value = value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
  }

  String words() {
    String shown = value.replace("\n", "\\n").replace("\r", "\\r");
    return "'" + shown + "' in " + file + (line > 0 ? " line " + line : "");
  }
}
