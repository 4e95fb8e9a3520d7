package io.tarn.identity.policies;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.EvaluationResult;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.SimulatePolicyResponse;
import io.tarn.api.iam.SimulatePrincipalPolicyRequest;
import io.tarn.identity.iam.Iam;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Page;
import java.util.ArrayList;
import java.util.List;

/** Decides as for calls of a user, group or role, with more policies if wanted. */
final class SimulatePrincipalPolicy
    implements Operation<SimulatePrincipalPolicyRequest, SimulatePolicyResponse> {
  private final Iam iam;

  SimulatePrincipalPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<SimulatePrincipalPolicyRequest, SimulatePolicyResponse> model() {
    return IamService.SIMULATE_PRINCIPAL_POLICY;
  }

  @Override
  public AccessRule<SimulatePrincipalPolicyRequest> access() {
    return (input, call) ->
        List.of(Access.of("iam:SimulatePrincipalPolicy", input.policySourceArn()));
  }

  @Override
  public SimulatePolicyResponse apply(SimulatePrincipalPolicyRequest input, Call call) {
    SimulatedPrincipal principal = SimulatedPrincipal.load(iam, input.policySourceArn());
    List<Simulation.Source> sources = new ArrayList<>(principal.sources());
    Simulation.add(sources, "PolicyInputList", input.policyInputList());
    List<Simulation.Source> boundaries = new ArrayList<>();
    Simulation.add(
        boundaries,
        "PermissionsBoundaryPolicyInputList",
        input.permissionsBoundaryPolicyInputList());
    if (boundaries.isEmpty()) {
      boundaries.addAll(principal.boundaries());
    }
    Caller caller =
        input.callerArn() == null ? principal.caller() : Simulation.caller(iam, input.callerArn());
    Simulation simulation =
        new Simulation(caller, sources, boundaries, input.resourcePolicy(), input.contextEntries());
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
