package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.KmsService;
import io.tarn.api.kms.ScheduleKeyDeletionRequest;
import io.tarn.api.kms.ScheduleKeyDeletionResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Begins the waiting period after which a key is gone for good, and all it has encrypted. */
final class ScheduleKeyDeletion
    implements Operation<ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse> {
  private final Keys keys;

  ScheduleKeyDeletion(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse> model() {
    return KmsService.SCHEDULE_KEY_DELETION;
  }

  @Override
  public AccessRule<ScheduleKeyDeletionRequest> access() {
    return keys.on("kms:ScheduleKeyDeletion", ScheduleKeyDeletionRequest::keyId);
  }

  @Override
  public ScheduleKeyDeletionResponse apply(ScheduleKeyDeletionRequest input, Call call) {
    int days =
        input.pendingWindowInDays() == null ? keys.limits.windowMax() : input.pendingWindowInDays();
    if (days < keys.limits.windowMin() || days > keys.limits.windowMax()) {
      throw KeysError.VALIDATION.with(
          "PendingWindowInDays must be between "
              + keys.limits.windowMin()
              + " and "
              + keys.limits.windowMax()
              + ": "
              + days);
    }
    Instant due = call.now().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.MILLIS);
    KeyRow key =
        keys.ledger.commit(
            tx -> {
              KeyRow found = keys.load(tx, call, Keys.notAlias(input.keyId()));
              found.checkStays(keys.account);
              KeyRow going = found.with(KeyRow.State.PENDING_DELETION, Optional.of(due));
              KeyTable.update(tx, going);
              tx.schedule(KeyDeletion.task(going, due, call));
              return going;
            });
    return ScheduleKeyDeletionResponse.builder()
        .keyId(keys.arn(key))
        .deletionDate(due)
        .keyState(key.state().text())
        .pendingWindowInDays(days)
        .build();
  }
}
