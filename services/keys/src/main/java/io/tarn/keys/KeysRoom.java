package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Authorizer;
import io.tarn.api.Operation;
import io.tarn.api.ResourcePolicyRules;
import io.tarn.api.Sealing;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Sql;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * The room of keys. Source: AWS KMS API Reference. Thread-safe. Built once; {@link #prepare} before
 * the ledger starts.
 */
public final class KeysRoom {
  private static final int DELETIONS = 1;

  private final Ledger ledger;
  private final MasterKey master;
  private final Keys keys;

  /**
   * @param masterKey the file of the master key; made at the first start
   * @param random where key material and nonces come from
   */
  public KeysRoom(
      Ledger ledger,
      Authorizer authorizer,
      ResourcePolicyRules policyRules,
      Path masterKey,
      SecureRandom random,
      String account) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.master = new MasterKey(masterKey, random);
    this.keys = new Keys(ledger, authorizer, policyRules, master, random, account, Limits.AWS);
  }

  /**
   * Makes tables, and reads or makes the master key.
   *
   * @throws IllegalStateException naming the master key's file when it is missing, damaged, foreign
   *     or open to others
   */
  public void prepare() {
    ledger.migrate("keys");
    ledger.handle(KeyDeletion.KIND, DELETIONS, new KeyDeletion());
    Optional<String> known =
        ledger.read(
            tx -> Sql.one(tx, "SELECT fingerprint FROM keys_master", row -> row.getString(1)));
    String fingerprint = master.load(known.orElse(null));
    if (known.isEmpty()) {
      ledger.commit(
          tx -> Sql.update(tx, "INSERT INTO keys_master (fingerprint) VALUES (?)", fingerprint));
    }
  }

  /** What other rooms may do with keys. */
  public DataKeys dataKeys() {
    return new LocalDataKeys(keys);
  }

  /**
   * What a room of this lake keeps sealed in the ledger.
   *
   * @param purpose who seals what, e.g. {@code catalog/connections}
   */
  public Sealing sealing(String purpose) {
    return new OwnSealing(keys, purpose);
  }

  public List<Operation<?, ?>> operations() {
    return List.of(
        new CancelKeyDeletion(keys),
        new CreateAlias(keys),
        new CreateKey(keys),
        new Decrypt(keys),
        new DeleteAlias(keys),
        new DescribeKey(keys),
        new DisableKey(keys),
        new EnableKey(keys),
        new Encrypt(keys),
        new GenerateDataKey(keys),
        new GenerateDataKeyWithoutPlaintext(keys),
        new GenerateRandom(keys),
        new GetKeyPolicy(keys),
        new GetKeyRotationStatus(keys),
        new ListAliases(keys),
        new ListKeyPolicies(keys),
        new ListKeys(keys),
        new ListResourceTags(keys),
        new PutKeyPolicy(keys),
        new ReEncrypt(keys),
        new ScheduleKeyDeletion(keys),
        new TagResource(keys),
        new UntagResource(keys),
        new UpdateAlias(keys),
        new UpdateKeyDescription(keys));
  }
}
