package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteSchemaVersionsInput;
import io.tarn.api.glue.DeleteSchemaVersionsResponse;
import io.tarn.api.glue.ErrorDetails;
import io.tarn.api.glue.GetSchemaResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.SchemaVersionErrorItem;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.List;

/** Removes versions by number or range; the first and the checkpoint stay. */
final class DeleteSchemaVersions
    implements Operation<DeleteSchemaVersionsInput, DeleteSchemaVersionsResponse> {
  private final Catalog catalog;

  DeleteSchemaVersions(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeleteSchemaVersionsInput, DeleteSchemaVersionsResponse> model() {
    return GlueService.DELETE_SCHEMA_VERSIONS;
  }

  @Override
  public AccessRule<DeleteSchemaVersionsInput> access() {
    return (input, call) ->
        SchemaKey.of(input.schemaId(), call).access("glue:DeleteSchemaVersions", call);
  }

  @Override
  public DeleteSchemaVersionsResponse apply(DeleteSchemaVersionsInput input, Call call) {
    SchemaKey key = SchemaKey.of(input.schemaId(), call);
    if (!input.versions().matches("[1-9]\\d{0,5}(-[1-9]\\d{0,5})?")) {
      throw GlueError.INVALID_INPUT.error(
          "Versions is no number and no range: " + input.versions());
    }
    String[] ends = input.versions().split("-", 2);
    long first = Long.parseLong(ends[0]);
    long last = Long.parseLong(ends[ends.length - 1]);
    if (last < first || last - first >= 25) {
      throw GlueError.INVALID_INPUT.error(
          "Versions is a range that is empty or of more than 25 versions: " + input.versions());
    }
    return catalog
        .ledger()
        .commit(
            tx -> {
              GetSchemaResponse schema = SchemaRows.loadSchema(tx, call, key);
              long checkpoint = schema.schemaCheckpoint() == null ? 1 : schema.schemaCheckpoint();
              if (first == 1 || (first <= checkpoint && checkpoint <= last)) {
                throw GlueError.INVALID_INPUT.error(
                    "The first version and the checkpoint cannot be deleted: " + input.versions());
              }
              List<SchemaVersionErrorItem> errors = new ArrayList<>();
              for (long number = first; number <= last; number++) {
                try {
                  SchemaVersions.delete(tx, call, key, number);
                } catch (ServiceError e) {
                  errors.add(
                      SchemaVersionErrorItem.builder()
                          .versionNumber(number)
                          .errorDetails(
                              ErrorDetails.builder()
                                  .errorCode(e.code())
                                  .errorMessage(e.message())
                                  .build())
                          .build());
                }
              }
              return DeleteSchemaVersionsResponse.builder().schemaVersionErrors(errors).build();
            });
  }
}
