package io.tarn.store.crypt;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.kernel.ServiceError;
import io.tarn.keys.DataKeys;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may seal and open, and with which keys. Every blob has a data key of its own; what wraps it
 * is the lake's key (SSE-S3), a KMS key (SSE-KMS) or the customer's (SSE-C). Thread-safe.
 */
public final class Vault {
  private static final String LAKE_KEYS = "store/sse-s3";
  private static final String SERVICE = "s3";
  private static final String WRAP = "wrap";
  private static final int SALT_BYTES = 16;

  private final DataKeys keys;
  private final Authorizer authorizer;
  private final SecureRandom random;
  private final Default otherwise;

  /**
   * @param otherwise what a bucket does that has no setting of its own
   */
  public Vault(DataKeys keys, Authorizer authorizer, SecureRandom random, Default otherwise) {
    this.keys = requireNonNull(keys, "keys is null");
    this.authorizer = requireNonNull(authorizer, "authorizer is null");
    this.random = requireNonNull(random, "random is null");
    this.otherwise = requireNonNull(otherwise, "otherwise is null");
  }

  /** What a bucket does that has no setting of its own. */
  public Default otherwise() {
    return otherwise;
  }

  /** The place of an object: what its encryption context says. */
  public record Place(String region, String bucket, String key) {
    String context(boolean bucketKey) {
      return "arn:aws:s3:::" + (bucketKey ? bucket : bucket + "/" + key);
    }
  }

