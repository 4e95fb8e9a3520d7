package io.tarn.catalog;

import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Whether files that were written with the schemas of a table can be read with a further one; a
 * table's metadata takes any. Source: Apache Iceberg specification, "Schema Evolution", in the
 * words of its {@code SchemaUpdate}.
 */
final class SchemaSuccession {
  private SchemaSuccession() {}

  /**
   * @throws ValidationException saying which column cannot follow
   */
  static void check(TableMetadata table, Schema before, Schema after) {
    Map<Integer, Types.NestedField> old = TypeUtil.indexById(before.asStruct());
    Map<Integer, Integer> parents = TypeUtil.indexParents(after.asStruct());
    TypeUtil.indexById(after.asStruct())
        .forEach(
            (id, field) -> {
              Types.NestedField known = old.get(id);
              if (known != null) {
                checkChange(after.findColumnName(id), known, field);
              } else if (id <= table.lastColumnId() && !isKnown(table, field)) {
                throw new ValidationException(
                    "Cannot reuse field id %s for column %s", id, after.findColumnName(id));
              } else if (field.isRequired()
                  && field.initialDefault() == null
                  && !isNew(parents.get(id), old)) {
                throw new ValidationException(
                    "Incompatible change: cannot add required column without a default value: %s",
                    after.findColumnName(id));
              }
            });
  }

  /** Parts of a column that is new itself are in no file either. */
  private static boolean isNew(@Nullable Integer parent, Map<Integer, Types.NestedField> old) {
    return parent != null && !old.containsKey(parent);
  }

  private static void checkChange(String name, Types.NestedField old, Types.NestedField fresh) {
    if (old.isOptional() && fresh.isRequired()) {
      throw new ValidationException(
          "Cannot change column nullability: %s: optional -> required", name);
    }
    Type from = old.type();
    Type to = fresh.type();
    boolean allowed =
        from.isPrimitiveType() && to.isPrimitiveType()
            ? TypeUtil.isPromotionAllowed(from, to.asPrimitiveType())
            : from.typeId() == to.typeId();
    if (!allowed) {
      throw new ValidationException("Cannot change column type: %s: %s -> %s", name, from, to);
    }
  }

  /** A column of an older schema may come back as what it was. */
  private static boolean isKnown(TableMetadata table, Types.NestedField field) {
    return table.schemas().stream()
        .map(schema -> schema.findField(field.fieldId()))
        .filter(Objects::nonNull)
        .anyMatch(old -> old.name().equals(field.name()) && old.type().equals(field.type()));
  }
}
