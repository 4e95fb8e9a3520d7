package io.tarn.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds a structure by the index of its members, for codecs; generated subclasses add a method a
 * member. Not thread-safe. A value of the wrong class shows as a ClassCastException in {@link
 * #build}.
 */
public abstract class StructureBuilder {
  private final Schema schema;
  private final @Nullable Object[] values;

  protected StructureBuilder(Schema schema, int members) {
    this.schema = schema;
    this.values = new @Nullable Object[members];
  }

  public final Schema schema() {
    return schema;
  }

  public final void set(int index, @Nullable Object value) {
    values[index] = value;
  }

  public final @Nullable Object get(int index) {
    return values[index];
  }

  /** Takes over every member of a structure of the same schema. */
  public final void setAll(Structure from) {
    for (int i = 0; i < values.length; i++) {
      values[i] = from.get(i);
    }
  }

  /**
   * The structure as it stands. A required member that was not set is null in it: {@link
   * Validation} refuses such input before a room sees it.
   */
  public abstract Structure build();

  /** An unmodifiable copy; null elements, which sparse lists have, stay. */
  public static <T> @Nullable List<T> copy(@Nullable List<T> list) {
    if (list == null) {
      return null;
    }
    for (T element : list) {
      if (element == null) {
        return Collections.unmodifiableList(new ArrayList<>(list));
      }
    }
    return List.copyOf(list);
  }

  /** An unmodifiable copy in the same order. */
  public static <K, V> @Nullable Map<K, V> copy(@Nullable Map<K, V> map) {
    return map == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
