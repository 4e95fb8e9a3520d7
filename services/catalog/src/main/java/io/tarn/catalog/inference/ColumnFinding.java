package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

/**
 * One column of a file or table with the reason for its type.
 *
 * @param name in lower case, as the catalog will store it
 * @param strict the type for a reader that refuses a file for a value which is none of its type;
 *     other readers make NULL of it
 */
public record ColumnFinding(String name, HiveType type, HiveType strict, String why) {
  public ColumnFinding {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(strict, "strict is null");
    requireNonNull(why, "why is null");
  }

  /** A column that every reader of its format reads alike. */
  ColumnFinding(String name, HiveType type, String why) {
    this(name, type, type, why);
  }

  ColumnFinding named(String other) {
    return new ColumnFinding(other, type, strict, why);
  }

  /** The column as a reader has it that refuses what is no value of the type. */
  ColumnFinding strictly() {
    return new ColumnFinding(name, strict, strict, why);
  }
}
