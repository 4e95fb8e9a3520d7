package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.kernel.Arn;
import java.util.Map;
import java.util.Optional;

/** {@link DataKeys} on the keys of this room. */
final class LocalDataKeys implements DataKeys {
  private final Keys keys;

  LocalDataKeys(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public byte[] own(String purpose) {
    return keys.master.derive("own/" + purpose);
  }

  @Override
  public String resolve(Call call, String region, String name) {
    return keys.ledger.read(
        tx -> {
          Keys.KeyName found = keys.resolve(tx, region, name);
          return keys.arn(KeyTable.load(tx, keys.account, found.region(), found.id()));
        });
  }

  @Override
  public String managed(Call call, String region, String service) {
    String alias = Aliases.RESERVED + service;
    Optional<Aliases.Row> known = keys.ledger.read(tx -> Aliases.find(tx, region, alias));
    if (known.isPresent()) {
      return KeyRow.arn(keys.account, region, known.get().keyId());
    }
    Keys.KeyName name = new Keys.KeyName(region, call.ids().uuid());
    KeyRow fresh =
        new KeyRow(
            region,
            name.id(),
            call.now(),
            "Default key that protects my "
                + service.toUpperCase(java.util.Locale.ROOT)
                + " objects when no other key is defined",
            KeyRow.Manager.AWS,
            KeyRow.State.ENABLED,
            Optional.empty(),
            KeyPolicies.managed(keys.account, region, service),
            Map.of(),
            keys.newMaterial(name));
    return keys.ledger.commit(
        tx -> {
          // Another call may have made it meanwhile.
          Optional<Aliases.Row> now = Aliases.find(tx, region, alias);
          if (now.isPresent()) {
            return KeyRow.arn(keys.account, region, now.get().keyId());
          }
          KeyTable.insert(tx, fresh);
          Aliases.insert(tx, new Aliases.Row(region, alias, fresh.id(), call.now(), call.now()));
          return keys.arn(fresh);
        });
  }

  @Override
  public Access access(
      Call call, String action, String keyArn, Map<String, String> context, String service) {
    return keys.ledger.read(
        tx -> {
          Keys.KeyName name = name(keyArn);
          Optional<KeyRow> key = KeyTable.find(tx, name.region(), name.id());
          Access access =
              key.isPresent()
                  ? keys.access(tx, call, action, key.get())
                  : Access.of(action, keyArn);
          return Keys.withContext(
              access.withContext(
                  "kms:ViaService", service + "." + name.region() + ".amazonaws.com"),
              context);
        });
  }

  @Override
  public DataKey generate(String keyArn, Map<String, String> context) {
    byte[] plain = new byte[Gcm.KEY_BYTES];
    keys.random.nextBytes(plain);
    return new DataKey(plain, keys.encrypt(load(keyArn), plain, context));
  }

  @Override
  public byte[] open(String keyArn, byte[] wrapped, Map<String, String> context) {
    return keys.decrypt(load(keyArn), Ciphertext.parse(wrapped), context);
  }

  @Override
  public void checkUsable(String keyArn) {
    load(keyArn).checkUsable(keys.account);
  }

  private KeyRow load(String keyArn) {
    Keys.KeyName name = name(keyArn);
    return keys.ledger.read(tx -> KeyTable.load(tx, keys.account, name.region(), name.id()));
  }

  private static Keys.KeyName name(String keyArn) {
    Arn arn = Arn.parse(keyArn);
    return new Keys.KeyName(arn.region(), arn.resource().substring("key/".length()));
  }
}
