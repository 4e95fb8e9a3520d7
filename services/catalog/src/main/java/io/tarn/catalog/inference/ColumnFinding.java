package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

/**
 * One column of a file or table with the reason for its type.
 *
 * @param name in lower case, as the catalog will store it
 */
public record ColumnFinding(String name, HiveType type, String why) {
  public ColumnFinding {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(why, "why is null");
  }
}
