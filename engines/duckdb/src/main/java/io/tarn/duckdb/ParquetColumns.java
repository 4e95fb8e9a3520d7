package io.tarn.duckdb;

import io.tarn.duckdb.StoredField.Match;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SourceFile;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A declared column over a Parquet file's own: equal, widened, or narrowed with a range check;
 * anything else is bad data, named with file, column and both types.
 */
final class ParquetColumns {
  private static final Set<String> INTEGERS =
      Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER");
  private static final Set<String> TIMESTAMPS =
      Set.of(
          "TIMESTAMP",
          "TIMESTAMP_NS",
          "TIMESTAMP_MS",
          "TIMESTAMP_S",
          "TIMESTAMP WITH TIME ZONE",
          "TIMESTAMPTZ");

  private final Footers.Column column;

  private ParquetColumns(Footers.Column column) {
    this.column = column;
  }

  /**
   * @param names of the columns that are joined in
   */
  static String of(
      LakeTable table,
      LakeColumn column,
      Footers.Footer footer,
      SourceFile source,
      OwnNames names) {
    Footers.Column stored = footer.find(column, FileReaders.isByName(table));
    if (stored == null) {
      return isGiven(column, footer, source)
          ? names.quoted(given(column))
          : Literals.of(column.type(), null);
    }
    String sql =
        new ParquetColumns(stored)
            .read(
                Literals.quoted(stored.name()),
                column.type(),
                DuckType.parse(stored.type()),
                Match.of(column.field(), stored.field()));
    if (sql == null) {
      throw new EngineException(
          "HIVE_BAD_DATA",
          "Field "
              + column.name()
              + "'s type "
              + (stored.stored().equals("null") ? stored.type() : stored.stored())
              + " in parquet file "
              + source.uri()
              + " is incompatible with type "
              + column.type().getDisplayName()
              + " defined in table schema");
    }
    return sql;
  }

  /** Whether a column that the file does not have is the same for all of its rows, and not NULL. */
  static boolean isGiven(LakeColumn column, Footers.Footer footer, SourceFile source) {
    return column.field() != null
        && source.absent().containsKey(column.field().id())
        && footer.find(column, true) == null;
  }

  /** What such a column is called where it is joined in. */
  static String given(LakeColumn column) {
    return "given" + java.util.Objects.requireNonNull(column.field()).id();
  }

  static EngineException unreadable(LakeTable table, List<SourceFile> sources, SQLException cause) {
    String text = String.valueOf(cause.getMessage());
    String uri =
        sources.stream()
            .filter(source -> text.contains(source.path().getFileName().toString()))
            .map(SourceFile::uri)
            .findFirst()
            .orElse(table.location());
    return new EngineException(
        "HIVE_BAD_DATA", "Not valid Parquet file: " + uri + " of table " + table.name(), cause);
  }

  private @Nullable String read(String value, Type type, DuckType stored, @Nullable Match match) {
    String name = stored.name();
    boolean integer = INTEGERS.contains(name);
    return switch (type) {
      case BooleanType t -> name.equals("BOOLEAN") ? value : null;
      case TinyintType t -> integer ? cast(value, type, name) : null;
      case SmallintType t -> integer ? cast(value, type, name) : null;
      case IntegerType t -> integer ? cast(value, type, name) : null;
      case BigintType t -> integer ? cast(value, type, name) : null;
      case RealType t -> name.equals("FLOAT") ? value : null;
      case DoubleType t ->
          name.equals("DOUBLE") || name.equals("FLOAT") ? cast(value, type, name) : null;
      case DecimalType t -> name.startsWith("DECIMAL") || integer ? cast(value, type, name) : null;
      case VarcharType t -> text(value, t, name);
      case CharType t ->
          name.equals("VARCHAR") ? "rtrim(" + Casts.atMost(t.getLength(), value) + ", ' ')" : null;
      case VarbinaryType t ->
          name.equals("BLOB") ? value : name.equals("VARCHAR") ? "encode(" + value + ")" : null;
      case DateType t -> name.equals("DATE") ? value : null;
      case TimestampType t -> TIMESTAMPS.contains(name) ? timestamp(value, t, name) : null;
      case ArrayType t -> array(value, t, stored, match);
      case MapType t -> map(value, t, stored, match);
      case RowType t -> row(value, t, stored, match);
      case TimeType t -> name.equals("TIME") ? value : null;
      case TimestampWithTimeZoneType t ->
          name.equals("TIMESTAMP WITH TIME ZONE") ? instant(value, t) : null;
      case UuidType t ->
          name.equals("UUID") ? "unhex(replace(CAST(" + value + " AS VARCHAR), '-', ''))" : null;
      default -> null;
    };
  }

