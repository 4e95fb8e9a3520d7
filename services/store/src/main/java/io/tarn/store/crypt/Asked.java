package io.tarn.store.crypt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.api.Access;
import io.tarn.api.Structure;
import io.tarn.kernel.ServiceError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a writing request asks about encryption, taken from its members by name, so that every
 * operation that has them reads them alike. Source: S3 API Reference, PutObject.
 *
 * @param kmsKey id, ARN, alias or alias' ARN
 * @param context what the caller adds to the encryption context
 * @param bucketKey null where the request does not say
 */
public record Asked(
    Optional<Encryption.Kind> kind,
    @Nullable String kmsKey,
    Map<String, String> context,
    @Nullable Boolean bucketKey,
    Optional<CustomerKey> customer) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OBJECT_CONTEXT = "aws:s3:arn";

  /** Nothing: the bucket decides. */
  public static final Asked NOTHING =
      new Asked(Optional.empty(), null, Map.of(), null, Optional.empty());

  /**
   * @throws ServiceError InvalidArgument for headers that do not fit each other; NotImplemented for
   *     aws:kms:dsse
   */
  public static Asked of(Structure input) {
    String algorithm = Headers.text(input, "ServerSideEncryption");
    String kmsKey = Headers.text(input, "SSEKMSKeyId");
    String context = Headers.text(input, "SSEKMSEncryptionContext");
    Optional<CustomerKey> customer = CustomerKey.of(input, "");
    if (customer.isPresent() && (algorithm != null || kmsKey != null)) {
      throw CryptError.INVALID_ARGUMENT.with(
          "Server Side Encryption with Customer provided key is incompatible with the encryption"
              + " method specified");
    }
    Optional<Encryption.Kind> kind =
        customer.isPresent() ? Optional.of(Encryption.Kind.CUSTOMER) : kind(algorithm);
    boolean kms = kind.isPresent() && kind.get() == Encryption.Kind.KMS;
    if (!kms && (kmsKey != null || context != null)) {
      throw CryptError.INVALID_ARGUMENT.with(
          "Server Side Encryption with AWS KMS managed key requires HTTP header"
              + " x-amz-server-side-encryption : aws:kms");
    }
    return new Asked(
        kind,
        kmsKey,
        context(context),
        (Boolean) Headers.value(input, "BucketKeyEnabled"),
        customer);
  }

  private static Optional<Encryption.Kind> kind(@Nullable String algorithm) {
    if (algorithm == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (algorithm) {
          case "AES256" -> Encryption.Kind.LAKE;
          case "aws:kms" -> Encryption.Kind.KMS;
          case "aws:kms:dsse", "aws:fsx" ->
              throw CryptError.NOT_IMPLEMENTED.with(
                  "A header or setting you provided implies functionality that is not implemented:"
                      + " x-amz-server-side-encryption: "
                      + algorithm);
          default ->
              throw CryptError.INVALID_ARGUMENT
                  .with("The encryption method specified is not supported")
                  .with("ArgumentName", "x-amz-server-side-encryption")
                  .with("ArgumentValue", algorithm);
        });
  }

  private static Map<String, String> context(@Nullable String header) {
    Map<String, String> context = new TreeMap<>();
    if (header == null) {
      return context;
    }
    try {
      JsonNode node =
          JSON.readTree(
              new String(Base64.getDecoder().decode(header.strip()), StandardCharsets.UTF_8));
      if (node == null || !node.isObject()) {
        throw wrongContext();
      }
      for (Map.Entry<String, JsonNode> each : node.properties()) {
        if (!each.getValue().isTextual() || each.getKey().equals(OBJECT_CONTEXT)) {
          throw wrongContext();
        }
        context.put(each.getKey(), each.getValue().asText());
      }
      return context;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw wrongContext();
    }
  }

  private static ServiceError wrongContext() {
    return CryptError.INVALID_ARGUMENT.with(
        "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string"
            + " holding JSON which represents a string-string map, without "
            + OBJECT_CONTEXT);
  }

  /** The condition keys of the headers, as they were sent. */
  public static Access conditions(Access access, Structure input) {
    Access result = access;
    result = with(result, input, "s3:x-amz-server-side-encryption", "ServerSideEncryption");
    result = with(result, input, "s3:x-amz-server-side-encryption-aws-kms-key-id", "SSEKMSKeyId");
    return with(
        result,
        input,
        "s3:x-amz-server-side-encryption-customer-algorithm",
        "SSECustomerAlgorithm");
  }

  private static Access with(Access access, Structure input, String key, String member) {
    String value = Headers.text(input, member);
    return value == null ? access : access.withContext(key, value);
  }
}
