package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.EvaluationResult;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.SimulateCustomPolicyRequest;
import io.tarn.api.iam.SimulatePolicyResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.kernel.Page;
import java.util.ArrayList;
import java.util.List;

/** Decides for policies that are given, by the engine that decides for calls. */
final class SimulateCustomPolicy
    implements Operation<SimulateCustomPolicyRequest, SimulatePolicyResponse> {
  private final Iam iam;

  SimulateCustomPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<SimulateCustomPolicyRequest, SimulatePolicyResponse> model() {
    return IamService.SIMULATE_CUSTOM_POLICY;
  }

  @Override
  public AccessRule<SimulateCustomPolicyRequest> access() {
    return AccessRule.any("iam:SimulateCustomPolicy");
  }

  @Override
  public SimulatePolicyResponse apply(SimulateCustomPolicyRequest input, Call call) {
    List<Simulation.Source> sources = new ArrayList<>();
    Simulation.add(sources, "PolicyInputList", input.policyInputList());
    List<Simulation.Source> boundaries = new ArrayList<>();
    Simulation.add(
        boundaries,
        "PermissionsBoundaryPolicyInputList",
        input.permissionsBoundaryPolicyInputList());
    Simulation simulation =
        new Simulation(
            Simulation.caller(iam, input.callerArn()),
            sources,
            boundaries,
            input.resourcePolicy(),
            input.contextEntries());
    Page<EvaluationResult> page =
        simulation.page(
            input.actionNames(), input.resourceArns(), input.maxItems(), input.marker());
    return SimulatePolicyResponse.builder()
        .evaluationResults(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}
