package io.tarn.sql;

import io.tarn.catalog.iceberg.LakeIcebergCatalog;
import io.tarn.sql.spi.EngineException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A new Iceberg table. Source: Athena User Guide, "Create Iceberg tables" and "CREATE TABLE AS",
 * table properties.
 *
 * @param location without a slash at its end
 */
record IcebergCreation(
    StatementContext context,
    TableIdentifier identifier,
    Schema schema,
    PartitionSpec partitioning,
    String location,
    Map<String, String> properties) {
  static final String TABLE_TYPE = "table_type";

  /** Properties that Athena takes besides, each for the statements of upkeep. */
  private static final Set<String> OWN =
      Set.of(
          "optimize_rewrite_min_data_file_size_bytes",
          "optimize_rewrite_max_data_file_size_bytes",
          "optimize_rewrite_data_file_threshold",
          "optimize_rewrite_delete_file_threshold",
          "vacuum_min_snapshots_to_keep",
          "vacuum_max_snapshot_age_seconds",
          "vacuum_max_metadata_files_to_keep",
          "write_data_path_enabled",
          "write_object_storage_enabled",
          "write_folder_storage_path",
          "compression_level",
          "format_version");

  private static final Pattern TRANSFORM =
      Pattern.compile(
          "\\s*(\\w+)\\s*\\(\\s*(?:(\\d+)\\s*,\\s*)?\"?(\\w+)\"?\\s*(?:,\\s*(\\d+)\\s*)?\\)\\s*");

  /** Whether CREATE TABLE AS asks for one. */
  static boolean isAsked(TrinoFront.NewTable table) {
    return "ICEBERG".equalsIgnoreCase(String.valueOf(table.properties().get(TABLE_TYPE)));
  }

  /** What CREATE TABLE AS makes. */
  static IcebergCreation of(TrinoFront.NewTable table, StatementContext context) {
    AtomicInteger ids = new AtomicInteger(table.columns().size());
    List<NestedField> fields = new ArrayList<>();
    for (TrinoFront.NewColumn column : table.columns()) {
      fields.add(
          NestedField.optional(
              fields.size() + 1,
              column.name(),
              IcebergTypes.iceberg(column.type(), ids::incrementAndGet)));
    }
    Map<String, Object> given = table.properties();
    if (!(given.get(CreateTableProperties.ICEBERG_LOCATION) instanceof String location)) {
      throw new EngineException(
          "INVALID_TABLE_PROPERTY",
          "An Iceberg table needs the property location, with is_external = false");
    }
    Map<String, String> properties = new HashMap<>();
    for (String name :
        List.of(
            CreateTableProperties.FORMAT,
            CreateTableProperties.WRITE_COMPRESSION,
            CreateTableProperties.PARQUET_COMPRESSION)) {
      if (given.get(name) instanceof String text) {
        properties.put(
            name.equals(CreateTableProperties.FORMAT) ? name : "write_compression", text);
      }
    }
    CreateTableProperties.UPKEEP.forEach(
        name -> {
          if (given.get(name) != null) {
            properties.put(name, given.get(name).toString());
          }
        });
    List<String> transforms =
        given.get(CreateTableProperties.PARTITIONING) instanceof List<?> list
            ? list.stream().map(Object::toString).toList()
            : List.of();
    return create(
        context,
        table.database(),
        table.name(),
        new Schema(fields),
        transforms,
        location,
        properties);
  }

  static IcebergCreation create(
      StatementContext context,
      String database,
      String name,
      Schema schema,
      List<String> transforms,
      String location,
      Map<String, String> given) {
    CatalogChecks.table(context, "glue:CreateTable", database, name);
    S3Location root =
        S3Location.parse(location)
            .orElseThrow(
                () ->
                    new EngineException(
                        "INVALID_TABLE_PROPERTY", "Not an s3:// location: " + location));
    Map<String, String> properties = properties(given, Map.of());
    String text = root.toString();
    return new IcebergCreation(
        context,
        TableIdentifier.of(database, name),
        schema,
        partitioning(schema, transforms),
        text.substring(0, text.length() - 1),
        properties);
  }

  /**
   * Athena's names of properties in Iceberg's words; those of upkeep keep their own.
   *
   * @param known what the table has already
   */
  static Map<String, String> properties(Map<String, String> given, Map<String, String> known) {
    Map<String, String> properties = new HashMap<>();
    FileFormat format = IcebergWriting.format(known);
    for (Map.Entry<String, String> entry : given.entrySet()) {
      String name = lower(entry.getKey());
      if (name.equals("format") || name.equals(TableProperties.DEFAULT_FILE_FORMAT)) {
        format = IcebergWriting.format(Map.of("format", entry.getValue()));
      }
    }
    String compression = IcebergWriting.compressionProperty(format);
    given.forEach(
        (key, value) -> {
          String name = key.toLowerCase(Locale.ROOT);
          switch (name) {
            case TABLE_TYPE -> {}
            case "format" -> properties.put(TableProperties.DEFAULT_FILE_FORMAT, lower(value));
            case "write_compression" -> properties.put(compression, lower(value));
            case "write_target_data_file_size_bytes" ->
                properties.put(TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, value);
            default -> {
              if (!OWN.contains(name) && !name.startsWith("write.") && !name.equals("comment")) {
                throw new EngineException(
                    "INVALID_TABLE_PROPERTY", "Unsupported table property key: " + key);
              }
              properties.put(name, value);
            }
          }
        });
    return properties;
  }

  private static String lower(String value) {
    return value.toLowerCase(Locale.ROOT);
  }

  /**
   * @param transforms such as {@code day(at)}, {@code bucket(16, id)}, {@code bucket(id, 16)} or a
   *     column's name
   */
  static PartitionSpec partitioning(Schema schema, List<String> transforms) {
    PartitionSpec.Builder builder = PartitionSpec.builderFor(schema).caseSensitive(false);
    PartitionSpec spec = builder.build();
    for (String text : transforms) {
      try {
        field(builder, text);
        // Whether the column has values that the transform takes is found out here.
        spec = builder.build();
      } catch (IllegalArgumentException | ValidationException e) {
        throw new EngineException(
            "INVALID_TABLE_PROPERTY",
            "Unable to parse partitioning value: " + text + ": " + e.getMessage(),
            e);
      }
    }
    return spec;
  }

  private static void field(PartitionSpec.Builder builder, String text) {
    Matcher call = TRANSFORM.matcher(text);
    if (!call.matches()) {
      builder.identity(text.strip().replace("\"", "").toLowerCase(Locale.ROOT));
      return;
    }
    String column = call.group(3).toLowerCase(Locale.ROOT);
    String number = call.group(2) != null ? call.group(2) : call.group(4);
    int parameter = number == null ? 0 : Integer.parseInt(number);
    switch (call.group(1).toLowerCase(Locale.ROOT)) {
      case "year", "years" -> builder.year(column);
      case "month", "months" -> builder.month(column);
      case "day", "days", "date" -> builder.day(column);
      case "hour", "hours", "date_hour" -> builder.hour(column);
      case "bucket" -> builder.bucket(column, parameter);
      case "truncate" -> builder.truncate(column, parameter);
      case "identity" -> builder.identity(column);
      default -> throw new IllegalArgumentException("no such transform");
    }
  }

  Catalog.TableBuilder builder(LakeIcebergCatalog catalog) {
    return catalog
        .buildTable(identifier, schema)
        .withPartitionSpec(partitioning)
        .withLocation(location)
        .withProperties(properties);
  }

  IcebergWriting writing() {
    return new IcebergWriting(
        context,
        schema,
        partitioning,
        properties,
        LocationProviders.locationsFor(location, properties));
  }
}
