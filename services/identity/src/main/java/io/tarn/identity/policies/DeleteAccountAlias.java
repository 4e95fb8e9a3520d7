package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteAccountAliasRequest;
import io.tarn.api.iam.DeleteAccountAliasResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;

/** Takes the account's alias away. */
final class DeleteAccountAlias
    implements Operation<DeleteAccountAliasRequest, DeleteAccountAliasResponse> {
  private final Iam iam;

  DeleteAccountAlias(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteAccountAliasRequest, DeleteAccountAliasResponse> model() {
    return IamService.DELETE_ACCOUNT_ALIAS;
  }

  @Override
  public AccessRule<DeleteAccountAliasRequest> access() {
    return AccessRule.any("iam:DeleteAccountAlias");
  }

  @Override
  public DeleteAccountAliasResponse apply(DeleteAccountAliasRequest input, Call call) {
    iam.commit(
        tables -> {
          boolean there =
              tables
                  .findSetting(CreateAccountAlias.SETTING)
                  .filter(input.accountAlias()::equals)
                  .isPresent();
          if (!there) {
            throw IdentityError.NO_SUCH_ENTITY.of(
                "The Account Alias " + input.accountAlias() + " cannot be found.");
          }
          return tables.deleteSetting(CreateAccountAlias.SETTING);
        });
    return DeleteAccountAliasResponse.builder().build();
  }
}
