package io.tarn.server;

import io.tarn.api.Body;
import io.tarn.api.KeyLookup;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.Bodies;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.Wire;
import io.tarn.protocol.forms.FormUpload;
import io.tarn.protocol.forms.PostPolicy;
import io.tarn.protocol.sigv4.Authentication;
import io.tarn.protocol.sigv4.Authentication.Anonymous;
import io.tarn.protocol.sigv4.Authentication.Signed;
import io.tarn.protocol.sigv4.BodyVerifier;
import io.tarn.protocol.sigv4.Dialect;
import io.tarn.protocol.sigv4.Expected;
import io.tarn.protocol.sigv4.SigV4;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling: the signature of the head, the caller behind the key, and a body that proves
 * itself while it is read.
 */
final class Doorkeeper {
  private static final Set<String> SIGNED_BY_ICEBERG = Set.of("glue", "s3tables", "execute-api");

  private final SigV4 signatures;
  private final InstantSource clock;

  Doorkeeper(KeyLookup keys, InstantSource clock) {
    this.clock = clock;
    signatures = new SigV4(keys, clock);
  }

  /**
   * A caller with a body.
   *
   * @param region the region of the signature's scope; empty for anonymous requests
   */
  record Admitted(
      Caller caller, Optional<String> region, Optional<String> accessKeyId, Body body) {}

  /**
   * @throws ServiceError in AWS's words when a signature is there and does not hold, or is missing
   *     where no anonymous call is possible
   */
  Admitted admit(RequestHead head, Wire.Routed routed, InputStream raw) throws IOException {
    if ("PostObject".equals(routed.operation())) {
      return admitForm(head, routed.labels().getOrDefault("Bucket", ""), raw);
    }
    if (routed.service().service().equals("s3")) {
      Authentication authentication = signatures.authenticate(head, Expected.s3());
      return admitted(authentication, BodyVerifier.wrap(raw, authentication, head));
    }
    return admit(head, dialect(routed), routed.service().signingName(), Bodies.readWhole(raw));
  }

  /** A request for {@code /query}: with a bearer token, or signed as Athena's are. */
  Admitted admitToQuery(RequestHead head, BearerTokens tokens, InputStream raw) throws IOException {
    byte[] body = Bodies.readWhole(raw);
    Optional<Admitted> bearer = bearer(head, tokens, body);
    return bearer.isPresent() ? bearer.get() : admit(head, Dialect.JSON, "athena", body);
  }

  private static Optional<Admitted> bearer(RequestHead head, BearerTokens tokens, byte[] body) {
    String authorization = head.headers().first("authorization");
    if (authorization == null || !BearerTokens.isIn(authorization)) {
      return Optional.empty();
    }
    BearerTokens.Holder holder = tokens.open(authorization);
    return Optional.of(
        new Admitted(
            holder.caller(), Optional.empty(), Optional.of(holder.accessKeyId()), Body.of(body)));
  }

  private Admitted admit(RequestHead head, Dialect dialect, String signingName, byte[] body) {
    Authentication authentication =
        signatures.authenticate(
            head, new Expected(dialect, Optional.of(signingName), Optional.empty()), body);
    if (authentication instanceof Anonymous) {
      throw new ServiceError(
          dialect == Dialect.QUERY
              ? "MissingAuthenticationToken"
              : "MissingAuthenticationTokenException",
          dialect == Dialect.QUERY ? 403 : 400,
          "Request is missing Authentication Token");
    }
    return admitted(authentication, Body.of(body));
  }

  /** A browser's form carries its proof in its fields, and the policy that its signer allows. */
  private Admitted admitForm(RequestHead head, String bucket, InputStream raw) throws IOException {
    FormUpload form = FormUpload.open(head.headers().first("content-type"), raw);
    Authentication authentication = signatures.authenticateForm(form.fields());
    String policy = form.fields().get("policy");
    if (policy != null) {
      PostPolicy allowed = PostPolicy.parse(policy);
      allowed.check(form.fields(), bucket, clock.instant());
      form.bound(allowed.sizes());
    }
    return admitted(authentication, form);
  }

  /** A request for one of the lake's own pages, signed as S3's are. */
  Admitted admitToOwnPage(RequestHead head, InputStream raw) {
    Authentication authentication =
        signatures.authenticate(head, new Expected(Dialect.S3, Optional.empty(), Optional.empty()));
    return admitted(authentication, BodyVerifier.wrap(raw, authentication, head));
  }

  /**
   * A request to Iceberg's catalog: with a bearer token, or signed for one of the services that its
   * clients can be told to sign for.
   *
   * @param signedName the service that the signature names
   */
  Admitted admitToIceberg(
      RequestHead head, @Nullable String signedName, BearerTokens tokens, InputStream raw)
      throws IOException {
    byte[] body = Bodies.readWhole(raw);
    Optional<Admitted> bearer = bearer(head, tokens, body);
    if (bearer.isPresent()) {
      return bearer.get();
    }
    String service =
        signedName != null && SIGNED_BY_ICEBERG.contains(signedName) ? signedName : "glue";
    Authentication authentication =
        signatures.authenticate(
            head, new Expected(Dialect.JSON, Optional.of(service), Optional.empty()), body);
    if (authentication instanceof Anonymous) {
      throw new ServiceError(
          "NotAuthorizedException", 401, "Request is missing Authentication Token");
    }
    return admitted(authentication, Body.of(body));
  }

  private static Dialect dialect(Wire.Routed routed) {
    return routed.protocol().name().contains("query") ? Dialect.QUERY : Dialect.JSON;
  }

  private static Admitted admitted(Authentication authentication, Body body) {
    return switch (authentication) {
      case Anonymous anonymous ->
          new Admitted(new Caller.Anonymous(), Optional.empty(), Optional.empty(), body);
      case Signed signed ->
          new Admitted(
              signed.caller(),
              Optional.of(signed.region()),
              Optional.of(signed.accessKeyId()),
              body);
    };
  }
}
