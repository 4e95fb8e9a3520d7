package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.ResourcePolicyRules;
import io.tarn.api.kms.KeyMetadata;
import io.tarn.kernel.Arn;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Tx;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the operations of this room share. */
final class Keys {
  final Ledger ledger;
  final Authorizer authorizer;
  final ResourcePolicyRules policyRules;
  final MasterKey master;
  final SecureRandom random;
  final String account;
  final Limits limits;

  Keys(
      Ledger ledger,
      Authorizer authorizer,
      ResourcePolicyRules policyRules,
      MasterKey master,
      SecureRandom random,
      String account,
      Limits limits) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.authorizer = requireNonNull(authorizer, "authorizer is null");
    this.policyRules = requireNonNull(policyRules, "policyRules is null");
    this.master = requireNonNull(master, "master is null");
    this.random = requireNonNull(random, "random is null");
    this.account = requireNonNull(account, "account is null");
    this.limits = requireNonNull(limits, "limits is null");
  }

  /** A region and an id within it; nothing is said about whether there is such a key. */
  record KeyName(String region, String id) {}

  String arn(KeyName name) {
    return KeyRow.arn(account, name.region(), name.id());
  }

  String arn(KeyRow key) {
    return KeyRow.arn(account, key.region(), key.id());
  }

  /**
   * The key that an id, ARN, alias or alias' ARN names.
   *
   * @throws ServiceError NotFoundException, InvalidArnException
   */
  KeyName resolve(Tx tx, String region, String name) throws SQLException {
    String resource = name;
    if (name.startsWith("arn:")) {
      if (!Arn.isArn(name) || !Arn.parse(name).service().equals("kms")) {
        throw KeysError.INVALID_ARN.with("Invalid ARN: " + name);
      }
      Arn arn = Arn.parse(name);
      if (!arn.region().equals(region)) {
        throw KeysError.NOT_FOUND.with("Invalid arn " + arn.region());
      }
      if (!arn.account().equals(account)) {
        throw KeysError.NOT_FOUND.with("Key '" + name + "' does not exist");
      }
      resource = arn.resource();
      if (resource.startsWith("key/")) {
        return new KeyName(region, resource.substring("key/".length()));
      }
    }
    if (!resource.startsWith(Aliases.PREFIX)) {
      return new KeyName(region, resource);
    }
    Optional<Aliases.Row> alias = Aliases.find(tx, region, resource);
    if (alias.isEmpty()) {
      throw KeysError.NOT_FOUND.with(
          "Alias " + Aliases.arn(account, region, resource) + " is not found.");
    }
    return new KeyName(region, alias.get().keyId());
  }

  /** The key a call names, as it is now. */
  KeyRow load(Tx tx, Call call, String name) throws SQLException {
    KeyName found = resolve(tx, call.region(), name);
    return KeyTable.load(tx, account, found.region(), found.id());
  }

  KeyRow load(Call call, String name) {
    return ledger.read(tx -> load(tx, call, name));
  }

  /** The only forms in which operations that manage a key take its name. */
  static String notAlias(String name) {
    boolean alias =
        name.startsWith(Aliases.PREFIX)
            || (Arn.isArn(name) && Arn.parse(name).resource().startsWith(Aliases.PREFIX));
    if (alias) {
      throw KeysError.NOT_FOUND.with("Invalid keyId '" + name + "'");
    }
    return name;
  }

  /** An action on a key, under its policy and condition keys; also when there is no such key. */
  Access access(Call call, String action, String name) {
    return ledger.read(
        tx -> {
          KeyName found = resolve(tx, call.region(), name);
          Optional<KeyRow> key = KeyTable.find(tx, found.region(), found.id());
          if (key.isEmpty()) {
            return Access.of(action, arn(found));
          }
          Access access = access(tx, call, action, key.get());
          int alias = name.indexOf(Aliases.PREFIX);
          return alias < 0 ? access : access.withContext("kms:RequestAlias", name.substring(alias));
        });
  }

  Access access(Tx tx, Call call, String action, KeyRow key) throws SQLException {
    Access access =
        Access.of(action, arn(key))
            .withResourcePolicy(Optional.of(key.policy()))
            .withContext("kms:CallerAccount", call.caller().account())
            .withContext("kms:KeySpec", SPEC)
            .withContext("kms:KeyUsage", USAGE)
            .withContext("kms:KeyOrigin", ORIGIN)
            .withContext("kms:MultiRegion", "false");
    for (Map.Entry<String, String> tag : key.tags().entrySet()) {
      access = access.withContext("aws:ResourceTag/" + tag.getKey(), tag.getValue());
    }
    List<Aliases.Row> aliases =
        Aliases.ofKey(tx, key.region(), key.id(), "", limits.aliasesOfKey());
    return aliases.isEmpty()
        ? access
        : access.withContext(
            "kms:ResourceAliases", aliases.stream().map(Aliases.Row::name).toArray(String[]::new));
  }

  /** The condition keys of an encryption context. */
  static Access withContext(Access access, @Nullable Map<String, String> context) {
    if (context == null || context.isEmpty()) {
      return access;
    }
    Access result =
        access.withContext("kms:EncryptionContextKeys", context.keySet().toArray(String[]::new));
    for (Map.Entry<String, String> entry : context.entrySet()) {
      result = result.withContext("kms:EncryptionContext:" + entry.getKey(), entry.getValue());
    }
    return result;
  }

  /** An access rule of one action on the key that the input names. */
  <I> io.tarn.api.AccessRule<I> on(String action, Function<I, String> name) {
    return (input, call) -> List.of(access(call, action, name.apply(input)));
  }

  /** Changes a key that is not about to go. */
  KeyRow change(Call call, String name, UnaryOperator<KeyRow> change) {
    return ledger.commit(
        tx -> {
          KeyRow key = load(tx, call, notAlias(name));
          key.checkStays(account);
          KeyRow changed = change.apply(key);
          KeyTable.update(tx, changed);
          return changed;
        });
  }

  byte[] encrypt(KeyRow key, byte[] plain, @Nullable Map<String, String> context) {
    key.checkUsable(account);
    byte[] sealed =
        Gcm.seal(
            material(key), plain, Ciphertext.authenticated(key.id(), orEmpty(context)), random);
    return new Ciphertext(key.id(), sealed).bytes();
  }

  /**
   * @throws ServiceError InvalidCiphertextException when the bytes or the context are not those
   */
  byte[] decrypt(KeyRow key, Ciphertext ciphertext, @Nullable Map<String, String> context) {
    key.checkUsable(account);
    try {
      return Gcm.open(
          material(key), ciphertext.sealed(), Ciphertext.authenticated(key.id(), orEmpty(context)));
    } catch (Gcm.NotSealedByThisException e) {
      throw KeysError.INVALID_CIPHERTEXT.with("");
    }
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> context) {
    return context == null ? Map.of() : context;
  }

  /** Fresh material for a key, wrapped. */
  byte[] newMaterial(KeyName name) {
    byte[] material = new byte[Gcm.KEY_BYTES];
    random.nextBytes(material);
    return Gcm.seal(master.derive(WRAPPING), material, bytes(arn(name)), random);
  }

  private byte[] material(KeyRow key) {
    try {
      return Gcm.open(master.derive(WRAPPING), key.material(), bytes(arn(key)));
    } catch (Gcm.NotSealedByThisException e) {
      throw new IllegalStateException("The material of " + arn(key) + " is damaged", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  KeyMetadata metadata(KeyRow key) {
    return KeyMetadata.builder()
        .awsAccountId(account)
        .keyId(key.id())
        .arn(arn(key))
        .creationDate(key.created())
        .enabled(key.state() == KeyRow.State.ENABLED)
        .description(key.description())
        .keyUsage(USAGE)
        .keyState(key.state().text())
        .deletionDate(key.deletion().orElse(null))
        .origin(ORIGIN)
        .keyManager(key.manager().name())
        .customerMasterKeySpec(SPEC)
        .keySpec(SPEC)
        .encryptionAlgorithms(List.of(SPEC))
        .multiRegion(false)
        .build();
  }

  /** The one kind of key there is, and its one algorithm, which AWS calls the same. */
  static final String SPEC = "SYMMETRIC_DEFAULT";

  static final String USAGE = "ENCRYPT_DECRYPT";
  static final String ORIGIN = "AWS_KMS";
  private static final String WRAPPING = "keys/material";

  static void checkAlgorithm(@Nullable String algorithm, String arn) {
    if (algorithm != null && !algorithm.equals(SPEC)) {
      throw new ServiceError(
          "InvalidKeyUsageException",
          400,
          "The algorithm " + algorithm + " is not compatible with key spec " + SPEC + " of " + arn);
    }
  }

  /** There are no grants, so that no token can be one's. */
  static void checkTokens(@Nullable List<String> tokens) {
    if (tokens != null && !tokens.isEmpty()) {
      throw KeysError.INVALID_GRANT_TOKEN.with("This lake makes no grants: no token is valid");
    }
  }

  static void refuse(@Nullable Object value, String name) {
    if (value != null) {
      throw KeysError.UNSUPPORTED.with(name + " is not supported by this lake");
    }
  }

  static void checkDryRun(@Nullable Boolean dryRun) {
    if (Boolean.TRUE.equals(dryRun)) {
      throw KeysError.DRY_RUN.with(
          "The request would have succeeded, but the DryRun option is set.");
    }
  }

  int page(@Nullable Integer limit) {
    return limit == null ? limits.page() : limit;
  }
}
