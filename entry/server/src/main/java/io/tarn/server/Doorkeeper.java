package io.tarn.server;

import io.tarn.api.Body;
import io.tarn.identity.Credentials;
import io.tarn.identity.IdentityRoom;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.Wire;
import io.tarn.protocol.sigv4.Authentication;
import io.tarn.protocol.sigv4.Authentication.Anonymous;
import io.tarn.protocol.sigv4.Authentication.Signed;
import io.tarn.protocol.sigv4.BodyVerifier;
import io.tarn.protocol.sigv4.Dialect;
import io.tarn.protocol.sigv4.Expected;
import io.tarn.protocol.sigv4.HttpHead;
import io.tarn.protocol.sigv4.KeyLookup;
import io.tarn.protocol.sigv4.SigV4;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling: the signature of the head, the caller behind the key, and a body that proves
 * itself while it is read.
 */
final class Doorkeeper {
  /** Bodies that are read whole: a function's zip in Base64 is the largest AWS takes. */
  private static final int BODY_MAX = 72 * 1024 * 1024;

  private final IdentityRoom identity;
  private final SigV4 signatures;

  Doorkeeper(IdentityRoom identity, InstantSource clock) {
    this.identity = identity;
    signatures = new SigV4(this::findSecret, clock);
  }

  /**
   * A caller with a body.
   *
   * @param region the region of the signature's scope; empty for anonymous requests
   */
  record Admitted(
      Caller caller, Optional<String> region, Optional<String> accessKeyId, Body body) {}

  private Optional<KeyLookup.Secret> findSecret(String accessKeyId, Optional<String> sessionToken) {
    return identity
        .findCredentials(accessKeyId, sessionToken)
        .map(
            found ->
                new KeyLookup.Secret(
                    found.secretAccessKey(),
                    found.expiration().isPresent() ? sessionToken : Optional.empty(),
                    found.expiration()));
  }

  /**
   * @throws ServiceError in AWS's words when a signature is there and does not hold, or is missing
   *     where no anonymous call is possible
   */
  Admitted admit(RequestHead head, Wire.Routed routed, InputStream raw) throws IOException {
    HttpHead signedHead = Heads.signed(head);
    String service = routed.service().service();
    if (service.equals("s3")) {
      Authentication authentication = signatures.authenticate(signedHead, Expected.s3());
      return admitted(
          signedHead, authentication, BodyVerifier.wrap(raw, authentication, signedHead));
    }
    byte[] body = readWhole(raw);
    Dialect dialect = dialect(routed);
    Authentication authentication =
        signatures.authenticate(
            signedHead,
            new Expected(dialect, Optional.of(routed.service().signingName()), Optional.empty()),
            body);
    if (authentication instanceof Anonymous) {
      throw new ServiceError(
          dialect == Dialect.QUERY
              ? "MissingAuthenticationToken"
              : "MissingAuthenticationTokenException",
          dialect == Dialect.QUERY ? 403 : 400,
          "Request is missing Authentication Token");
    }
    return admitted(signedHead, authentication, Body.of(body));
  }

  /** A request for one of the lake's own pages, signed as S3's are. */
  Admitted admitToOwnPage(RequestHead head, InputStream raw) {
    HttpHead signedHead = Heads.signed(head);
    Authentication authentication =
        signatures.authenticate(
            signedHead, new Expected(Dialect.S3, Optional.empty(), Optional.empty()));
    return admitted(signedHead, authentication, BodyVerifier.wrap(raw, authentication, signedHead));
  }

  private static Dialect dialect(Wire.Routed routed) {
    return routed.protocol().name().contains("query") ? Dialect.QUERY : Dialect.JSON;
  }

  private Admitted admitted(HttpHead head, Authentication authentication, Body body) {
    return switch (authentication) {
      case Anonymous anonymous ->
          new Admitted(new Caller.Anonymous(), Optional.empty(), Optional.empty(), body);
      case Signed signed -> {
        Optional<Credentials> credentials =
            identity.findCredentials(signed.accessKeyId(), sessionToken(head, signed));
        Caller caller =
            credentials
                .orElseThrow(
                    () ->
                        new ServiceError(
                            "InvalidAccessKeyId",
                            403,
                            "The AWS Access Key Id you provided does not exist in our records."))
                .caller();
        yield new Admitted(
            caller, Optional.of(signed.region()), Optional.of(signed.accessKeyId()), body);
      }
    };
  }

  private static Optional<String> sessionToken(HttpHead head, Signed signed) {
    if (!signed.presigned()) {
      return head.header("x-amz-security-token");
    }
    @Nullable String token = null;
    for (String parameter : head.rawQuery().split("&")) {
      if (parameter.regionMatches(true, 0, "X-Amz-Security-Token=", 0, 21)) {
        token = URLDecoder.decode(parameter.substring(21), StandardCharsets.UTF_8);
      }
    }
    return Optional.ofNullable(token);
  }

  private static byte[] readWhole(InputStream raw) throws IOException {
    byte[] body = raw.readNBytes(BODY_MAX + 1);
    if (body.length > BODY_MAX) {
      throw new ServiceError(
          "RequestEntityTooLargeException",
          413,
          "The request is longer than " + BODY_MAX + " bytes");
    }
    return body;
  }
}
