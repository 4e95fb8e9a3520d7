package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.kms.KmsService;
import io.tarn.api.kms.ListKeyPoliciesRequest;
import io.tarn.api.kms.ListKeyPoliciesResponse;
import java.util.List;

/** Lists the names of a key's policies, of which there is one. */
final class ListKeyPolicies implements Operation<ListKeyPoliciesRequest, ListKeyPoliciesResponse> {
  private final Keys keys;

  ListKeyPolicies(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<ListKeyPoliciesRequest, ListKeyPoliciesResponse> model() {
    return KmsService.LIST_KEY_POLICIES;
  }

  @Override
  public AccessRule<ListKeyPoliciesRequest> access() {
    return keys.on("kms:ListKeyPolicies", ListKeyPoliciesRequest::keyId);
  }

  @Override
  public ListKeyPoliciesResponse apply(ListKeyPoliciesRequest input, Call call) {
    PageTokens.open(input.marker(), KeysError.INVALID_MARKER, "ListKeyPolicies", input.keyId());
    keys.load(call, Keys.notAlias(input.keyId()));
    return ListKeyPoliciesResponse.builder()
        .policyNames(List.of(KeyPolicies.NAME))
        .truncated(false)
        .build();
  }
}
