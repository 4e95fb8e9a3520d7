package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.EngineVersion;
import io.tarn.api.athena.ListEngineVersionsInput;
import io.tarn.api.athena.ListEngineVersionsOutput;
import java.util.List;

/** The one engine version there is, and AUTO. */
final class ListEngineVersions
    implements Operation<ListEngineVersionsInput, ListEngineVersionsOutput> {
  @Override
  public OperationModel<ListEngineVersionsInput, ListEngineVersionsOutput> model() {
    return AthenaService.LIST_ENGINE_VERSIONS;
  }

  @Override
  public AccessRule<ListEngineVersionsInput> access() {
    return AccessRule.any("athena:ListEngineVersions");
  }

  @Override
  public ListEngineVersionsOutput apply(ListEngineVersionsInput input, Call call) {
    return ListEngineVersionsOutput.builder()
        .engineVersions(
            List.of(
                WorkGroups.ENGINE,
                EngineVersion.builder()
                    .selectedEngineVersion("Athena engine version 3")
                    .effectiveEngineVersion("Athena engine version 3")
                    .build()))
        .build();
  }
}
