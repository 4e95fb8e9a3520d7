package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.ResourcePolicyRules;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.PutResourcePolicyRequest;
import io.tarn.api.glue.PutResourcePolicyResponse;
import io.tarn.kernel.Arn;
import java.nio.charset.StandardCharsets;

/** Sets the catalog's resource policy. */
final class PutResourcePolicy
    implements Operation<PutResourcePolicyRequest, PutResourcePolicyResponse> {
  private final Catalog catalog;
  private final ResourcePolicyRules rules;

  PutResourcePolicy(Catalog catalog, ResourcePolicyRules rules) {
    this.catalog = catalog;
    this.rules = rules;
  }

  @Override
  public OperationModel<PutResourcePolicyRequest, PutResourcePolicyResponse> model() {
    return GlueService.PUT_RESOURCE_POLICY;
  }

  @Override
  public AccessRule<PutResourcePolicyRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog("glue:PutResourcePolicy", call.region(), call.account());
  }

  @Override
  public PutResourcePolicyResponse apply(PutResourcePolicyRequest input, Call call) {
    if (input.resourceArn() != null
        && !input.resourceArn().equals(CatalogAccess.catalogArn(call.region(), call.account()))) {
      throw GlueError.notDone("A policy on " + input.resourceArn());
    }
    if (input.policyInJson().getBytes(StandardCharsets.UTF_8).length > CatalogPolicy.BYTES_MAX) {
      throw GlueError.INVALID_INPUT.error(
          "The policy is longer than " + CatalogPolicy.BYTES_MAX + " bytes");
    }
    // The policy speaks about everything of Glue's in this region and account.
    String scope = Arn.of("glue", call.region(), call.account(), "").toString();
    rules.check(input.policyInJson(), "glue", scope, GlueError.INVALID_INPUT);
    String hash =
        catalog.ledger().commit(tx -> CatalogPolicy.put(tx, call.region(), input, call.now()));
    return PutResourcePolicyResponse.builder().policyHash(hash).build();
  }
}
