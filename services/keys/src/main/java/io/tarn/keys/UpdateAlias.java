package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.KmsService;
import io.tarn.api.kms.UpdateAliasRequest;
import io.tarn.api.kms.UpdateAliasResponse;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Gives a name to another key. */
final class UpdateAlias implements Operation<UpdateAliasRequest, UpdateAliasResponse> {
  private final Keys keys;

  UpdateAlias(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<UpdateAliasRequest, UpdateAliasResponse> model() {
    return KmsService.UPDATE_ALIAS;
  }

  @Override
  public AccessRule<UpdateAliasRequest> access() {
    return (input, call) -> {
      List<Access> accesses = new ArrayList<>();
      accesses.add(
          Access.of(
              "kms:UpdateAlias", Aliases.arn(keys.account, call.region(), input.aliasName())));
      keys.ledger
          .read(tx -> Aliases.find(tx, call.region(), input.aliasName()))
          .ifPresent(row -> accesses.add(keys.access(call, "kms:UpdateAlias", row.keyId())));
      accesses.add(keys.access(call, "kms:UpdateAlias", Keys.notAlias(input.targetKeyId())));
      return accesses;
    };
  }

  @Override
  public UpdateAliasResponse apply(UpdateAliasRequest input, Call call) {
    Aliases.check(input.aliasName());
    if (input.aliasName().startsWith(Aliases.RESERVED)) {
      throw KeysError.INVALID_ALIAS_NAME.with(
          "Names that begin with " + Aliases.RESERVED + " are kept for the lake's own keys");
    }
    keys.ledger.commit(
        tx -> {
          Aliases.Row row = load(tx, keys, call, input.aliasName());
          KeyRow key = keys.load(tx, call, Keys.notAlias(input.targetKeyId()));
          key.checkStays(keys.account);
          Aliases.retarget(tx, row, key.id(), call.now());
          return row;
        });
    return UpdateAliasResponse.builder().build();
  }

  static Aliases.Row load(Tx tx, Keys keys, Call call, String name) throws SQLException {
    return Aliases.find(tx, call.region(), name)
        .orElseThrow(
            () ->
                KeysError.NOT_FOUND.with(
                    "Alias " + Aliases.arn(keys.account, call.region(), name) + " is not found."));
  }
}
