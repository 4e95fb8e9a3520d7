package io.tarn.sql;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.TableInput;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.TableFormat;
import io.tarn.sql.spi.WriteSpec;
import io.trino.spi.type.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * CREATE TABLE AS: the properties and what the catalog gets. Source: Athena User Guide, "CREATE
 * TABLE AS".
 */
final class TableCreation {
  private TableCreation() {}

  /** The columns that say in which of how many files of a partition a row is. */
  private record Buckets(List<String> names, List<Integer> columns, int count) {}

  static Writing of(TrinoFront.Planned planned, StatementContext context) {
    TrinoFront.NewTable table = planned.newTable();
    Map<String, Object> properties = table.properties();
    refuse(properties, "table_type");
    TableFormat format = format(properties);
    String compression = compression(properties, format);
    List<String> keys = names(properties.get(CreateTableProperties.PARTITIONED_BY));
    List<String> names = table.columns().stream().map(TrinoFront.NewColumn::name).toList();
    requireLast(names, keys);
    Buckets buckets = buckets(properties, names, keys);
    S3Location root =
        properties.get(CreateTableProperties.LOCATION) instanceof String location
            ? Writing.location(location)
            : context.output().below("tables/" + context.id() + "/");
    requireEmpty(context, root);
    CatalogChecks.table(context, "glue:CreateTable", table.database(), table.name());
    Map<String, String> serde = serde(properties, format);
    return new Writing(
        new WriteSpec(
            format,
            names,
            keys.size(),
            compression,
            serde,
            buckets.columns(),
            buckets.count(),
            context.limits().partitionsWritten()),
        root,
        keys,
        Optional.of(input(table, keys, buckets, root, format, compression, serde)),
        Optional.empty());
  }

  private static Map<String, String> serde(Map<String, Object> properties, TableFormat format) {
    if (format != TableFormat.DELIMITED_TEXT) {
      if (properties.get(CreateTableProperties.FIELD_DELIMITER) != null) {
        throw new EngineException(
            "INVALID_TABLE_PROPERTY", "field_delimiter is for tables of TEXTFILE only");
      }
      return Map.of("serialization.format", "1");
    }
    String delimiter =
        properties.get(CreateTableProperties.FIELD_DELIMITER) instanceof String given
            ? given
            : "\u0001";
    return Map.of("field.delim", delimiter, "serialization.format", delimiter);
  }

  private static Buckets buckets(
      Map<String, Object> properties, List<String> names, List<String> keys) {
    List<String> columns = names(properties.get("bucketed_by"));
    Object count = properties.get("bucket_count");
    if (columns.isEmpty() && count == null) {
      return new Buckets(List.of(), List.of(), 0);
    }
    if (columns.isEmpty() || !(count instanceof Integer number) || number < 1) {
      throw new EngineException(
          "INVALID_TABLE_PROPERTY",
          "bucketed_by and bucket_count must be specified together, and bucket_count must be"
              + " greater than zero");
    }
    List<Integer> places = new ArrayList<>();
    for (String column : columns) {
      int place = names.subList(0, names.size() - keys.size()).indexOf(column);
      if (place < 0) {
        throw new EngineException(
            "INVALID_TABLE_PROPERTY",
            keys.contains(column)
                ? "Bucketing columns [" + column + "] are also used as partitioning columns"
                : "Bucketing columns [" + column + "] not present in schema");
      }
      places.add(place);
    }
    return new Buckets(columns, places, number);
  }

