package io.tarn.catalog;

import io.tarn.api.Operation;
import java.util.List;

/** The operations of the schema registry. */
final class SchemaOperations {
  private SchemaOperations() {}

  static List<Operation<?, ?>> all(Catalog catalog) {
    return List.of(
        new CreateRegistry(catalog),
        new UpdateRegistry(catalog),
        new GetRegistry(catalog),
        new ListRegistries(catalog),
        new DeleteRegistry(catalog),
        new CreateSchema(catalog),
        new UpdateSchema(catalog),
        new GetSchema(catalog),
        new ListSchemas(catalog),
        new DeleteSchema(catalog),
        new RegisterSchemaVersion(catalog),
        new GetSchemaVersion(catalog),
        new ListSchemaVersions(catalog),
        new DeleteSchemaVersions(catalog),
        new GetSchemaByDefinition(catalog),
        new CheckSchemaVersionValidity(),
        new GetSchemaVersionsDiff(catalog),
        new PutSchemaVersionMetadata(catalog),
        new QuerySchemaVersionMetadata(catalog),
        new RemoveSchemaVersionMetadata(catalog));
  }
}
