package io.tarn.duckdb;

import io.tarn.sql.spi.FieldId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

  /**
   * A field that is asked for by its number, or by its names in files, and what a file has in its
   * place.
   */
  record Match(FieldId wanted, StoredField stored, boolean numbered) {
    static @Nullable Match of(@Nullable FieldId wanted, StoredField stored) {
      return wanted == null
          ? null
          : new Match(wanted, stored, wanted.id() != FieldId.NO_NUMBER && stored.isNumbered());
    }

    /** The same for what lies at a place of both, as elements, keys and values do. */
    Match child(int index) {
      return child(index, index);
    }

    Match child(int field, int place) {
      return new Match(wanted.children().get(field), stored.children().get(place), numbered);
    }

    /**
     * Where the file has a struct's field.
     *
     * @param name what the table calls it
     * @param names what the file calls its own
     */
    Optional<Integer> find(int field, String name, List<String> names) {
      FieldId child = wanted.children().get(field);
      if (!numbered) {
        Set<String> called =
            child.names().isEmpty() ? Set.of(name.toLowerCase(Locale.ROOT)) : child.names();
        // Of several that differ in case the last one counts, as for Hive's tables.
        for (int i = names.size() - 1; i >= 0; i--) {
          if (called.contains(names.get(i).toLowerCase(Locale.ROOT))) {
            return Optional.of(i);
          }
        }
        return Optional.empty();
      }
      int id = child.id();
      for (int i = 0; i < stored.children().size(); i++) {
        if (stored.children().get(i).id() == id) {
          return Optional.of(i);
        }
      }
      return Optional.empty();
    }
  }
}
