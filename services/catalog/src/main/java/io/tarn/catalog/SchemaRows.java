package io.tarn.catalog;

import io.tarn.api.Call;
import io.tarn.api.StructureJson;
import io.tarn.api.glue.GetRegistryResponse;
import io.tarn.api.glue.GetSchemaResponse;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Registries and schemas, as GetRegistry and GetSchema show them. */
final class SchemaRows {
  private static final Items REGISTRIES = Items.REGISTRIES;
  private static final Items SCHEMAS = Items.SCHEMAS;
  private static final int REGISTRIES_MAX = 100;
  private static final int SCHEMAS_MAX = 10_000;

  private SchemaRows() {}

  static Optional<GetRegistryResponse> findRegistry(Tx tx, String region, SchemaKey key)
      throws SQLException {
    return REGISTRIES
        .find(tx, region, "", key.registry())
        .map(text -> StructureJson.read(text, GetRegistryResponse.builder()).build());
  }

  static GetRegistryResponse loadRegistry(Tx tx, Call call, SchemaKey key) throws SQLException {
    return findRegistry(tx, call.region(), key)
        .orElseThrow(
            () ->
                GlueError.ENTITY_NOT_FOUND.error(
                    "Registry is not found. RegistryName: "
                        + key.registry()
                        + ", RegistryArn: "
                        + key.registryArn(call.region(), call.account())));
  }

  static GetRegistryResponse createRegistry(
      Tx tx, Call call, SchemaKey key, @Nullable String description) throws SQLException {
    Limits.check(
        REGISTRIES.count(tx, call.region(), ""), REGISTRIES_MAX, "registries in this region");
    GetRegistryResponse registry =
        GetRegistryResponse.builder()
            .registryName(key.registry())
            .registryArn(key.registryArn(call.region(), call.account()))
            .description(description)
            .status("AVAILABLE")
            .createdTime(call.now().toString())
            .updatedTime(call.now().toString())
            .build();
    if (!REGISTRIES.create(tx, call.region(), "", key.registry(), StructureJson.write(registry))) {
      throw GlueError.ALREADY_EXISTS.error(
          "Registry already exists. RegistryName: " + key.registry());
    }
    return registry;
  }

  static GetRegistryResponse updateRegistry(Tx tx, Call call, SchemaKey key, String description)
      throws SQLException {
    GetRegistryResponse fresh =
        loadRegistry(tx, call, key).toBuilder()
            .description(description)
            .updatedTime(call.now().toString())
            .build();
    REGISTRIES.put(tx, call.region(), "", key.registry(), StructureJson.write(fresh));
    return fresh;
  }

  /** Removes a registry with all its schemas. */
  static GetRegistryResponse deleteRegistry(Tx tx, Call call, SchemaKey key) throws SQLException {
    GetRegistryResponse old = loadRegistry(tx, call, key);
    SchemaVersions.deleteRegistry(tx, call.region(), key);
    String after = null;
    List<Items.Item> step = SCHEMAS.list(tx, call.region(), key.registry(), after, 500);
    while (!step.isEmpty()) {
      for (Items.Item item : step) {
        SchemaKey schema = new SchemaKey(key.registry(), item.name());
        Tags.removeAll(tx, call.region(), schema.schemaArn(call.region(), call.account()));
        after = item.name();
      }
      step = SCHEMAS.list(tx, call.region(), key.registry(), after, 500);
    }
    SCHEMAS.deleteScope(tx, call.region(), key.registry());
    REGISTRIES.delete(tx, call.region(), "", key.registry());
    Tags.removeAll(tx, call.region(), key.registryArn(call.region(), call.account()));
    return old;
  }

  static List<GetRegistryResponse> listRegistries(
      Tx tx, String region, @Nullable String after, int limit) throws SQLException {
    List<GetRegistryResponse> found = new ArrayList<>();
    for (Items.Item item : REGISTRIES.list(tx, region, "", after, limit)) {
      found.add(StructureJson.read(item.document(), GetRegistryResponse.builder()).build());
    }
    return found;
  }

  static Optional<GetSchemaResponse> findSchema(Tx tx, String region, SchemaKey key)
      throws SQLException {
    return SCHEMAS.find(tx, region, key.registry(), key.schema()).map(SchemaRows::read);
  }

  static GetSchemaResponse loadSchema(Tx tx, Call call, SchemaKey key) throws SQLException {
    return findSchema(tx, call.region(), key).orElseThrow(() -> schemaNotFound(call, key));
  }

  /** The rules of a schema's data format. */
  static SchemaRules loadRules(Tx tx, Call call, SchemaKey key) throws SQLException {
    return SchemaRules.of(Names.required(loadSchema(tx, call, key).dataFormat(), "DataFormat"));
  }

  static ServiceError schemaNotFound(Call call, SchemaKey key) {
    return GlueError.ENTITY_NOT_FOUND.error(
        "Schema is not found. RegistryName: "
            + key.registry()
            + ", SchemaName: "
            + key.schema()
            + ", SchemaArn: "
            + key.schemaArn(call.region(), call.account()));
  }

  static void createSchema(Tx tx, Call call, SchemaKey key, GetSchemaResponse schema)
      throws SQLException {
    Limits.check(
        SCHEMAS.count(tx, call.region(), key.registry()),
        SCHEMAS_MAX,
        "schemas in registry " + key.registry());
    if (!SCHEMAS.create(
        tx, call.region(), key.registry(), key.schema(), StructureJson.write(schema))) {
      throw GlueError.ALREADY_EXISTS.error(
          "Schema already exists. RegistryName: "
              + key.registry()
              + ", SchemaName: "
              + key.schema());
    }
  }

  static void write(Tx tx, String region, SchemaKey key, GetSchemaResponse schema)
      throws SQLException {
    SCHEMAS.put(tx, region, key.registry(), key.schema(), StructureJson.write(schema));
  }

  static GetSchemaResponse deleteSchema(Tx tx, Call call, SchemaKey key) throws SQLException {
    GetSchemaResponse old = loadSchema(tx, call, key);
    SchemaVersions.deleteAll(tx, call.region(), key);
    SCHEMAS.delete(tx, call.region(), key.registry(), key.schema());
    Tags.removeAll(tx, call.region(), key.schemaArn(call.region(), call.account()));
    return old;
  }

  /**
   * @param registry empty for all
   */
  static List<Items.Item> list(
      Tx tx, String region, String registry, @Nullable String after, int limit)
      throws SQLException {
    return registry.isEmpty()
        ? SCHEMAS.listAll(tx, region, after, limit)
        : SCHEMAS.list(tx, region, registry, after, limit);
  }

  static GetSchemaResponse read(String document) {
    return StructureJson.read(document, GetSchemaResponse.builder()).build();
  }
}
