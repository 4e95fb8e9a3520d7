package io.tarn.sql;

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
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeOperators;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Hive's type names and Trino's types. */
final class HiveTypes {
  private static final TypeOperators OPERATORS = new TypeOperators();

  private HiveTypes() {}

  /** Empty for a type that Hive does not have. */
  static Optional<Type> parse(String text) {
    try {
      return Optional.of(type(text.strip().toLowerCase(Locale.ROOT)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static Type type(String text) {
    return switch (text) {
      case "boolean" -> BooleanType.BOOLEAN;
      case "tinyint" -> TinyintType.TINYINT;
      case "smallint" -> SmallintType.SMALLINT;
      case "int", "integer" -> IntegerType.INTEGER;
      case "bigint", "long" -> BigintType.BIGINT;
      case "float", "real" -> RealType.REAL;
      case "double" -> DoubleType.DOUBLE;
      case "string" -> VarcharType.VARCHAR;
      case "binary" -> VarbinaryType.VARBINARY;
      case "date" -> DateType.DATE;
      case "timestamp" -> TimestampType.TIMESTAMP_MILLIS;
      case "decimal" -> DecimalType.createDecimalType(10, 0);
      default -> parameterised(text);
    };
  }

  private static Type parameterised(String text) {
    int open = text.indexOf('(');
    int angle = text.indexOf('<');
    if (angle > 0 && (open < 0 || angle < open)) {
      List<String> parts = split(text.substring(angle + 1, text.length() - 1));
      return switch (text.substring(0, angle)) {
        case "array" -> new ArrayType(type(parts.getFirst().strip()));
        case "map" ->
            new MapType(type(parts.get(0).strip()), type(parts.get(1).strip()), OPERATORS);
        case "struct" -> struct(parts);
        default -> throw new IllegalArgumentException(text);
      };
    }
    if (open < 0) {
      throw new IllegalArgumentException(text);
    }
    String[] numbers = text.substring(open + 1, text.length() - 1).split(",");
    int first = Integer.parseInt(numbers[0].strip());
    return switch (text.substring(0, open).strip()) {
      case "decimal" ->
          DecimalType.createDecimalType(
              first, numbers.length > 1 ? Integer.parseInt(numbers[1].strip()) : 0);
      case "varchar" -> VarcharType.createVarcharType(first);
      case "char" -> CharType.createCharType(first);
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Type struct(List<String> parts) {
    List<RowType.Field> fields = new ArrayList<>();
    for (String part : parts) {
      int colon = part.indexOf(':');
      fields.add(
          RowType.field(part.substring(0, colon).strip(), type(part.substring(colon + 1).strip())));
    }
    return RowType.from(fields);
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** Hive's name of a type a new table can have; empty for one that it cannot. */
  static Optional<String> name(Type type) {
    return switch (type) {
      case BooleanType t -> Optional.of("boolean");
      case TinyintType t -> Optional.of("tinyint");
      case SmallintType t -> Optional.of("smallint");
      case IntegerType t -> Optional.of("int");
      case BigintType t -> Optional.of("bigint");
      case RealType t -> Optional.of("float");
      case DoubleType t -> Optional.of("double");
      case DecimalType t -> Optional.of("decimal(" + t.getPrecision() + "," + t.getScale() + ")");
      case VarcharType t ->
          Optional.of(t.isUnbounded() ? "string" : "varchar(" + t.getBoundedLength() + ")");
      case CharType t -> Optional.of("char(" + t.getLength() + ")");
      case VarbinaryType t -> Optional.of("binary");
      case DateType t -> Optional.of("date");
      case TimestampType t -> Optional.of("timestamp");
      case ArrayType t -> name(t.getElementType()).map(element -> "array<" + element + ">");
      case MapType t ->
          name(t.getKeyType())
              .flatMap(
                  key -> name(t.getValueType()).map(value -> "map<" + key + "," + value + ">"));
      case RowType t -> row(t);
      default -> Optional.empty();
    };
  }

  private static Optional<String> row(RowType type) {
    List<String> fields = new ArrayList<>();
    for (RowType.Field field : type.getFields()) {
      Optional<String> name = name(field.getType());
      if (name.isEmpty() || field.getName().isEmpty()) {
        return Optional.empty();
      }
      fields.add(field.getName().get() + ":" + name.get());
    }
    return Optional.of(fields.stream().collect(Collectors.joining(",", "struct<", ">")));
  }
}
