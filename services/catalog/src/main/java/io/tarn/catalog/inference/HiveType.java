package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A type as Hive and Glue write it: {@code bigint}, {@code decimal(10,2)}, {@code
 * array<struct<a:int,b:string>>}. Names of struct fields keep their case.
 */
public sealed interface HiveType {
  HiveType STRING = new Primitive("string");
  HiveType INT = new Primitive("int");
  HiveType BIGINT = new Primitive("bigint");
  HiveType DOUBLE = new Primitive("double");
  HiveType BOOLEAN = new Primitive("boolean");

  /** Only nulls or nothing was seen: anything else wins over it. */
  HiveType UNKNOWN = new Unknown();

  /** As the catalog stores it. A type without evidence is a string, as Glue has it. */
  String text();

  /** A type without parts. */
  record Primitive(String name) implements HiveType {
    public Primitive {
      requireNonNull(name, "name is null");
    }

    @Override
    public String text() {
      return name;
    }
  }

  /** {@code array<...>}. */
  record ListOf(HiveType element) implements HiveType {
    @Override
    public String text() {
      return "array<" + element.text() + ">";
    }
  }

  /** {@code map<...,...>}. */
  record MapOf(HiveType key, HiveType value) implements HiveType {
    @Override
    public String text() {
      return "map<" + key.text() + "," + value.text() + ">";
    }
  }

  /** {@code struct<name:type,...>}. */
  record Struct(List<Field> fields) implements HiveType {
    public Struct {
      fields = List.copyOf(fields);
    }

    @Override
    public String text() {
      StringBuilder text = new StringBuilder("struct<");
      for (int i = 0; i < fields.size(); i++) {
        text.append(i == 0 ? "" : ",").append(fields.get(i).name()).append(':');
        text.append(fields.get(i).type().text());
      }
      return text.append('>').toString();
    }
  }

  /** One field of a struct. */
  record Field(String name, HiveType type) {}

  /** See {@link #UNKNOWN}. */
  record Unknown() implements HiveType {
    @Override
    public String text() {
      return "string";
    }
  }

  /**
   * Reads a type.
   *
   * @throws IllegalArgumentException when the text is no Hive type
   */
  static HiveType parse(String text) {
    return new HiveTypeParser(text).parse();
  }

  /** The narrowest type that holds both; string when nothing narrower does. */
  default HiveType widen(HiveType other) {
    if (this.equals(other) || other instanceof Unknown) {
      return this;
    }
    if (this instanceof Unknown) {
      return other;
    }
    if (this instanceof Primitive a && other instanceof Primitive b) {
      return Widening.primitives(a, b);
    }
    if (this instanceof ListOf(HiveType a) && other instanceof ListOf(HiveType b)) {
      return new ListOf(a.widen(b));
    }
    if (this instanceof MapOf(HiveType k1, HiveType v1)
        && other instanceof MapOf(HiveType k2, HiveType v2)) {
      return new MapOf(k1.widen(k2), v1.widen(v2));
    }
    if (this instanceof Struct a && other instanceof Struct b) {
      return Widening.structs(a, b);
    }
    return STRING;
  }

  /** Whether a value of one can be read as the widened type without becoming text. */
  default boolean agreesWith(HiveType other) {
    if (this instanceof Unknown || other instanceof Unknown || this.equals(other)) {
      return true;
    }
    return !widen(other).equals(STRING);
  }
}
