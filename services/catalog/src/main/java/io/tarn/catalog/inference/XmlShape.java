package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the elements at one place of XML documents have shown. Attributes are fields with {@code _}
 * before their name and the text beside fields is {@code _VALUE}, as Glue's XML reader has them.
 */
final class XmlShape {
  private static final int NAMES_MAX = 10_000;
  private static final String TEXT = "_VALUE";

  private final Map<String, XmlShape> fields = new LinkedHashMap<>();
  private final ColumnEvidence text = new ColumnEvidence();
  private long count;
  private long most = 1;

  /** One element while it is open. */
  static final class Occurrence {
    private final XmlShape shape;
    private final Map<String, Integer> inside = new HashMap<>();
    private final StringBuilder characters = new StringBuilder();

    Occurrence(XmlShape shape) {
      this.shape = shape;
      shape.count++;
    }

    XmlShape shape() {
      return shape;
    }

    Occurrence child(String name) {
      XmlShape child = shape.field(name);
      int times = inside.merge(name, 1, Integer::sum);
      child.most = Math.max(child.most, times);
      return new Occurrence(child);
    }

    void attribute(String name, String value, String file, long line) {
      XmlShape field = shape.field("_" + name);
      field.count++;
      field.text.see(value, file, line);
    }

    void characters(String more) {
      characters.append(more);
    }

    void close(String file, long line) {
      String value = characters.toString().strip();
      if (!value.isEmpty() || inside.isEmpty()) {
        shape.text.see(value, file, line);
      }
    }
  }

  private XmlShape field(String name) {
    if (fields.size() >= NAMES_MAX && !fields.containsKey(name)) {
      throw new IllegalStateException("an element has more than " + NAMES_MAX + " names");
    }
    return fields.computeIfAbsent(name, n -> new XmlShape());
  }

  Map<String, XmlShape> fields() {
    return fields;
  }

  @Nullable XmlShape find(String name) {
    return fields.get(name);
  }

  long count() {
    return count;
  }

  /** How often it stood at most within one parent. */
  long most() {
    return most;
  }

  boolean isStructured() {
    return !fields.isEmpty();
  }

  HiveType type() {
    HiveType own;
    if (fields.isEmpty()) {
      own = text.type();
    } else {
      List<HiveType.Field> members = new ArrayList<>();
      fields.forEach((name, field) -> members.add(new HiveType.Field(name, field.type())));
      if (text.filled() > 0) {
        members.add(new HiveType.Field(TEXT, text.type()));
      }
      own = new HiveType.Struct(members);
    }
    return most > 1 ? new HiveType.ListOf(own) : own;
  }

  String why() {
    String often =
        most > 1
            ? String.format(
                Locale.ROOT, "%d elements, up to %d in one parent: an array; ", count, most)
            : "";
    return often + (fields.isEmpty() ? text.why() : count + " elements with fields of their own");
  }
}
