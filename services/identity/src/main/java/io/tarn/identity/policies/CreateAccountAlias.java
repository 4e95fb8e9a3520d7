package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.CreateAccountAliasRequest;
import io.tarn.api.iam.CreateAccountAliasResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;

/** Gives the account its one alias, in place of another. */
final class CreateAccountAlias
    implements Operation<CreateAccountAliasRequest, CreateAccountAliasResponse> {
  private final Iam iam;

  static final String SETTING = "account-alias";

  CreateAccountAlias(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<CreateAccountAliasRequest, CreateAccountAliasResponse> model() {
    return IamService.CREATE_ACCOUNT_ALIAS;
  }

  @Override
  public AccessRule<CreateAccountAliasRequest> access() {
    return AccessRule.any("iam:CreateAccountAlias");
  }

  @Override
  public CreateAccountAliasResponse apply(CreateAccountAliasRequest input, Call call) {
    iam.commit(
        tables -> {
          tables.putSetting(SETTING, input.accountAlias());
          return true;
        });
    return CreateAccountAliasResponse.builder().build();
  }
}
