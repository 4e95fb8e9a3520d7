package io.tarn.workflow;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.api.stepfunctions.ValidateStateMachineDefinitionDiagnostic;
import io.tarn.api.stepfunctions.ValidateStateMachineDefinitionInput;
import io.tarn.api.stepfunctions.ValidateStateMachineDefinitionOutput;
import java.util.ArrayList;
import java.util.List;

/** Says all that is wrong with a definition, what this room has not included. */
final class ValidateStateMachineDefinition
    implements Operation<
        ValidateStateMachineDefinitionInput, ValidateStateMachineDefinitionOutput> {
  @Override
  public OperationModel<ValidateStateMachineDefinitionInput, ValidateStateMachineDefinitionOutput>
      model() {
    return StepfunctionsService.VALIDATE_STATE_MACHINE_DEFINITION;
  }

  @Override
  public AccessRule<ValidateStateMachineDefinitionInput> access() {
    return AccessRule.any("states:ValidateStateMachineDefinition");
  }

  @Override
  public ValidateStateMachineDefinitionOutput apply(
      ValidateStateMachineDefinitionInput input, Call call) {
    DefinitionParser.Parsed parsed = DefinitionParser.parse(input.definition());
    List<DefinitionParser.Diagnostic> all = new ArrayList<>(parsed.diagnostics());
    all.addAll(parsed.unsupported());
    int most =
        input.maxResults() == null || input.maxResults() == 0 ? Limits.PAGE : input.maxResults();
    return ValidateStateMachineDefinitionOutput.builder()
        .result(all.isEmpty() ? "OK" : "FAIL")
        .diagnostics(
            all.stream().limit(most).map(ValidateStateMachineDefinition::diagnostic).toList())
        .truncated(all.size() > most)
        .build();
  }

  private static ValidateStateMachineDefinitionDiagnostic diagnostic(
      DefinitionParser.Diagnostic found) {
    return ValidateStateMachineDefinitionDiagnostic.builder()
        .severity("ERROR")
        .code(found.code())
        .message(found.message())
        .location(found.location())
        .build();
  }
}
