package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.KmsService;
import io.tarn.api.kms.PutKeyPolicyRequest;
import io.tarn.api.kms.PutKeyPolicyResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sets a key's policy. */
final class PutKeyPolicy implements Operation<PutKeyPolicyRequest, PutKeyPolicyResponse> {
  private final Keys keys;

  PutKeyPolicy(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<PutKeyPolicyRequest, PutKeyPolicyResponse> model() {
    return KmsService.PUT_KEY_POLICY;
  }

  @Override
  public AccessRule<PutKeyPolicyRequest> access() {
    return keys.on("kms:PutKeyPolicy", PutKeyPolicyRequest::keyId);
  }

  @Override
  public PutKeyPolicyResponse apply(PutKeyPolicyRequest input, Call call) {
    if (input.policyName() != null && !input.policyName().equals(KeyPolicies.NAME)) {
      throw KeysError.NOT_FOUND.with("No such policy exists");
    }
    check(
        keys,
        call,
        keys.load(call, Keys.notAlias(input.keyId())),
        input.policy(),
        input.bypassPolicyLockoutSafetyCheck());
    keys.ledger.commit(
        tx -> {
          KeyRow key = keys.load(tx, call, Keys.notAlias(input.keyId())).withPolicy(input.policy());
          KeyTable.update(tx, key);
          return key;
        });
    return PutKeyPolicyResponse.builder().build();
  }

  /**
   * A policy must be well formed, not too long, and must let the caller change it again, unless he
   * says that he knows.
   */
  static void check(
      Keys keys, Call call, KeyRow key, String policy, @Nullable Boolean lockOutAllowed) {
    if (policy.getBytes(StandardCharsets.UTF_8).length > keys.limits.policyBytes()) {
      throw KeysError.LIMIT_EXCEEDED.with(
          "A key's policy has at most " + keys.limits.policyBytes() + " bytes");
    }
    keys.policyRules.check(policy, "kms", keys.arn(key), KeysError.MALFORMED_POLICY);
    if (Boolean.TRUE.equals(lockOutAllowed)) {
      return;
    }
    boolean mayAgain =
        keys.ledger.read(
            tx ->
                keys.authorizer.allows(
                    call,
                    keys.access(tx, call, "kms:PutKeyPolicy", key)
                        .withResourcePolicy(Optional.of(policy))));
    if (!mayAgain) {
      throw KeysError.MALFORMED_POLICY.with(
          "The new key policy will not allow you to update the key policy in the future.");
    }
  }
}
