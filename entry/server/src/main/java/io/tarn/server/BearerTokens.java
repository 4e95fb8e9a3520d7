package io.tarn.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Call;
import io.tarn.api.KeyLookup;
import io.tarn.api.sts.Credentials;
import io.tarn.api.sts.GetSessionTokenRequest;
import io.tarn.api.sts.StsService;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.server.query.Operations;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens for Iceberg's catalog and for {@code /query}, for clients that do not sign: an
 * access key for a token, as OAuth 2.0's client credentials (RFC 6749, 4.4). A token is a sealed
 * session of the key's owner without its secret, so that nothing is signed with it: it opens these
 * two doors and nothing else, until it expires or its key is no longer active. That key's secret
 * authenticates it: {@code <session>.<key>.<HMAC-SHA256>.<sealed>}.
 */
final class BearerTokens {
  static final String PATH = "/iceberg/v1/oauth/tokens";
  private static final String SCOPE = "catalog";
  private static final String BEARER = "bearer ";
  private static final String ISSUED = "urn:ietf:params:oauth:token-type:access_token";
  private static final int SECONDS = 3_600;

  /** What the secret signs here is nothing that it signs elsewhere. */
  private static final String PROVEN = "tarn bearer token\n";

  private final KeyLookup keys;
  private final Operations operations;

  BearerTokens(KeyLookup keys, Operations operations) {
    this.keys = keys;
    this.operations = operations;
  }

  /** Who a token stands for. */
  record Holder(Caller caller, String accessKeyId) {}

  /** An answer in the words of RFC 6749, 5.1 and 5.2. */
  record Answer(int status, byte[] body) {}

  static boolean isIn(@Nullable String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, 7);
  }

  /**
   * @throws ServiceError NotAuthorizedException when it is none of this lake's or has expired
   */
  Holder open(String authorization) {
    String[] parts = authorization.substring(BEARER.length()).strip().split("\\.", -1);
    if (parts.length == 4
        && keys.findKey(parts[1], Optional.empty()) instanceof KeyLookup.Found key
        && MessageDigest.isEqual(
            proof(key.secretKey(), parts[0], parts[3]).getBytes(UTF_8), parts[2].getBytes(UTF_8))) {
      switch (keys.findKey(parts[0], Optional.of(sealed(parts[3])))) {
        case KeyLookup.Found found when found.caller().arn().equals(key.caller().arn()) -> {
          return new Holder(found.caller(), parts[0]);
        }
        case KeyLookup.ExpiredToken expired -> throw unauthorized("The token has expired");
        case KeyLookup.Found others -> {}
        case KeyLookup.Unknown unknown -> {}
        case KeyLookup.InvalidToken invalid -> {}
      }
    }
    throw unauthorized("The token is not valid");
  }

  /** Says that a session was issued for a key, as only who has the key's secret can say it. */
  private static String proof(String secret, String session, String sealed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), mac.getAlgorithm()));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal((PROVEN + session + "." + sealed).getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is missing from this JDK", e);
    }
  }

  private static ServiceError unauthorized(String message) {
    return new ServiceError("NotAuthorizedException", 401, message);
  }

  /** URL-safe on the way, as RFC 6750 wants a token's letters to be. */
  private static String sealed(String text) {
    return text.replace('-', '+').replace('_', '/');
  }

  /**
   * Answers a request for a token.
   *
   * @param authorization the header, which may bring the key by Basic
   * @param form the fields of the body
   * @param newCall a call in the name of a caller and by its key
   */
  Answer issue(
      @Nullable String authorization,
      Map<String, String> form,
      BiFunction<Caller, String, Call> newCall) {
    String grant = form.getOrDefault("grant_type", "");
    if (grant.isEmpty()) {
      return refused(400, "invalid_request", "grant_type is missing");
    }
    if (!grant.equals("client_credentials")) {
      return refused(
          400, "unsupported_grant_type", "Only client_credentials are taken, not " + grant);
    }
    String scope = form.getOrDefault("scope", SCOPE);
    if (!scope.equals(SCOPE)) {
      return refused(400, "invalid_scope", "The only scope is catalog, not " + scope);
    }
    String[] pair = pair(authorization, form);
    String id = pair[0];
    Optional<Caller> caller = id.isEmpty() ? Optional.empty() : holder(id, pair[1]);
    if (caller.isEmpty()) {
      return refused(
          401,
          "invalid_client",
          "client_id and client_secret are to be an active access key's id and secret");
    }
    Call call = newCall.apply(caller.get(), id);
    Credentials made =
        operations
            .run(
                StsService.GET_SESSION_TOKEN,
                GetSessionTokenRequest.builder().durationSeconds(SECONDS).build(),
                call)
            .credentials();
    if (made == null) {
      throw new IllegalStateException("GetSessionToken answered no credentials");
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    String session = made.accessKeyId();
    String sealed = made.sessionToken().replace('+', '-').replace('/', '_');
    String proof = proof(pair[1], session, sealed);
    answer.put("access_token", String.join(".", session, id, proof, sealed));
    answer.put("token_type", "bearer");
    answer.put("issued_token_type", ISSUED);
    answer.put("expires_in", made.expiration().getEpochSecond() - call.now().getEpochSecond());
    answer.put("scope", SCOPE);
    return new Answer(200, answer.toString().getBytes(UTF_8));
  }

  private Optional<Caller> holder(String id, String secret) {
    return keys.findKey(id, Optional.empty()) instanceof KeyLookup.Found found
            && MessageDigest.isEqual(found.secretKey().getBytes(UTF_8), secret.getBytes(UTF_8))
        ? Optional.of(found.caller())
        : Optional.empty();
  }

  private static String[] pair(@Nullable String authorization, Map<String, String> form) {
    if (authorization != null && authorization.regionMatches(true, 0, "basic ", 0, 6)) {
      try {
        String both =
            new String(Base64.getDecoder().decode(authorization.substring(6).strip()), UTF_8);
        int colon = both.indexOf(':');
        if (colon > 0) {
          return new String[] {both.substring(0, colon), both.substring(colon + 1)};
        }
      } catch (IllegalArgumentException e) {
        return new String[] {"", ""};
      }
    }
    return new String[] {
      form.getOrDefault("client_id", ""), form.getOrDefault("client_secret", "")
    };
  }

  private static Answer refused(int status, String error, String description) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("error", error).put("error_description", description);
    return new Answer(status, answer.toString().getBytes(UTF_8));
  }
}
