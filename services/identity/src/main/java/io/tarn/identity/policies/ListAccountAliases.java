package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListAccountAliasesRequest;
import io.tarn.api.iam.ListAccountAliasesResponse;
import io.tarn.identity.iam.Iam;
import java.util.List;

/** Lists the account's alias, if it has one. */
final class ListAccountAliases
    implements Operation<ListAccountAliasesRequest, ListAccountAliasesResponse> {
  private final Iam iam;

  ListAccountAliases(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListAccountAliasesRequest, ListAccountAliasesResponse> model() {
    return IamService.LIST_ACCOUNT_ALIASES;
  }

  @Override
  public AccessRule<ListAccountAliasesRequest> access() {
    return AccessRule.any("iam:ListAccountAliases");
  }

  @Override
  public ListAccountAliasesResponse apply(ListAccountAliasesRequest input, Call call) {
    List<String> aliases =
        iam.read(tables -> tables.findSetting(CreateAccountAlias.SETTING).stream().toList());
    return ListAccountAliasesResponse.builder().accountAliases(aliases).isTruncated(false).build();
  }
}
