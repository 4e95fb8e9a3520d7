package io.tarn.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the order they came: names in any case, several of one name, values untouched,
 * because signatures cover them as sent. Immutable.
 */
public final class Headers {
  public static final Headers NONE = new Headers(List.of());

  private final List<Field> fields;
  private final Map<String, List<String>> byName;

  /** One field line. */
  public record Field(String name, String value) {}

  private Headers(List<Field> fields) {
    this.fields = List.copyOf(fields);
    Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Field field : fields) {
      map.computeIfAbsent(field.name(), name -> new ArrayList<>(1)).add(field.value());
    }
    this.byName = map;
  }

  public static Headers of(List<Field> fields) {
    return new Headers(fields);
  }

  /** Name, value, name, value ... */
  public static Headers of(String... namesAndValues) {
    Builder builder = new Builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** The first value of that name, or null. */
  public @Nullable String first(String name) {
    List<String> values = byName.get(name);
    return values == null ? null : values.getFirst();
  }

  /** All values of that name joined as HTTP allows, or null. */
  public @Nullable String joined(String name) {
    List<String> values = byName.get(name);
    return values == null ? null : String.join(", ", values);
  }

  public List<String> all(String name) {
    return Collections.unmodifiableList(byName.getOrDefault(name, List.of()));
  }

  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** Every line, in order. */
  public List<Field> fields() {
    return fields;
  }

  /** The names that begin so, in lower case, sorted. */
  public List<String> namesStartingWith(String prefix) {
    String low = prefix.toLowerCase(Locale.ROOT);
    List<String> names = new ArrayList<>();
    for (String name : byName.keySet()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith(low)) {
        names.add(lower);
      }
    }
    return names;
  }

  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.fields.addAll(fields);
    return builder;
  }

  public static Builder builder() {
    return new Builder();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Headers headers && headers.fields.equals(fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }

  /** Collects fields. */
  public static final class Builder {
    private final List<Field> fields = new ArrayList<>();

    private Builder() {}

    public Builder add(String name, String value) {
      fields.add(new Field(name, value));
      return this;
    }

    /** Replaces all of that name. */
    public Builder set(String name, String value) {
      fields.removeIf(field -> field.name().equalsIgnoreCase(name));
      return add(name, value);
    }

    public Headers build() {
      return new Headers(fields);
    }
  }
}