  /** As Trino packs it, in UTC. */
  private static String instant(String value, TimestampWithTimeZoneType type) {
    String micros = "CAST(epoch_us(" + value + ") AS HUGEINT)";
    // DuckDB shifts no number below zero to the left.
    long zone = 1L << PackedInstants.ZONE_BITS;
    return type.isShort()
        ? "CAST((" + micros + " // 1000) * " + zone + " AS BIGINT)"
        : "(" + micros + " * 1000000) * " + zone;
  }

  private static String cast(String value, Type type, String stored) {
    String wanted = DuckTypes.of(type);
    return wanted.equals(stored) ? value : "CAST(" + value + " AS " + wanted + ")";
  }

  private static @Nullable String text(String value, VarcharType type, String stored) {
    String text =
        switch (stored) {
          case "VARCHAR" -> value;
          case "BLOB" -> "decode(" + value + ")";
          case "JSON", "UUID" -> "CAST(" + value + " AS VARCHAR)";
          default -> stored.startsWith("ENUM") ? "CAST(" + value + " AS VARCHAR)" : null;
        };
    return text == null || type.isUnbounded() ? text : Casts.atMost(type.getBoundedLength(), text);
  }

  /** Athena's timestamps have milliseconds; finer ones are rounded as Trino's reader does. */
  private String timestamp(String value, TimestampType type, String stored) {
    String plain = stored.equals("TIMESTAMP") ? value : "CAST(" + value + " AS TIMESTAMP)";
    return type.getPrecision() <= 3 && column.finerThanMillis()
        ? "date_trunc('milliseconds', " + plain + " + INTERVAL 500 MICROSECONDS)"
        : plain;
  }

  private @Nullable String array(
      String value, ArrayType type, DuckType stored, @Nullable Match match) {
    if (!stored.isList()) {
      return null;
    }
    String item = "x" + value.length();
    String body =
        read(
            item,
            type.getElementType(),
            stored.children().getFirst(),
            match == null ? null : match.child(0));
    if (body == null || body.equals(item)) {
      return body == null ? null : value;
    }
    return "list_transform(" + value + ", lambda " + item + ": " + body + ")";
  }

  private @Nullable String map(String value, MapType type, DuckType stored, @Nullable Match match) {
    if (!stored.isMap()) {
      return null;
    }
    String item = "x" + value.length();
    String key =
        read(
            item,
            type.getKeyType(),
            stored.children().getFirst(),
            match == null ? null : match.child(0));
    String entry =
        read(
            item,
            type.getValueType(),
            stored.children().get(1),
            match == null ? null : match.child(1));
    if (key == null || entry == null) {
      return null;
    }
    if (key.equals(item) && entry.equals(item)) {
      return value;
    }
    return "map(list_transform(map_keys("
        + value
        + "), lambda "
        + item
        + ": "
        + key
        + "), list_transform(map_values("
        + value
        + "), lambda "
        + item
        + ": "
        + entry
        + "))";
  }

  private @Nullable String row(String value, RowType type, DuckType stored, @Nullable Match match) {
    if (!stored.isStruct()) {
      return null;
    }
    List<String> fields = new ArrayList<>();
    for (RowType.Field field : type.getFields()) {
      String sql = Literals.of(field.getType(), null);
      Optional<Integer> place =
          match == null
              ? byName(stored, field.getName().orElse(""))
              : match.find(fields.size(), field.getName().orElse(""), stored.fields());
      if (place.isPresent()) {
        int at = place.get();
        String inner =
            "struct_extract(" + value + ", " + Literals.text(stored.fields().get(at)) + ")";
        sql =
            read(
                inner,
                field.getType(),
                stored.children().get(at),
                match == null ? null : match.child(fields.size(), at));
      }
      if (sql == null) {
        return null;
      }
      fields.add(DuckTypes.field(fields.size()) + " := " + sql);
    }
    return "CASE WHEN "
        + value
        + " IS NULL THEN NULL ELSE struct_pack("
        + String.join(", ", fields)
        + ") END";
  }

  private static Optional<Integer> byName(DuckType stored, String name) {
    for (int i = stored.fields().size() - 1; i >= 0; i--) {
      if (stored.fields().get(i).equalsIgnoreCase(name)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }
}
