package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.Arn;
import io.tarn.kernel.ServiceError;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A key as the ledger has it.
 *
 * @param material wrapped by the master key
 */
record KeyRow(
    String region,
    String id,
    Instant created,
    String description,
    Manager manager,
    State state,
    Optional<Instant> deletion,
    String policy,
    Map<String, String> tags,
    byte[] material) {

  /** Who looks after a key, in AWS's words. */
  enum Manager {
    CUSTOMER,
    AWS
  }

  enum State {
    ENABLED("Enabled"),
    DISABLED("Disabled"),
    PENDING_DELETION("PendingDeletion");

    private final String text;

    State(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  KeyRow {
    requireNonNull(region, "region is null");
    requireNonNull(id, "id is null");
    tags = Map.copyOf(tags);
  }

  static String arn(String account, String region, String id) {
    return Arn.of("kms", region, account, "key/" + id).toString();
  }

  /**
   * @throws ServiceError DisabledException, KMSInvalidStateException
   */
  void checkUsable(String account) {
    switch (state) {
      case ENABLED -> {}
      case DISABLED -> throw KeysError.DISABLED.with(arn(account, region, id) + " is disabled.");
      case PENDING_DELETION -> checkStays(account);
    }
  }

  /**
   * @throws ServiceError KMSInvalidStateException when the key is about to go
   */
  void checkStays(String account) {
    if (state == State.PENDING_DELETION) {
      throw KeysError.INVALID_STATE.with(arn(account, region, id) + " is pending deletion.");
    }
  }

  KeyRow with(State newState, Optional<Instant> newDeletion) {
    return new KeyRow(
        region, id, created, description, manager, newState, newDeletion, policy, tags, material);
  }

  KeyRow withDescription(String text) {
    return new KeyRow(region, id, created, text, manager, state, deletion, policy, tags, material);
  }

  KeyRow withPolicy(String document) {
    return new KeyRow(
        region, id, created, description, manager, state, deletion, document, tags, material);
  }

  KeyRow withTags(Map<String, String> newTags) {
    return new KeyRow(
        region, id, created, description, manager, state, deletion, policy, newTags, material);
  }
}
