package io.tarn.catalog;

import java.util.Locale;
import java.util.Map;

/**
 * Types of databases as Glue's crawlers write them into the catalog. Source: AWS Glue Developer
 * Guide, JDBC data stores; Hive's type names.
 */
final class JdbcTypes {
  private static final int DIGITS_MAX = 38;

  /** By the type's name in PostgreSQL, Redshift, MySQL and MariaDB. */
  private static final Map<String, String> BY_NAME =
      Map.ofEntries(
          Map.entry("bool", "boolean"),
          Map.entry("boolean", "boolean"),
          Map.entry("bit", "boolean"),
          Map.entry("tinyint", "tinyint"),
          Map.entry("tinyint unsigned", "smallint"),
          Map.entry("int2", "smallint"),
          Map.entry("smallint", "smallint"),
          Map.entry("smallserial", "smallint"),
          Map.entry("smallint unsigned", "int"),
          Map.entry("mediumint", "int"),
          Map.entry("mediumint unsigned", "int"),
          Map.entry("int4", "int"),
          Map.entry("int", "int"),
          Map.entry("integer", "int"),
          Map.entry("serial", "int"),
          Map.entry("year", "int"),
          Map.entry("int unsigned", "bigint"),
          Map.entry("integer unsigned", "bigint"),
          Map.entry("int8", "bigint"),
          Map.entry("bigint", "bigint"),
          Map.entry("bigserial", "bigint"),
          Map.entry("oid", "bigint"),
          Map.entry("bigint unsigned", "decimal(20,0)"),
          Map.entry("float4", "float"),
          Map.entry("real", "float"),
          Map.entry("float", "float"),
          Map.entry("float8", "double"),
          Map.entry("double", "double"),
          Map.entry("double precision", "double"),
          Map.entry("money", "double"),
          Map.entry("date", "date"),
          Map.entry("timestamp", "timestamp"),
          Map.entry("timestamptz", "timestamp"),
          Map.entry("datetime", "timestamp"),
          Map.entry("bytea", "binary"),
          Map.entry("binary", "binary"),
          Map.entry("varbinary", "binary"),
          Map.entry("tinyblob", "binary"),
          Map.entry("blob", "binary"),
          Map.entry("mediumblob", "binary"),
          Map.entry("longblob", "binary"));

  private JdbcTypes() {}

  /**
   * @param size digits of a number; 0 when the database does not limit them
   */
  static String hive(String type, int size, int scale) {
    String name = type.toLowerCase(Locale.ROOT);
    if (name.equals("numeric") || name.startsWith("decimal")) {
      boolean fits = size >= 1 && size <= DIGITS_MAX && scale >= 0 && scale <= size;
      return fits ? "decimal(" + size + "," + scale + ")" : "decimal(38,18)";
    }
    if (name.equals("bit") && size > 1) {
      return "string";
    }
    if (name.startsWith("_")) {
      return "array<" + hive(name.substring(1), size, scale) + ">";
    }
    // What Hive has no type for (text, json, uuid, intervals, own types) is read as text.
    return BY_NAME.getOrDefault(name, "string");
  }
}
