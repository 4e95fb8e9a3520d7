package io.tarn.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** SHOW CREATE TABLE of an Iceberg table: the statement that would make it. */
final class IcebergShown {
  private IcebergShown() {}

  static List<String> create(String database, String name, Table table) {
    List<String> lines = new ArrayList<>();
    lines.add("CREATE TABLE " + database + "." + name + " (");
    List<Types.NestedField> columns = table.schema().columns();
    for (int i = 0; i < columns.size(); i++) {
      Types.NestedField column = columns.get(i);
      lines.add(
          "  "
              + column.name()
              + " "
              + type(column.type())
              + (column.doc() == null ? "" : " COMMENT '" + column.doc().replace("'", "\\'") + "'")
              + (i < columns.size() - 1 ? "," : ")"));
    }
    List<String> partitioning = new ArrayList<>();
    for (PartitionField field : table.spec().fields()) {
      if (!field.transform().isVoid()) {
        partitioning.add(transform(field, table.schema().findColumnName(field.sourceId())));
      }
    }
    if (!partitioning.isEmpty()) {
      lines.add("PARTITIONED BY (" + String.join(", ", partitioning) + ")");
    }
    lines.add("LOCATION '" + table.location() + "'");
    lines.add("TBLPROPERTIES (");
    Map<String, String> properties = properties(table.properties());
    int left = properties.size();
    for (Map.Entry<String, String> property : properties.entrySet()) {
      left--;
      lines.add(
          "  '"
              + property.getKey()
              + "'='"
              + property.getValue().replace("'", "\\'")
              + "'"
              + (left > 0 ? "," : ""));
    }
    lines.add(");");
    return lines;
  }

  /** In Athena's names, as they are written in a definition. */
  static Map<String, String> properties(Map<String, String> stored) {
    Map<String, String> properties = new TreeMap<>();
    properties.put(IcebergCreation.TABLE_TYPE, "iceberg");
    String compression = IcebergWriting.compressionProperty(IcebergWriting.format(stored));
    stored.forEach(
        (key, value) ->
            properties.put(
                key.equals(TableProperties.DEFAULT_FILE_FORMAT)
                    ? "format"
                    : key.equals(compression) ? "write_compression" : key,
                value));
    return properties;
  }

  private static String transform(PartitionField field, String column) {
    String text = field.transform().toString();
    int open = text.indexOf('[');
    if (text.equals("identity")) {
      return "`" + column + "`";
    }
    return open < 0
        ? text + "(`" + column + "`)"
        : text.substring(0, open)
            + "("
            + text.substring(open + 1, text.length() - 1)
            + ", `"
            + column
            + "`)";
  }

  private static String type(Type type) {
    return switch (type.typeId()) {
      case INTEGER -> "int";
      case LONG -> "bigint";
      case LIST -> "array<" + type(type.asListType().elementType()) + ">";
      case MAP ->
          "map<"
              + type(type.asMapType().keyType())
              + ", "
              + type(type.asMapType().valueType())
              + ">";
      case STRUCT -> {
        List<String> fields = new ArrayList<>();
        for (Types.NestedField field : type.asStructType().fields()) {
          fields.add(field.name() + ": " + type(field.type()));
        }
        yield "struct<" + String.join(", ", fields) + ">";
      }
      case TIMESTAMP -> "timestamp";
      default -> type.toString();
    };
  }
}