  /**
   * How an object that is about to be written is to be encrypted; empty for not at all. Nothing is
   * asked of the key yet.
   *
   * @throws ServiceError KMS.NotFoundException
   */
  public Optional<Encryption> decide(Call call, Place place, Asked asked, Default otherwise) {
    Optional<Encryption.Kind> kind = asked.kind().or(otherwise::kind);
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (kind.get()) {
          case LAKE -> Encryption.lake();
          case CUSTOMER -> customer(asked.customer().orElseThrow());
          case KMS -> kms(call, place, asked, otherwise);
        });
  }

  private Encryption kms(Call call, Place place, Asked asked, Default otherwise) {
    boolean bucketKey = asked.bucketKey() == null ? otherwise.bucketKey() : asked.bucketKey();
    String name = asked.kind().isPresent() ? asked.kmsKey() : otherwise.kmsKey();
    Map<String, String> context = new TreeMap<>(asked.context());
    context.put("aws:s3:arn", place.context(bucketKey));
    String arn =
        handOn(
            () ->
                name == null
                    ? keys.managed(call, place.region(), SERVICE)
                    : keys.resolve(call, place.region(), name));
    return Encryption.kms(arn, bucketKey, context);
  }

  private Encryption customer(CustomerKey key) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return Encryption.customer(
        HexFormat.of().formatHex(salt), HexFormat.of().formatHex(mac(salt, key)));
  }

  private static byte[] mac(byte[] salt, CustomerKey key) {
    return Aes.mac(key.bytes(), salt);
  }

  private static boolean matches(Encryption encryption, CustomerKey key) {
    byte[] salt = HexFormat.of().parseHex(requireNonNull(encryption.salt()));
    byte[] mac = HexFormat.of().parseHex(requireNonNull(encryption.mac()));
    return MessageDigest.isEqual(mac, mac(salt, key));
  }

  /**
   * What seals blobs of this encryption, once the caller may.
   *
   * @throws ServiceError AccessDenied without kms:GenerateDataKey; KMS.NotFoundException,
   *     KMS.DisabledException, KMS.KMSInvalidStateException
   */
  public Seal.Maker sealing(
      Call call, Optional<Encryption> encryption, Optional<CustomerKey> customer) {
    if (encryption.isEmpty()) {
      return Seal.Maker.NONE;
    }
    Encryption how = encryption.get();
    return switch (how.kind()) {
      case LAKE -> blob -> wrapped(blob, how, lakeKey(blob));
      case CUSTOMER -> {
        CustomerKey key = customer.orElseThrow();
        yield blob -> wrapped(blob, how, customerKey(key, blob));
      }
      case KMS -> {
        check(call, "kms:GenerateDataKey", how);
        handOn(
            () -> {
              keys.checkUsable(how.key());
              return true;
            });
        yield blob -> {
          DataKeys.DataKey made = handOn(() -> keys.generate(how.key(), how.context()));
          return new Seal(blob, made.plain(), new SealedKey(how, made.wrapped()));
        };
      }
    };
  }

  private Seal wrapped(long blob, Encryption how, byte[] wrapping) {
    byte[] key = new byte[Aes.KEY_BYTES];
    random.nextBytes(key);
    byte[] wrapped = Aes.seal(wrapping, key, new byte[0], random);
    return new Seal(blob, key, new SealedKey(how, wrapped));
  }

  private byte[] lakeKey(long blob) {
    return Aes.derive(keys.own(LAKE_KEYS), WRAP, blob);
  }

  private static byte[] customerKey(CustomerKey key, long blob) {
    return Aes.derive(key.bytes(), WRAP, blob);
  }

  private void check(Call call, String action, Encryption how) {
    authorizer.check(call, keys.access(call, action, how.key(), how.context(), SERVICE));
  }

  /**
   * A later part of an upload must come with the key it was begun with.
   *
   * @throws ServiceError InvalidRequest
   */
  public static void checkPart(Optional<Encryption> encryption, Optional<CustomerKey> customer) {
    boolean own = isCustomers(encryption);
    if (own && customer.isEmpty()) {
      throw CryptError.INVALID_REQUEST.with(
          "The multipart upload initiate requested encryption. Subsequent part requests must"
              + " include the appropriate encryption parameters.");
    }
    boolean same = own ? matches(encryption.get(), customer.get()) : customer.isEmpty();
    if (!same) {
      throw CryptError.INVALID_REQUEST.with(
          "The provided encryption parameters did not match the ones used originally.");
    }
  }

  private static boolean isCustomers(Optional<Encryption> encryption) {
    return encryption.isPresent() && encryption.get().kind() == Encryption.Kind.CUSTOMER;
  }

  /**
   * Whether a request has the right key of a customer, or rightly none.
   *
   * @throws ServiceError InvalidRequest; AccessDenied for another key, as AWS answers
   */
  public static void checkCustomer(
      Optional<Encryption> encryption, Optional<CustomerKey> customer) {
    boolean own = isCustomers(encryption);
    if (!own && customer.isPresent()) {
      throw CryptError.INVALID_REQUEST.with(
          "The encryption parameters are not applicable to this object.");
    }
    if (own && customer.isEmpty()) {
      throw CryptError.INVALID_REQUEST.with(
          "The object was stored using a form of Server Side Encryption. The correct parameters"
              + " must be provided to retrieve the object.");
    }
    if (own && !matches(encryption.get(), customer.get())) {
      throw CryptError.ACCESS_DENIED.with("Access Denied");
    }
  }

  /**
   * What opens the blobs of a version, once the caller may.
   *
   * @throws ServiceError what {@link #checkCustomer} throws; AccessDenied without kms:Decrypt;
   *     KMS.NotFoundException, KMS.DisabledException, KMS.KMSInvalidStateException
   */
  public Opener opening(
      Call call, Optional<Encryption> encryption, Optional<CustomerKey> customer) {
    checkCustomer(encryption, customer);
    if (encryption.isPresent() && encryption.get().kind() == Encryption.Kind.KMS) {
      checkDecrypt(call, encryption.get());
    }
    return opener(customer.orElse(null));
  }

  /** What opens for other rooms: nothing that a customer holds the key of. */
  public Opener opening() {
    return opener(null);
  }

  private void checkDecrypt(Call call, Encryption how) {
    check(call, "kms:Decrypt", how);
    handOn(
        () -> {
          keys.checkUsable(how.key());
          return true;
        });
  }

  /**
   * Whether the caller may have the bytes of a blob decrypted for an engine.
   *
   * @param document what stands beside the blob; null for bytes that are not sealed
   * @param uri names the object in the error
   * @throws ServiceError AccessDenied, KMS's errors; InvalidRequest for SSE-C, whose key the lake
   *     does not have
   */
  public void checkRoom(Call call, @Nullable String document, String uri) {
    if (document == null) {
      return;
    }
    Encryption how = SealedKey.ofJson(document).encryption();
    switch (how.kind()) {
      case LAKE -> {}
      case KMS -> checkDecrypt(call, how);
      case CUSTOMER ->
          throw CryptError.INVALID_REQUEST.with(
              uri
                  + " is encrypted with a key that its writer keeps (SSE-C): the lake cannot read"
                  + " it; copy it to SSE-S3 or SSE-KMS first");
    }
  }

  /** What stands beside a blob that is made of parts, each sealed by itself. */
  public static @Nullable String ofParts(Optional<Encryption> encryption) {
    return encryption.map(how -> new SealedKey(how, new byte[0]).toJson()).orElse(null);
  }

  private Opener opener(@Nullable CustomerKey customer) {
    return (blob, how, wrapped) ->
        switch (how.kind()) {
          case LAKE -> unwrapped(blob, lakeKey(blob), wrapped);
          case KMS -> handOn(() -> keys.open(how.key(), wrapped, how.context()));
          case CUSTOMER -> {
            if (customer == null) {
              throw new IOException("Blob " + blob + " is sealed with a key of its writer");
            }
            yield unwrapped(blob, customerKey(customer, blob), wrapped);
          }
        };
  }

  private static byte[] unwrapped(long blob, byte[] wrapping, byte[] wrapped) throws IOException {
    byte[] key = Aes.open(wrapping, wrapped, new byte[0]);
    if (key == null) {
      throw new IOException("The key of blob " + blob + " is damaged");
    }
    return key;
  }

  private static <T> T handOn(Supplier<T> work) {
    try {
      return work.get();
    } catch (ServiceError e) {
      throw CryptError.ofKms(e);
    }
  }
}
