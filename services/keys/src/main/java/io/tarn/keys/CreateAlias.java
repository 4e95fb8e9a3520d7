package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.CreateAliasRequest;
import io.tarn.api.kms.CreateAliasResponse;
import io.tarn.api.kms.KmsService;
import java.util.List;

/** Gives a key a name. */
final class CreateAlias implements Operation<CreateAliasRequest, CreateAliasResponse> {
  private final Keys keys;

  CreateAlias(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<CreateAliasRequest, CreateAliasResponse> model() {
    return KmsService.CREATE_ALIAS;
  }

  @Override
  public AccessRule<CreateAliasRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                "kms:CreateAlias", Aliases.arn(keys.account, call.region(), input.aliasName())),
            keys.access(call, "kms:CreateAlias", Keys.notAlias(input.targetKeyId())));
  }

  @Override
  public CreateAliasResponse apply(CreateAliasRequest input, Call call) {
    String name = input.aliasName();
    Aliases.check(name);
    if (name.startsWith(Aliases.RESERVED)) {
      throw KeysError.INVALID_ALIAS_NAME.with(
          "Names that begin with " + Aliases.RESERVED + " are kept for the lake's own keys");
    }
    keys.ledger.commit(
        tx -> {
          KeyRow key = keys.load(tx, call, Keys.notAlias(input.targetKeyId()));
          key.checkStays(keys.account);
          if (Aliases.find(tx, key.region(), name).isPresent()) {
            throw KeysError.ALREADY_EXISTS.with(
                "An alias with the name "
                    + Aliases.arn(keys.account, key.region(), name)
                    + " already exists");
          }
          int limit = keys.limits.aliasesOfKey();
          if (Aliases.ofKey(tx, key.region(), key.id(), "", limit).size() >= limit) {
            throw KeysError.LIMIT_EXCEEDED.with("A key has at most " + limit + " aliases");
          }
          Aliases.insert(tx, new Aliases.Row(key.region(), name, key.id(), call.now(), call.now()));
          return key;
        });
    return CreateAliasResponse.builder().build();
  }
}
