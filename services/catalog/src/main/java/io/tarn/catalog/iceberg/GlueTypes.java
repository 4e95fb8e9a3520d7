package io.tarn.catalog.iceberg;

import io.tarn.api.glue.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * An Iceberg schema as Glue's columns show it. Source: Apache Iceberg, iceberg-aws,
 * IcebergToGlueConverter.
 */
public final class GlueTypes {
  private GlueTypes() {}

  public static List<Column> columns(Schema schema) {
    List<Column> columns = new ArrayList<>();
    for (Types.NestedField field : schema.columns()) {
      columns.add(
          Column.builder()
              .name(field.name())
              .type(type(field.type()))
              .comment(field.doc())
              .parameters(
                  Map.of(
                      "iceberg.field.id", String.valueOf(field.fieldId()),
                      "iceberg.field.optional", String.valueOf(field.isOptional()),
                      "iceberg.field.current", "true"))
              .build());
    }
    return columns;
  }

  private static String type(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "boolean";
      case INTEGER -> "int";
      case LONG -> "bigint";
      case FLOAT -> "float";
      case DOUBLE -> "double";
      case DATE -> "date";
      case TIMESTAMP -> "timestamp";
      case FIXED, BINARY -> "binary";
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield "decimal(" + decimal.precision() + "," + decimal.scale() + ")";
      }
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(field -> field.name() + ":" + type(field.type()))
              .collect(Collectors.joining(",", "struct<", ">"));
      case LIST -> "array<" + type(type.asListType().elementType()) + ">";
      case MAP ->
          "map<"
              + type(type.asMapType().keyType())
              + ","
              + type(type.asMapType().valueType())
              + ">";
      // Glue has no type for times, UUIDs and what came later.
      default -> "string";
    };
  }
}
