package io.tarn.catalog;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.CreateIcebergTableInput;
import io.tarn.api.glue.IcebergInput;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.iceberg.LakeIcebergCatalog;
import io.tarn.catalog.iceberg.Session;
import io.tarn.catalog.inference.HiveType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Makes the Iceberg table that {@code OpenTableFormatInput} of CreateTable asks for: its first
 * metadata file, and the Glue table that names it. Source: AWS Glue Web API reference,
 * "IcebergInput".
 */
final class OpenTableFormat {
  private static final Set<String> VERSIONS = Set.of("1", "2", "3");
  private static final Set<String> OURS =
      Set.of("table_type", "metadata_location", "previous_metadata_location");

  private final Session session;
  private final String database;
  private final TableInput input;
  private int fields;

  private OpenTableFormat(Session session, String database, TableInput input) {
    this.session = session;
    this.database = database;
    this.input = input;
  }

  static void create(Session session, String database, TableInput input, IcebergInput iceberg) {
    new OpenTableFormat(session, database, input).create(iceberg);
  }

  private void create(IcebergInput iceberg) {
    String version = iceberg.version() == null ? "2" : iceberg.version();
    if (!VERSIONS.contains(version)) {
      throw GlueError.INVALID_INPUT.error("Unsupported Iceberg table version: " + version);
    }
    try {
      TableIdentifier name = TableIdentifier.of(database, input.name());
      LakeIcebergCatalog catalog = new LakeIcebergCatalog(session);
      CreateIcebergTableInput own = iceberg.createIcebergTableInput();
      Catalog.TableBuilder table =
          own == null ? ofColumns(catalog, name) : ofSchema(catalog, name, own);
      table.withProperty(TableProperties.FORMAT_VERSION, version).create();
    } catch (AlreadyExistsException e) {
      throw GlueError.ALREADY_EXISTS.error("Table already exists.");
    } catch (NoSuchTableException e) {
      throw GlueError.ENTITY_NOT_FOUND.error("Database " + database + " not found.");
    } catch (ValidationException | IllegalArgumentException e) {
      throw GlueError.INVALID_INPUT.error(String.valueOf(e.getMessage()));
    }
  }

  private Catalog.TableBuilder ofSchema(
      LakeIcebergCatalog catalog, TableIdentifier name, CreateIcebergTableInput own) {
    Schema schema = IcebergInputs.schema(own.schema_());
    Catalog.TableBuilder table =
        catalog
            .buildTable(name, schema)
            .withLocation(own.location())
            .withPartitionSpec(IcebergInputs.spec(schema, own.partitionSpec()))
            .withSortOrder(IcebergInputs.order(schema, own.writeOrder()))
            .withProperties(properties());
    return own.properties() == null ? table : table.withProperties(own.properties());
  }

  private Catalog.TableBuilder ofColumns(LakeIcebergCatalog catalog, TableIdentifier name) {
    StorageDescriptor storage = input.storageDescriptor();
    if (storage == null || storage.location() == null || storage.location().isEmpty()) {
      throw GlueError.INVALID_INPUT.error("Iceberg tables need StorageDescriptor.Location");
    }
    List<Column> columns =
        new ArrayList<>(storage.columns() == null ? List.of() : storage.columns());
    List<Column> keys = input.partitionKeys() == null ? List.of() : input.partitionKeys();
    columns.addAll(keys);
    Schema schema = new Schema(columns.stream().map(this::field).toList());
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    keys.forEach(key -> spec.identity(key.name()));
    return catalog
        .buildTable(name, schema)
        .withLocation(storage.location())
        .withPartitionSpec(spec.build())
        .withProperties(properties());
  }

  private Types.NestedField field(Column column) {
    String type = column.type() == null ? "string" : column.type();
    return Types.NestedField.optional(
        ++fields, column.name(), type(HiveType.parse(type)), column.comment());
  }

  private Type type(HiveType type) {
    return switch (type) {
      case HiveType.Unknown unknown -> Types.StringType.get();
      case HiveType.ListOf(HiveType element) -> Types.ListType.ofOptional(++fields, type(element));
      case HiveType.MapOf(HiveType key, HiveType value) ->
          Types.MapType.ofOptional(++fields, ++fields, type(key), type(value));
      case HiveType.Struct(List<HiveType.Field> parts) ->
          Types.StructType.of(
              parts.stream()
                  .map(part -> Types.NestedField.optional(++fields, part.name(), type(part.type())))
                  .toList());
      case HiveType.Primitive(String name) -> primitive(name);
    };
  }

  private static Type primitive(String name) {
    if (name.startsWith("varchar") || name.startsWith("char")) {
      return Types.StringType.get();
    }
    return switch (name) {
      // Iceberg has no shorter ones.
      case "tinyint", "smallint", "integer", "int" -> Types.IntegerType.get();
      case "bigint" -> Types.LongType.get();
      default -> Types.fromPrimitiveString(name.equals("decimal") ? "decimal(10,0)" : name);
    };
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    if (input.parameters() != null) {
      properties.putAll(input.parameters());
    }
    properties.keySet().removeAll(OURS);
    if (input.description() != null) {
      properties.put("comment", input.description());
    }
    return properties;
  }
}
