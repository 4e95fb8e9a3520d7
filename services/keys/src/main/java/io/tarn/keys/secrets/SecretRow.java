package io.tarn.keys.secrets;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.Arn;
import io.tarn.kernel.ServiceError;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A secret as the ledger has it, without its values.
 *
 * @param suffix the six characters behind its name in its ARN
 * @param key the key as it was given; empty for the key that the lake manages
 * @param accessed the day of the last read
 * @param deletion when it goes for good
 */
record SecretRow(
    String region,
    String name,
    String suffix,
    String description,
    Optional<String> key,
    Instant created,
    Instant changed,
    Optional<Instant> accessed,
    Optional<Instant> deletion,
    Map<String, String> tags,
    Optional<String> policy) {

  SecretRow {
    requireNonNull(region, "region is null");
    requireNonNull(name, "name is null");
    tags = Map.copyOf(tags);
  }

  static String arn(String account, String region, String name, String suffix) {
    return Arn.of("secretsmanager", region, account, "secret:" + name + "-" + suffix).toString();
  }

  String arn(String account) {
    return arn(account, region, name, suffix);
  }

  /**
   * @throws ServiceError InvalidRequestException when it is about to go
   */
  SecretRow checkStays() {
    if (deletion.isPresent()) {
      throw SecretsError.INVALID_REQUEST.with(
          "You can't perform this operation on the secret because it was marked for deletion.");
    }
    return this;
  }

  SecretRow withDeletion(Optional<Instant> at) {
    return new SecretRow(
        region, name, suffix, description, key, created, changed, accessed, at, tags, policy);
  }

  SecretRow withDescription(String text) {
    return new SecretRow(
        region, name, suffix, text, key, created, changed, accessed, deletion, tags, policy);
  }

  SecretRow withKey(Optional<String> given) {
    return new SecretRow(
        region,
        name,
        suffix,
        description,
        given,
        created,
        changed,
        accessed,
        deletion,
        tags,
        policy);
  }

  SecretRow withChanged(Instant at) {
    return new SecretRow(
        region, name, suffix, description, key, created, at, accessed, deletion, tags, policy);
  }

  SecretRow withTags(Map<String, String> given) {
    return new SecretRow(
        region,
        name,
        suffix,
        description,
        key,
        created,
        changed,
        accessed,
        deletion,
        given,
        policy);
  }

  SecretRow withPolicy(Optional<String> document) {
    return new SecretRow(
        region,
        name,
        suffix,
        description,
        key,
        created,
        changed,
        accessed,
        deletion,
        tags,
        document);
  }
}
