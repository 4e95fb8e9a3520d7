package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.CheckSchemaVersionValidityInput;
import io.tarn.api.glue.CheckSchemaVersionValidityResponse;
import io.tarn.api.glue.GlueService;
import java.util.Optional;

/** Says whether a definition is a schema, and why not. */
final class CheckSchemaVersionValidity
    implements Operation<CheckSchemaVersionValidityInput, CheckSchemaVersionValidityResponse> {
  @Override
  public OperationModel<CheckSchemaVersionValidityInput, CheckSchemaVersionValidityResponse>
      model() {
    return GlueService.CHECK_SCHEMA_VERSION_VALIDITY;
  }

  @Override
  public AccessRule<CheckSchemaVersionValidityInput> access() {
    return AccessRule.any("glue:CheckSchemaVersionValidity");
  }

  @Override
  public CheckSchemaVersionValidityResponse apply(
      CheckSchemaVersionValidityInput input, Call call) {
    Optional<String> problem = SchemaRules.of(input.dataFormat()).problem(input.schemaDefinition());
    return CheckSchemaVersionValidityResponse.builder()
        .valid(problem.isEmpty())
        .error(problem.orElse(null))
        .build();
  }
}
