package io.tarn.catalog.iceberg;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.ViewMetadata;

/**
 * A view's text as the Glue table shows it. A view whose SQL is said in Athena's dialect, which is
 * Trino's, has the text that Athena gives its own views, and so can be selected from there; any
 * other has its SQL as it is.
 */
record ViewText(String original, String expanded) {
  private static final List<String> ATHENA = List.of("athena", "trino", "presto");

  static ViewText of(ViewMetadata metadata, String database) {
    List<SQLViewRepresentation> texts =
        metadata.currentVersion().representations().stream()
            .filter(SQLViewRepresentation.class::isInstance)
            .map(SQLViewRepresentation.class::cast)
            .toList();
    for (String dialect : ATHENA) {
      for (SQLViewRepresentation text : texts) {
        if (text.dialect().toLowerCase(Locale.ROOT).equals(dialect)) {
          return athena(text.sql(), metadata, database);
        }
      }
    }
    return verbatim(texts.isEmpty() ? "" : texts.getFirst().sql());
  }

  private static ViewText verbatim(String sql) {
    return new ViewText(sql, sql);
  }

  private static ViewText athena(String sql, ViewMetadata metadata, String database) {
    Namespace names = metadata.currentVersion().defaultNamespace();
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("originalSql", sql);
    view.put("catalog", "awsdatacatalog");
    view.put("schema", names.length() == 1 ? LakeIcebergCatalog.nameOf(names) : database);
    ArrayNode columns = view.putArray("columns");
    for (NestedField field : metadata.schema().columns()) {
      Optional<String> type = type(field.type());
      if (type.isEmpty()) {
        return verbatim(sql);
      }
      columns
          .addObject()
          .put("name", field.name().toLowerCase(Locale.ROOT))
          .put("type", type.get());
    }
    String text =
        Base64.getEncoder().encodeToString(view.toString().getBytes(StandardCharsets.UTF_8));
    return new ViewText("/* Presto View: " + text + " */", "/* Presto View */");
  }

  /** Trino's name of a type; empty where it has none. */
  private static Optional<String> type(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> Optional.of("boolean");
      case INTEGER -> Optional.of("integer");
      case LONG -> Optional.of("bigint");
      case FLOAT -> Optional.of("real");
      case DOUBLE -> Optional.of("double");
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield Optional.of("decimal(" + decimal.precision() + "," + decimal.scale() + ")");
      }
      case STRING -> Optional.of("varchar");
      case BINARY, FIXED -> Optional.of("varbinary");
      case UUID -> Optional.of("uuid");
      case DATE -> Optional.of("date");
      case TIME -> Optional.of("time(6)");
      case TIMESTAMP ->
          Optional.of(
              ((Types.TimestampType) type).shouldAdjustToUTC()
                  ? "timestamp(6) with time zone"
                  : "timestamp(6)");
      case LIST -> type(type.asListType().elementType()).map(element -> "array(" + element + ")");
      case MAP ->
          type(type.asMapType().keyType())
              .flatMap(
                  key ->
                      type(type.asMapType().valueType())
                          .map(value -> "map(" + key + "," + value + ")"));
      case STRUCT -> row(type.asStructType());
      default -> Optional.empty();
    };
  }

  private static Optional<String> row(Types.StructType struct) {
    List<String> fields =
        struct.fields().stream()
            .flatMap(
                field ->
                    type(field.type()).stream()
                        .map(type -> '"' + field.name().replace("\"", "\"\"") + "\" " + type))
            .toList();
    return fields.size() < struct.fields().size()
        ? Optional.empty()
        : Optional.of(fields.stream().collect(Collectors.joining(",", "row(", ")")));
  }
}
