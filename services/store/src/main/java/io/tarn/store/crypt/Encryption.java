package io.tarn.store.crypt;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.StructureBuilder;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a version or an upload is encrypted.
 *
 * @param keyArn of the KMS key
 * @param bucketKey whether the encryption context names the bucket instead of the object
 * @param context the whole encryption context of the KMS key
 * @param salt and mac by which a customer's key is known again, in hexadecimal
 */
public record Encryption(
    Kind kind,
    @Nullable String keyArn,
    boolean bucketKey,
    Map<String, String> context,
    @Nullable String salt,
    @Nullable String mac) {

  /** Who holds the key. */
  public enum Kind {
    /** SSE-S3: the lake. */
    LAKE("AES256"),
    /** SSE-KMS: a key of the keys room. */
    KMS("aws:kms"),
    /** SSE-C: whoever asks. */
    CUSTOMER("AES256");

    private final String algorithm;

    Kind(String algorithm) {
      this.algorithm = algorithm;
    }

    /** As the headers name it. */
    public String algorithm() {
      return algorithm;
    }
  }

  public Encryption {
    requireNonNull(kind, "kind is null");
    context = Collections.unmodifiableMap(new TreeMap<>(context));
  }

  static Encryption lake() {
    return new Encryption(Kind.LAKE, null, false, Map.of(), null, null);
  }

  static Encryption kms(String keyArn, boolean bucketKey, Map<String, String> context) {
    return new Encryption(Kind.KMS, keyArn, bucketKey, context, null, null);
  }

  static Encryption customer(String salt, String mac) {
    return new Encryption(Kind.CUSTOMER, null, false, Map.of(), salt, mac);
  }

  String key() {
    return requireNonNull(keyArn, "keyArn is null");
  }

  /** Sets the headers that an answer about these bytes has. */
  public void answer(StructureBuilder output, Optional<CustomerKey> customer) {
    if (kind == Kind.CUSTOMER) {
      Headers.set(output, "SSECustomerAlgorithm", CustomerKey.ALGORITHM);
      Headers.set(output, "SSECustomerKeyMD5", customer.map(CustomerKey::md5).orElse(null));
      return;
    }
    Headers.set(output, "ServerSideEncryption", kind.algorithm());
    Headers.set(output, "SSEKMSKeyId", keyArn);
    Headers.set(output, "BucketKeyEnabled", bucketKey ? true : null);
  }

  /** The form in which it is kept. */
  public ObjectNode toNode() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("kind", kind.name());
    if (keyArn != null) {
      node.put("key", keyArn);
    }
    if (bucketKey) {
      node.put("bucketKey", true);
    }
    if (!context.isEmpty()) {
      ObjectNode map = node.putObject("context");
      context.forEach(map::put);
    }
    if (salt != null && mac != null) {
      node.put("salt", salt);
      node.put("mac", mac);
    }
    return node;
  }

  public static Encryption ofNode(JsonNode node) {
    Map<String, String> context = new TreeMap<>();
    node.path("context")
        .fields()
        .forEachRemaining(e -> context.put(e.getKey(), e.getValue().asText()));
    return new Encryption(
        Kind.valueOf(node.path("kind").asText()),
        text(node, "key"),
        node.path("bucketKey").asBoolean(),
        context,
        text(node, "salt"),
        text(node, "mac"));
  }

  private static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value == null ? null : value.asText();
  }
}
