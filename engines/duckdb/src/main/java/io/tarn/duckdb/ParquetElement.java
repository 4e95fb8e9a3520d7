package io.tarn.duckdb;

import io.tarn.catalog.spi.ProbedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One element of a Parquet schema, in the order of the footer (a tree walked from its root), and
 * what Hive calls it. Source: Apache Parquet, LogicalTypes.
 */
record ParquetElement(
    String name,
    String type,
    int children,
    String converted,
    String logical,
    int scale,
    int precision,
    String repetition) {

  /** The columns of a schema whose first element is the root. */
  static List<ProbedFile.Column> columns(List<ParquetElement> elements) {
    List<ProbedFile.Column> columns = new ArrayList<>();
    int[] at = {1};
    int count = elements.isEmpty() ? 0 : elements.getFirst().children();
    for (int i = 0; i < count; i++) {
      String name = elements.get(at[0]).name();
      columns.add(new ProbedFile.Column(name, hive(elements, at)));
    }
    return columns;
  }

  /** The Hive type of the element the cursor stands on; leaves the cursor behind it. */
  private static String hive(List<ParquetElement> elements, int[] at) {
    ParquetElement element = elements.get(at[0]++);
    boolean repeated = element.repetition.equals("REPEATED");
    String type;
    if (element.children == 0) {
      type = element.leaf();
    } else if (element.is("LIST")) {
      return list(elements, at);
    } else if (element.is("MAP") || element.is("MAP_KEY_VALUE")) {
      return map(elements, at);
    } else {
      type = struct(elements, at, element.children);
    }
    return repeated ? "array<" + type + ">" : type;
  }

  private static String struct(List<ParquetElement> elements, int[] at, int children) {
    StringBuilder text = new StringBuilder("struct<");
    for (int i = 0; i < children; i++) {
      text.append(i == 0 ? "" : ",").append(elements.get(at[0]).name()).append(':');
      text.append(hive(elements, at));
    }
    return text.append('>').toString();
  }

  /** Three levels as the standard has it; two levels as older writers made them. */
  private static String list(List<ParquetElement> elements, int[] at) {
    ParquetElement middle = elements.get(at[0]);
    if (middle.children != 1) {
      String element = hive(elements, at);
      return element.startsWith("array<") ? element : "array<" + element + ">";
    }
    at[0]++;
    return "array<" + hive(elements, at) + ">";
  }

  private static String map(List<ParquetElement> elements, int[] at) {
    at[0]++;
    String key = hive(elements, at);
    return "map<" + key + "," + hive(elements, at) + ">";
  }

  private boolean is(String name) {
    return converted.equals(name) || logical.startsWith(name);
  }

  private boolean says(String name) {
    return converted.contains(name) || logical.toUpperCase(Locale.ROOT).contains(name);
  }

  private String leaf() {
    if (converted.equals("DECIMAL") || logical.startsWith("Decimal")) {
      return "decimal(" + precision + "," + scale + ")";
    }
    return switch (type) {
      case "BOOLEAN" -> "boolean";
      case "INT32" -> int32();
      case "INT64" -> says("TIMESTAMP") ? "timestamp" : "bigint";
      case "INT96" -> "timestamp";
      case "FLOAT" -> "float";
      case "DOUBLE" -> "double";
      default ->
          says("UTF8") || says("STRING") || says("ENUM") || says("JSON") || says("UUID")
              ? "string"
              : "binary";
    };
  }

  private String int32() {
    if (says("DATE")) {
      return "date";
    }
    return switch (converted) {
      case "INT_8" -> "tinyint";
      case "INT_16", "UINT_8" -> "smallint";
      case "UINT_32" -> "bigint";
      default -> "int";
    };
  }
}
