package io.tarn.sql;

import static java.util.Objects.requireNonNull;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.FieldId;
import io.tarn.sql.spi.LakeColumn;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
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
import io.trino.spi.type.TypeOperators;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.mapping.MappedField;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Iceberg's types and Trino's. */
final class IcebergTypes {
  private static final TypeOperators OPERATORS = new TypeOperators();

  private IcebergTypes() {}

  static List<LakeColumn> columns(Schema schema) {
    List<LakeColumn> columns = new ArrayList<>();
    for (NestedField field : schema.columns()) {
      columns.add(
          new LakeColumn(
              field.name().toLowerCase(Locale.ROOT),
              trino(field.type()),
              columns.size(),
              LakeColumn.Kind.DATA,
              id(field)));
    }
    return columns;
  }

  /** The columns of a table, whose files without numbers are read by the table's names for them. */
  static List<LakeColumn> columns(Schema schema, @Nullable String nameMapping) {
    if (nameMapping == null) {
      return columns(schema);
    }
    NameMapping mapping = NameMappingParser.fromJson(nameMapping);
    return columns(schema).stream()
        .map(
            column ->
                new LakeColumn(
                    column.name(),
                    column.type(),
                    column.index(),
                    column.kind(),
                    named(requireNonNull(column.field()), mapping)))
        .toList();
  }

  private static FieldId named(FieldId field, NameMapping mapping) {
    MappedField mapped = mapping.find(field.id());
    Set<String> names =
        mapped == null
            ? Set.of()
            : mapped.names().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    return new FieldId(
        field.id(),
        field.required(),
        field.children().stream().map(child -> named(child, mapping)).toList(),
        names);
  }

  static FieldId id(NestedField field) {
    List<FieldId> children =
        field.type().isNestedType()
            ? field.type().asNestedType().fields().stream().map(IcebergTypes::id).toList()
            : List.of();
    return new FieldId(field.fieldId(), field.isRequired(), children);
  }

  /**
   * @throws TrinoException NOT_SUPPORTED for a type that came after the specification's second
   *     version
   */
  static io.trino.spi.type.Type trino(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> BooleanType.BOOLEAN;
      case INTEGER -> IntegerType.INTEGER;
      case LONG -> BigintType.BIGINT;
      case FLOAT -> RealType.REAL;
      case DOUBLE -> DoubleType.DOUBLE;
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield DecimalType.createDecimalType(decimal.precision(), decimal.scale());
      }
      case STRING -> VarcharType.VARCHAR;
      case BINARY, FIXED -> VarbinaryType.VARBINARY;
      case UUID -> UuidType.UUID;
      case DATE -> DateType.DATE;
      case TIME -> TimeType.TIME_MICROS;
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? TimestampWithTimeZoneType.TIMESTAMP_TZ_MICROS
              : TimestampType.TIMESTAMP_MICROS;
      case LIST -> new ArrayType(trino(type.asListType().elementType()));
      case MAP ->
          new MapType(
              trino(type.asMapType().keyType()), trino(type.asMapType().valueType()), OPERATORS);
      case STRUCT ->
          RowType.from(
              type.asStructType().fields().stream()
                  .map(field -> RowType.field(field.name(), trino(withoutDefault(field).type())))
                  .toList());
      default ->
          throw new TrinoException(
              StandardErrorCode.NOT_SUPPORTED, "Iceberg's type " + type + " is not supported");
    };
  }

  /** Files that are older than a field of a row would have to be read with its default. */
  private static NestedField withoutDefault(NestedField field) {
    if (field.initialDefault() != null) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED,
          "Iceberg's default of the nested field " + field.name() + " is not supported");
    }
    return field;
  }

  /**
   * The type of a new column.
   *
   * @param ids numbers for the fields that lie in it
   * @throws EngineException NOT_SUPPORTED naming the type
   */
  static Type iceberg(io.trino.spi.type.Type type, IntSupplier ids) {
    return switch (type) {
      case BooleanType t -> Types.BooleanType.get();
      case TinyintType t -> Types.IntegerType.get();
      case SmallintType t -> Types.IntegerType.get();
      case IntegerType t -> Types.IntegerType.get();
      case BigintType t -> Types.LongType.get();
      case RealType t -> Types.FloatType.get();
      case DoubleType t -> Types.DoubleType.get();
      case DecimalType t -> Types.DecimalType.of(t.getPrecision(), t.getScale());
      case VarcharType t -> Types.StringType.get();
      case CharType t -> Types.StringType.get();
      case VarbinaryType t -> Types.BinaryType.get();
      case DateType t -> Types.DateType.get();
      case TimeType t when t.getPrecision() <= 6 -> Types.TimeType.get();
      case TimestampType t when t.getPrecision() <= 6 -> Types.TimestampType.withoutZone();
      case TimestampWithTimeZoneType t when t.getPrecision() <= 6 -> Types.TimestampType.withZone();
      case UuidType t -> Types.UUIDType.get();
      case ArrayType t -> {
        int id = ids.getAsInt();
        yield Types.ListType.ofOptional(id, iceberg(t.getElementType(), ids));
      }
      case MapType t -> {
        int key = ids.getAsInt();
        int value = ids.getAsInt();
        yield Types.MapType.ofOptional(
            key, value, iceberg(t.getKeyType(), ids), iceberg(t.getValueType(), ids));
      }
      case RowType t -> struct(t, ids);
      default ->
          throw new EngineException(
              "NOT_SUPPORTED", "Type not supported for Iceberg: " + type.getDisplayName());
    };
  }

  private static Type struct(RowType type, IntSupplier ids) {
    List<NestedField> fields = new ArrayList<>();
    for (RowType.Field field : type.getFields()) {
      String name =
          field
              .getName()
              .orElseThrow(
                  () ->
                      new EngineException(
                          "NOT_SUPPORTED",
                          "Row type field does not have a name: " + type.getDisplayName()));
      int id = ids.getAsInt();
      fields.add(NestedField.optional(id, name, iceberg(field.getType(), ids)));
    }
    return Types.StructType.of(fields);
  }

  /** Hive's name of a type, as Athena's definitions of Iceberg tables write it. */
  static io.trino.spi.type.Type declared(String column, String text) {
    return HiveTypes.parse(text.replace("list<", "array<"))
        .orElseThrow(
            () ->
                StatementFailure.hive(
                    "ParseException cannot recognize input '"
                        + text
                        + "' in column type of "
                        + column));
  }
}
