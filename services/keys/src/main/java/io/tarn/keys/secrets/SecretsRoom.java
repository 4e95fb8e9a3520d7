package io.tarn.keys.secrets;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Authorizer;
import io.tarn.api.Operation;
import io.tarn.api.ResourcePolicyRules;
import io.tarn.keys.DataKeys;
import io.tarn.ledger.Ledger;
import java.security.SecureRandom;
import java.util.List;

/**
 * The secrets of the room of keys, whose tables are made with that room's. Source: AWS Secrets
 * Manager API Reference. Thread-safe. {@link #prepare} before the ledger starts.
 */
public final class SecretsRoom {
  private static final int DELETIONS = 1;

  private final Ledger ledger;
  private final Secrets secrets;

  /**
   * @param keys wrap the values
   * @param random where nonces and passwords come from
   */
  public SecretsRoom(
      Ledger ledger,
      Authorizer authorizer,
      ResourcePolicyRules policyRules,
      DataKeys keys,
      SecureRandom random,
      String account) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.secrets =
        new Secrets(
            ledger,
            authorizer,
            policyRules,
            new SecretVault(keys, authorizer, random, account),
            random,
            account,
            SecretLimits.AWS);
  }

  /** Says who does the tasks. */
  public void prepare() {
    ledger.handle(SecretDeletion.KIND, DELETIONS, new SecretDeletion());
  }

  public List<Operation<?, ?>> operations() {
    return List.of(
        new BatchGetSecretValue(secrets),
        new CreateSecret(secrets),
        new DeleteResourcePolicy(secrets),
        new DeleteSecret(secrets),
        new DescribeSecret(secrets),
        new GetRandomPassword(secrets),
        new GetResourcePolicy(secrets),
        new GetSecretValue(secrets),
        new ListSecretVersionIds(secrets),
        new ListSecrets(secrets),
        new PutResourcePolicy(secrets),
        new PutSecretValue(secrets),
        new RestoreSecret(secrets),
        new TagResource(secrets),
        new UntagResource(secrets),
        new UpdateSecret(secrets),
        new UpdateSecretVersionStage(secrets),
        new ValidateResourcePolicy(secrets));
  }
}
