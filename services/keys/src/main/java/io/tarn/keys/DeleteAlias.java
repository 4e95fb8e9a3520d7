package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.DeleteAliasRequest;
import io.tarn.api.kms.DeleteAliasResponse;
import io.tarn.api.kms.KmsService;
import java.util.ArrayList;
import java.util.List;

/** Takes a name from a key; the key stays. */
final class DeleteAlias implements Operation<DeleteAliasRequest, DeleteAliasResponse> {
  private final Keys keys;

  DeleteAlias(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<DeleteAliasRequest, DeleteAliasResponse> model() {
    return KmsService.DELETE_ALIAS;
  }

  @Override
  public AccessRule<DeleteAliasRequest> access() {
    return (input, call) -> {
      List<Access> accesses = new ArrayList<>();
      accesses.add(
          Access.of(
              "kms:DeleteAlias", Aliases.arn(keys.account, call.region(), input.aliasName())));
      keys.ledger
          .read(tx -> Aliases.find(tx, call.region(), input.aliasName()))
          .ifPresent(row -> accesses.add(keys.access(call, "kms:DeleteAlias", row.keyId())));
      return accesses;
    };
  }

  @Override
  public DeleteAliasResponse apply(DeleteAliasRequest input, Call call) {
    Aliases.check(input.aliasName());
    if (input.aliasName().startsWith(Aliases.RESERVED)) {
      throw KeysError.INVALID_ALIAS_NAME.with(
          "Names that begin with " + Aliases.RESERVED + " are kept for the lake's own keys");
    }
    keys.ledger.commit(
        tx -> {
          Aliases.Row row = UpdateAlias.load(tx, keys, call, input.aliasName());
          Aliases.delete(tx, row.region(), row.name());
          return row;
        });
    return DeleteAliasResponse.builder().build();
  }
}
