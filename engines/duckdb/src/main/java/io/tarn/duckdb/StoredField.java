package io.tarn.duckdb;

import io.tarn.sql.spi.FieldId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that a Parquet file gives a column and what lies in it.
 *
 * @param id -1 for a field without a number
 * @param children of a struct its fields, of a list its element, of a map its key and its value
 */
record StoredField(int id, List<StoredField> children) {
  static final int NONE = -1;

  boolean isNumbered() {
    return id != NONE;
  }

  /** A field that is asked for by its number, and what a file has in its place. */
  record Match(FieldId wanted, StoredField stored) {
    static @Nullable Match of(@Nullable FieldId wanted, StoredField stored) {
      return wanted == null || !stored.isNumbered() ? null : new Match(wanted, stored);
    }

    /** The same for what lies at a place of both, as elements, keys and values do. */
    Match child(int index) {
      return new Match(wanted.children().get(index), stored.children().get(index));
    }

    /** Where the file has a struct's field. */
    Optional<Integer> find(int field) {
      int id = wanted.children().get(field).id();
      for (int i = 0; i < stored.children().size(); i++) {
        if (stored.children().get(i).id() == id) {
          return Optional.of(i);
        }
      }
      return Optional.empty();
    }
  }
}
