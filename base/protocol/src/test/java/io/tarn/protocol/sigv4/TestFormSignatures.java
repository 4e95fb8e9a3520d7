package io.tarn.protocol.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.kernel.ServiceError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Signatures over a form's policy: the example of S3's API reference, and what must be refused. */
class TestFormSignatures {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

  /** The policy that the reference prints, with its line ends. */
  private static final String POLICY =
      Base64.getEncoder()
          .encodeToString(
              """
              { "expiration": "2015-12-30T12:00:00.000Z",
                "conditions": [
                  {"bucket": "sigv4examplebucket"},
                  ["starts-with", "$key", "user/user1/"],
                  {"acl": "public-read"},
                  {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},
                  ["starts-with", "$Content-Type", "image/"],
                  {"x-amz-meta-uuid": "14365123651274"},
                  {"x-amz-server-side-encryption": "AES256"},
                  ["starts-with", "$x-amz-meta-tag", ""],

                  {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},
                  {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
                  {"x-amz-date": "20151229T000000Z" }
                ]
              }\
              """
                  .replace("\n", "\r\n")
                  .getBytes(StandardCharsets.UTF_8));

  private static final String SIGNATURE =
      "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e";

  private final SigV4 sigV4 = Requests.verifier(Requests.NOW);

  private static Map<String, String> four() {
    return new HashMap<>(
        Map.of(
            "policy",
            POLICY,
            "x-amz-algorithm",
            "AWS4-HMAC-SHA256",
            "x-amz-credential",
            "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
            "x-amz-date",
            "20151229T000000Z",
            "x-amz-signature",
            SIGNATURE));
  }

  private void refuses(String code, Map<String, String> fields) {
    assertThatThrownBy(() -> sigV4.authenticateForm(fields))
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> assertThat(error.code()).as(error.message()).isEqualTo(code));
  }

  @Test
  void acceptsTheExampleOfTheReference() {
    assertThat(sigV4.authenticateForm(four()))
        .isInstanceOfSatisfying(
            Authentication.Signed.class,
            signed -> {
              assertThat(signed.accessKeyId()).isEqualTo("AKIAIOSFODNN7EXAMPLE");
              assertThat(signed.region()).isEqualTo("us-east-1");
            });
  }

  @Test
  void acceptsVersionTwo() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(Requests.bytes(SECRET), "HmacSHA1"));
    String signature = Base64.getEncoder().encodeToString(mac.doFinal(Requests.bytes(POLICY)));
    Map<String, String> fields =
        new HashMap<>(
            Map.of(
                "policy",
                POLICY,
                "awsaccesskeyid",
                "AKIAIOSFODNN7EXAMPLE",
                "signature",
                signature));
    assertThat(sigV4.authenticateForm(fields)).isInstanceOf(Authentication.Signed.class);
    fields.put("policy", POLICY + "=");
    refuses("SignatureDoesNotMatch", fields);
    fields.put("policy", POLICY);
    fields.put("awsaccesskeyid", "AKIANOBODY");
    refuses("InvalidAccessKeyId", fields);
    for (String field : fields.keySet().toArray(new String[0])) {
      Map<String, String> without = new HashMap<>(fields);
      without.remove(field);
      refuses("InvalidArgument", without);
    }
  }

  @Test
  void refusesAnythingChanged() {
    Map<String, String> fields = four();
    fields.put("policy", POLICY.substring(4));
    refuses("SignatureDoesNotMatch", fields);
    fields = four();
    fields.put("x-amz-signature", SIGNATURE.replace('8', '9'));
    refuses("SignatureDoesNotMatch", fields);
    fields = four();
    fields.put("x-amz-credential", "AKIAIOSFODNN7EXAMPLE/20151229/eu-west-1/s3/aws4_request");
    refuses("SignatureDoesNotMatch", fields);
    fields.put("x-amz-credential", "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3");
    refuses("AuthorizationQueryParametersError", fields);
    fields.put("x-amz-credential", "AKIANOBODY/20151229/us-east-1/s3/aws4_request");
    refuses("InvalidAccessKeyId", fields);
    fields = four();
    fields.put("x-amz-date", "20151230T000000Z");
    refuses("InvalidArgument", fields);
    fields = four();
    fields.put("x-amz-algorithm", "AWS4-HMAC-SHA1");
    refuses("InvalidArgument", fields);
    fields = four();
    fields.put("x-amz-security-token", "a token where the key has none");
    refuses("InvalidToken", fields);
  }

  @Test
  void wantsEveryPartOfIt() {
    for (String field : four().keySet()) {
      Map<String, String> fields = four();
      fields.remove(field);
      refuses("InvalidArgument", fields);
    }
    refuses("InvalidArgument", Map.of("policy", POLICY));
    assertThat(sigV4.authenticateForm(Map.of("key", "a")))
        .isInstanceOf(Authentication.Anonymous.class);
  }
}
