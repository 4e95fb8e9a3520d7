package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.CancelKeyDeletionRequest;
import io.tarn.api.kms.CancelKeyDeletionResponse;
import io.tarn.api.kms.KmsService;
import java.util.Optional;

/** Ends the waiting period; the key is disabled then. */
final class CancelKeyDeletion
    implements Operation<CancelKeyDeletionRequest, CancelKeyDeletionResponse> {
  private final Keys keys;

  CancelKeyDeletion(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<CancelKeyDeletionRequest, CancelKeyDeletionResponse> model() {
    return KmsService.CANCEL_KEY_DELETION;
  }

  @Override
  public AccessRule<CancelKeyDeletionRequest> access() {
    return keys.on("kms:CancelKeyDeletion", CancelKeyDeletionRequest::keyId);
  }

  @Override
  public CancelKeyDeletionResponse apply(CancelKeyDeletionRequest input, Call call) {
    KeyRow key =
        keys.ledger.commit(
            tx -> {
              KeyRow found = keys.load(tx, call, Keys.notAlias(input.keyId()));
              if (found.state() != KeyRow.State.PENDING_DELETION) {
                throw KeysError.INVALID_STATE.with(keys.arn(found) + " is not pending deletion.");
              }
              KeyRow kept = found.with(KeyRow.State.DISABLED, Optional.empty());
              KeyTable.update(tx, kept);
              tx.unschedule(KeyDeletion.KIND, KeyDeletion.key(kept.region(), kept.id()));
              return kept;
            });
    return CancelKeyDeletionResponse.builder().keyId(keys.arn(key)).build();
  }
}