  private static TableInput input(
      TrinoFront.NewTable table,
      List<String> keys,
      Buckets buckets,
      S3Location root,
      TableFormat format,
      String compression,
      Map<String, String> serde) {
    HiveFormats.Classes classes = HiveFormats.of(format).orElseThrow();
    List<Column> columns = new ArrayList<>();
    for (TrinoFront.NewColumn column : table.columns()) {
      columns.add(
          Column.builder().name(column.name()).type(hive(column.name(), column.type())).build());
    }
    int data = columns.size() - keys.size();
    Map<String, String> parameters = new HashMap<>();
    parameters.put("EXTERNAL", "TRUE");
    parameters.put("classification", classification(format));
    parameters.put(
        switch (format) {
          case PARQUET -> "parquet.compression";
          case ORC -> "orc.compress";
          default -> "write.compression";
        },
        compression.toUpperCase(Locale.ROOT));
    parameters.put("$db", table.database());
    StorageDescriptor.Builder storage =
        StorageDescriptor.builder()
            .columns(columns.subList(0, data))
            .location(root.toString())
            .inputFormat(classes.input())
            .outputFormat(classes.output())
            .serdeInfo(
                SerDeInfo.builder()
                    .serializationLibrary(classes.serde())
                    .parameters(serde)
                    .build());
    if (format == TableFormat.ORC) {
      // The files' columns lie in the table's order.
      storage.parameters(Map.of("orc.column.index.access", "true"));
    }
    if (buckets.count() > 0) {
      storage.bucketColumns(buckets.names()).numberOfBuckets(buckets.count());
      parameters.put("bucketing_format", "hive");
    }
    return TableInput.builder()
        .name(table.name())
        .tableType("EXTERNAL_TABLE")
        .parameters(parameters)
        .partitionKeys(columns.subList(data, columns.size()))
        .storageDescriptor(storage.build())
        .build();
  }

  private static String classification(TableFormat format) {
    return switch (format) {
      case DELIMITED_TEXT -> "csv";
      case JSON_LINES -> "json";
      default -> format.name().toLowerCase(Locale.ROOT);
    };
  }

  private static String hive(String column, Type type) {
    return HiveTypes.name(type)
        .orElseThrow(
            () ->
                new EngineException(
                    "NOT_SUPPORTED",
                    "Unsupported Hive type: " + type.getDisplayName() + " of column " + column));
  }

  private static void refuse(Map<String, Object> properties, String name) {
    Object value = properties.get(name);
    if (value != null && !"HIVE".equalsIgnoreCase(value.toString())) {
      throw EngineException.unsupported("The table property " + name);
    }
  }

  private static TableFormat format(Map<String, Object> properties) {
    String name =
        properties.get(CreateTableProperties.FORMAT) instanceof String given ? given : "PARQUET";
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "PARQUET" -> TableFormat.PARQUET;
      case "ORC" -> TableFormat.ORC;
      case "AVRO" -> TableFormat.AVRO;
      case "JSON" -> TableFormat.JSON_LINES;
      case "TEXTFILE" -> TableFormat.DELIMITED_TEXT;
      default -> throw EngineException.unsupported("CREATE TABLE AS in the format " + name);
    };
  }

  private static String compression(Map<String, Object> properties, TableFormat format) {
    Object given = properties.get(CreateTableProperties.WRITE_COMPRESSION);
    if (given == null && format == TableFormat.PARQUET) {
      given = properties.get(CreateTableProperties.PARQUET_COMPRESSION);
    }
    if (given == null && format == TableFormat.ORC) {
      given = properties.get("orc_compression");
    }
    if (given != null) {
      return given.toString().toLowerCase(Locale.ROOT);
    }
    return format == TableFormat.ORC ? "zlib" : "gzip";
  }

  private static List<String> names(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().map(name -> name.toString().toLowerCase(Locale.ROOT)).toList()
        : List.of();
  }

  static void requireLast(List<String> names, List<String> keys) {
    if (keys.size() >= names.size() && !keys.isEmpty()) {
      throw new EngineException("INVALID_TABLE_PROPERTY", "Table contains only partition columns");
    }
    if (!names.subList(names.size() - keys.size(), names.size()).equals(keys)) {
      throw new EngineException(
          "HIVE_COLUMN_ORDER_MISMATCH",
          "Partition keys must be the last columns in the table and in the same order as the"
              + " table properties: "
              + keys.stream().collect(Collectors.joining(", ", "[", "]")));
    }
  }

  static void requireEmpty(StatementContext context, S3Location root) {
    boolean taken =
        context
            .ledger()
            .read(
                tx ->
                    !context
                        .objects()
                        .list(tx, root.bucket(), root.prefix(), Optional.empty(), 1)
                        .items()
                        .isEmpty());
    if (taken) {
      throw new EngineException(
          "HIVE_PATH_ALREADY_EXISTS", "Target directory for table already exists: " + root);
    }
  }
}
