package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.CreateKeyRequest;
import io.tarn.api.kms.CreateKeyResponse;
import io.tarn.api.kms.KmsService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a symmetric key; every other kind is refused by its name. */
final class CreateKey implements Operation<CreateKeyRequest, CreateKeyResponse> {
  private final Keys keys;

  CreateKey(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<CreateKeyRequest, CreateKeyResponse> model() {
    return KmsService.CREATE_KEY;
  }

  @Override
  public AccessRule<CreateKeyRequest> access() {
    return (input, call) ->
        List.of(
            Tags.requested(
                Access.of("kms:CreateKey", "*")
                    .withContext("kms:KeySpec", Keys.SPEC)
                    .withContext("kms:KeyUsage", Keys.USAGE),
                input.tags()));
  }

  @Override
  public CreateKeyResponse apply(CreateKeyRequest input, Call call) {
    refuse(input);
    Keys.KeyName name = new Keys.KeyName(call.region(), call.ids().uuid());
    String policy = input.policy() == null ? KeyPolicies.standard(keys.account) : input.policy();
    KeyRow key =
        new KeyRow(
            name.region(),
            name.id(),
            call.now(),
            input.description() == null ? "" : input.description(),
            KeyRow.Manager.CUSTOMER,
            KeyRow.State.ENABLED,
            Optional.empty(),
            policy,
            Tags.merge(Map.of(), input.tags(), keys.limits.tags()),
            keys.newMaterial(name));
    if (input.policy() != null) {
      PutKeyPolicy.check(keys, call, key, policy, input.bypassPolicyLockoutSafetyCheck());
    }
    keys.ledger.commit(
        tx -> {
          if (KeyTable.count(tx, key.region()) >= keys.limits.keys()) {
            throw KeysError.LIMIT_EXCEEDED.with(
                "A region has at most " + keys.limits.keys() + " keys");
          }
          KeyTable.insert(tx, key);
          return key;
        });
    return CreateKeyResponse.builder().keyMetadata(keys.metadata(key)).build();
  }

  private static void refuse(CreateKeyRequest input) {
    only(input.keySpec(), Keys.SPEC, "KeySpec");
    only(input.customerMasterKeySpec(), Keys.SPEC, "CustomerMasterKeySpec");
    only(input.keyUsage(), Keys.USAGE, "KeyUsage");
    only(input.origin(), Keys.ORIGIN, "Origin");
    Keys.refuse(input.customKeyStoreId(), "CustomKeyStoreId");
    Keys.refuse(input.xksKeyId(), "XksKeyId");
    if (Boolean.TRUE.equals(input.multiRegion())) {
      Keys.refuse(true, "MultiRegion");
    }
  }

  private static void only(@Nullable String value, String known, String name) {
    if (value != null && !value.equals(known)) {
      Keys.refuse(value, name + " " + value);
    }
  }
}
