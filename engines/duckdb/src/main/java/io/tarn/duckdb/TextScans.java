package io.tarn.duckdb;

import static java.util.stream.Collectors.joining;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SourceFile;
import io.tarn.sql.spi.TableFormat;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.util.ArrayList;
import java.util.List;

/**
 * Text and JSON tables. Every column is read as text and converted by Hive's rules: DuckDB's cast
 * where it gives the same value (which printing it again proves), a Java function otherwise.
 */
final class TextScans {
  private final JavaFunctions javaFunctions;

  TextScans(JavaFunctions javaFunctions) {
    this.javaFunctions = javaFunctions;
  }

  String from(LakeTable table, List<SourceFile> sources, boolean withName) {
    return table.format() == TableFormat.JSON_LINES
        ? json(table, sources, withName)
        : csv(table, sources, withName);
  }

  private static String csv(LakeTable table, List<SourceFile> sources, boolean withName) {
    boolean quoted = table.format() == TableFormat.QUOTED_CSV;
    StringBuilder sql = new StringBuilder("read_csv(").append(Scans.fileList(sources));
    sql.append(", auto_detect=false, header=false, null_padding=true, strict_mode=false");
    sql.append(", parallel=").append(!quoted);
    sql.append(", skip=").append(headerLines(table));
    sql.append(", delim=").append(Literals.text(delimiter(table, quoted)));
    if (quoted) {
      sql.append(", quote=").append(Literals.text(table.property("quoteChar", "\"")));
      // A doubled quote is one quote, in OpenCSV as in RFC 4180.
      String escape = table.property("escapeChar", "\"");
      sql.append(", escape=").append(Literals.text(escape.equals("\\") ? "\"" : escape));
      sql.append(", nullstr=").append(Literals.text("\u0002\u0003tarn"));
    } else {
      sql.append(", quote='', escape=''");
      sql.append(", nullstr=");
      sql.append(Literals.text(table.property("serialization.null.format", "\\N")));
    }
    if (sources.getFirst().uri().endsWith(".gz")) {
      sql.append(", compression='gzip'");
    } else if (sources.getFirst().uri().endsWith(".zst")) {
      sql.append(", compression='zstd'");
    }
    if (withName) {
      sql.append(", filename='$file'");
    }
    String columns =
        table.columns().stream()
            .map(column -> "'c" + column.index() + "': 'VARCHAR'")
            .collect(joining(", "));
    return sql.append(", columns={").append(columns).append("})").toString();
  }

  private static int headerLines(LakeTable table) {
    String lines = table.property("skip.header.line.count", "0");
    try {
      return Integer.parseInt(lines.strip());
    } catch (NumberFormatException e) {
      throw new EngineException(
          "HIVE_INVALID_METADATA",
          "Invalid value for skip.header.line.count property: " + lines,
          e);
    }
  }

  private static String delimiter(LakeTable table, boolean quoted) {
    if (quoted) {
      return table.property("separatorChar", ",");
    }
    String delimiter =
        table.property("field.delim", table.property("serialization.format", "\u0001"));
    try {
      // Hive writes control characters as decimal numbers, too.
      return delimiter.length() > 1 || Character.isDigit(delimiter.charAt(0))
          ? String.valueOf((char) Integer.parseInt(delimiter))
          : delimiter;
    } catch (NumberFormatException e) {
      return delimiter;
    }
  }

  private static String json(LakeTable table, List<SourceFile> sources, boolean withName) {
    boolean ignore = table.property("ignore.malformed.json", "false").equalsIgnoreCase("true");
    return "read_json_objects("
        + Scans.fileList(sources)
        + ", format='newline_delimited', ignore_errors="
        + ignore
        + (withName ? ", filename='$file'" : "")
        + ")";
  }

  /** A declared column as an expression over the raw row. */
  String column(LakeTable table, LakeColumn column) {
    return switch (table.format()) {
      case JSON_LINES -> jsonColumn(table, column);
      case QUOTED_CSV -> quotedColumn(column);
      default -> textColumn(column);
    };
  }

  private String textColumn(LakeColumn column) {
    String raw = "\"c" + column.index() + "\"";
    return switch (column.type()) {
      case VarcharType t ->
          t.isUnbounded() ? raw : "left(" + raw + ", " + t.getBoundedLength() + ")";
      case CharType t -> "rtrim(left(" + raw + ", " + t.getLength() + "), ' ')";
      case BooleanType t ->
          "CASE lower(" + raw + ") WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END";
      case ArrayType t -> throw nested(column);
      case MapType t -> throw nested(column);
      case RowType t -> throw nested(column);
      default -> HiveText.canonical(javaFunctions, raw, column.type());
    };
  }

