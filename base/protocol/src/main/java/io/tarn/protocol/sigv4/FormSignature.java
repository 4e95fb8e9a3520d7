package io.tarn.protocol.sigv4;

import io.tarn.api.KeyLookup;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.sigv4.Authentication.Anonymous;
import io.tarn.protocol.sigv4.Authentication.Signed;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The signature that a browser's form carries over its policy, of version 4 or 2. Source: S3 API
 * Reference, "Authenticating Requests in Browser-Based Uploads Using POST".
 *
 * @param fields by name in lower case
 */
record FormSignature(Map<String, String> fields) {
  private static final String HMAC = "AWS4-HMAC-SHA256";

  /** Finds a key's secret for a scope and a session token, or refuses. */
  interface Secrets extends BiFunction<CredentialScope, Optional<String>, KeyLookup.Found> {}

  Authentication check(Secrets secrets, SigningKeys signingKeys) {
    boolean four = has("x-amz-signature") || has("x-amz-credential") || has("x-amz-algorithm");
    boolean two = has("awsaccesskeyid") || has("signature");
    if (!four && !two && !has("policy")) {
      return new Anonymous();
    }
    String policy = required("policy", "policy");
    return four ? versionFour(policy, secrets, signingKeys) : versionTwo(policy, secrets);
  }

  private Signed versionFour(String policy, Secrets secrets, SigningKeys signingKeys) {
    String algorithm = required("x-amz-algorithm", "X-Amz-Algorithm");
    String credential = required("x-amz-credential", "X-Amz-Credential");
    String date = required("x-amz-date", "X-Amz-Date");
    String signature = required("x-amz-signature", "X-Amz-Signature");
    if (!algorithm.equals(HMAC)) {
      throw invalid("X-Amz-Algorithm only supports \"" + HMAC + "\"", "X-Amz-Algorithm", algorithm);
    }
    CredentialScope scope = CredentialScope.parse(credential, Expected.s3(), true);
    if (!date.startsWith(scope.day())) {
      throw invalid(
          "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\" and on the day of"
              + " the credential's scope",
          "X-Amz-Date",
          date);
    }
    KeyLookup.Found found = secrets.apply(scope, token());
    byte[] key =
        signingKeys.find(
            new SigningKeys.Scope(found.secretKey(), scope.day(), scope.region(), scope.service()));
    return signed(scope, found, policy, Hashes.hmacHex(key, policy), signature);
  }

  private Signed versionTwo(String policy, Secrets secrets) {
    String accessKeyId = required("awsaccesskeyid", "AWSAccessKeyId");
    String signature = required("signature", "signature");
    CredentialScope scope = new CredentialScope(accessKeyId, "", "us-east-1", "s3", true);
    KeyLookup.Found found = secrets.apply(scope, token());
    return signed(scope, found, policy, hmacSha1(found.secretKey(), policy), signature);
  }

  private static Signed signed(
      CredentialScope scope,
      KeyLookup.Found found,
      String policy,
      String expected,
      String provided) {
    if (!Hashes.same(expected, provided)) {
      throw Refusal.mismatch(Dialect.S3)
          .with("AWSAccessKeyId", scope.accessKeyId())
          .with("StringToSign", policy)
          .with("SignatureProvided", provided);
    }
    return new Signed(
        scope.accessKeyId(),
        found.caller(),
        scope.region(),
        scope.service(),
        false,
        PayloadHash.UNSIGNED,
        new ChunkSigning.Hmac(new byte[1], "", "", ""));
  }

  private static String hmacSha1(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("HmacSHA1 does not work in this JDK", e);
    }
  }

  private Optional<String> token() {
    return Optional.ofNullable(fields.get("x-amz-security-token"));
  }

  private boolean has(String field) {
    return fields.containsKey(field);
  }

  private String required(String field, String shown) {
    @Nullable String value = fields.get(field);
    if (value == null) {
      throw invalid(
          "Bucket POST must contain a field named '"
              + shown
              + "'.  If it is specified, please check the order of the fields.",
          shown,
          "");
    }
    return value;
  }

  private static ServiceError invalid(String message, String name, String value) {
    return new ServiceError("InvalidArgument", 400, message)
        .with("ArgumentName", name)
        .with("ArgumentValue", value);
  }
}
