package io.tarn.catalog.inference;

import java.util.Locale;

/** Names as Glue's crawlers make them. */
public final class TableNames {
  private static final int NAME_MAX = 128;

  private TableNames() {}

  /** Prefix as written, then the last path element; lower case, other characters underscores. */
  public static String of(String prefix, String pathElement) {
    StringBuilder name = new StringBuilder();
    for (char c : pathElement.toLowerCase(Locale.ROOT).toCharArray()) {
      name.append((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ? c : '_');
    }
    String whole = prefix.toLowerCase(Locale.ROOT) + name;
    return whole.length() <= NAME_MAX ? whole : whole.substring(0, NAME_MAX);
  }
}