  private static EngineException nested(LakeColumn column) {
    return EngineException.unsupported(
        "Column "
            + column.name()
            + " of type "
            + column.type().getDisplayName()
            + " in a text file");
  }

  /** OpenCSVSerde: text as it is; numbers must be numbers. */
  private String quotedColumn(LakeColumn column) {
    String raw = "\"c" + column.index() + "\"";
    if (column.type() instanceof VarcharType) {
      return raw;
    }
    if (!DuckTypes.isInteger(column.type())
        && !DuckTypes.isFloating(column.type())
        && !(column.type() instanceof BooleanType)
        && !(column.type() instanceof DecimalType)
        && !(column.type() instanceof DateType)
        && !(column.type() instanceof TimestampType)) {
      throw nested(column);
    }
    String value = textColumn(column);
    return "CASE WHEN "
        + raw
        + " IS NULL OR "
        + raw
        + " = '' THEN NULL ELSE coalesce("
        + value
        + ", error("
        + Failures.text("HIVE_BAD_DATA", "Error parsing column '" + column.name() + "': ")
        + " || "
        + raw
        + ")) END";
  }

  private String jsonColumn(LakeTable table, LakeColumn column) {
    String key = table.property("mapping." + column.name(), column.name());
    String exact = "json_extract(json, " + Literals.text(path(key)) + ")";
    String found =
        "coalesce("
            + exact
            + ", json_extract(json, '$.\"' || list_filter(json_keys(json), lambda k: lower(k) = "
            + Literals.text(key.toLowerCase(java.util.Locale.ROOT))
            + ")[1] || '\"'))";
    return jsonValue(found, column.type(), column);
  }

  private static String path(String key) {
    return "$.\"" + key.replace("\"", "\\\"") + "\"";
  }

  private String jsonValue(String json, Type type, LakeColumn column) {
    String text = "json_extract_string(" + json + ", '$')";
    return switch (type) {
      case VarcharType t ->
          t.isUnbounded() ? text : "left(" + text + ", " + t.getBoundedLength() + ")";
      case CharType t -> "rtrim(left(" + text + ", " + t.getLength() + "), ' ')";
      case ArrayType t ->
          "list_transform(CAST("
              + json
              + " AS JSON[]), lambda e"
              + json.length()
              + ": "
              + jsonValue("e" + json.length(), t.getElementType(), column)
              + ")";
      case RowType t -> jsonRow(json, t, column);
      case MapType t -> {
        if (!(t.getKeyType() instanceof VarcharType)) {
          throw nested(column);
        }
        String item = "e" + json.length();
        String entries = "CAST(" + json + " AS MAP(VARCHAR, JSON))";
        yield "CASE WHEN "
            + json
            + " IS NULL THEN NULL ELSE map(map_keys("
            + entries
            + "), list_transform(map_values("
            + entries
            + "), lambda "
            + item
            + ": "
            + jsonValue(item, t.getValueType(), column)
            + ")) END";
      }
      default -> jsonScalar(text, type, column);
    };
  }

  private String jsonRow(String json, RowType type, LakeColumn column) {
    List<String> fields = new ArrayList<>();
    for (RowType.Field field : type.getFields()) {
      String inner =
          "json_extract(" + json + ", " + Literals.text(path(field.getName().orElse(""))) + ")";
      fields.add(
          DuckTypes.field(fields.size()) + " := " + jsonValue(inner, field.getType(), column));
    }
    return "CASE WHEN "
        + json
        + " IS NULL OR json_type("
        + json
        + ") = 'NULL' THEN NULL ELSE struct_pack("
        + String.join(", ", fields)
        + ") END";
  }

  private String jsonScalar(String text, Type type, LakeColumn column) {
    String value =
        type instanceof BooleanType
            ? "CASE lower(" + text + ") WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"
            : HiveText.canonical(javaFunctions, text, type);
    return "CASE WHEN "
        + text
        + " IS NULL THEN NULL ELSE coalesce("
        + value
        + ", error("
        + Failures.text(
            "HIVE_BAD_DATA", "Error parsing field value for column '" + column.name() + "': ")
        + " || "
        + text
        + ")) END";
  }
}
