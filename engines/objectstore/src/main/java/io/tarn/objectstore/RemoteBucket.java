package io.tarn.objectstore;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Body;
import io.tarn.api.OperationModel;
import io.tarn.api.ServiceModel;
import io.tarn.api.Services;
import io.tarn.api.Structure;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.JdkHttp;
import io.tarn.protocol.Protocol;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.Requests;
import io.tarn.protocol.Wire;
import io.tarn.protocol.sigv4.Signer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * S3's calls against one endpoint, signed, and repeated where the other side or the way to it
 * failed. Everything that is sent here may be sent twice. Thread-safe.
 */
final class RemoteBucket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteBucket.class);
  private static final int ATTEMPTS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final Endpoint endpoint;
  private final Signer signer;
  private final ServiceModel service;
  private final Protocol protocol;
  private final HttpClient http;

  RemoteBucket(Endpoint endpoint) {
    this.endpoint = requireNonNull(endpoint, "endpoint is null");
    this.signer =
        new Signer(
            Signer.Credentials.of(endpoint.accessKeyId(), endpoint.secretAccessKey()),
            endpoint.region(),
            "s3");
    this.service = requireNonNull(Services.find("s3"), "no model of s3");
    this.protocol = Requests.preferred(service);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
  }

  /**
   * Sends one call. A streaming answer stays open and must be closed.
   *
   * @param bytes the payload
   * @throws Refused when the other side says no
   * @throws IOException when it could not be reached in all attempts, or broke down in each
   */
  <I extends Structure, O extends Structure> O call(
      OperationModel<I, O> operation, I input, byte[] bytes) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(operation, input, bytes);
      } catch (Refused e) {
        if (!e.passing() || attempt == ATTEMPTS) {
          e.repeated = attempt > 1;
          throw e;
        }
        pause(operation, attempt, e);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new IOException(
              operation.name() + " failed at the object store " + endpoint + ": " + e.getMessage(),
              e);
        }
        pause(operation, attempt, e);
      }
    }
  }

  private void pause(OperationModel<?, ?> operation, int attempt, IOException cause)
      throws IOException {
    LOG.debug("{} failed at {} and is repeated", operation.name(), endpoint, cause);
    long most = FIRST_PAUSE.toMillis() << attempt;
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the object store", e);
    }
  }

  @SuppressWarnings("unchecked") // The codec builds the output by the operation's own model.
  private <I extends Structure, O extends Structure> O once(
      OperationModel<I, O> operation, I input, byte[] bytes) throws IOException {
    Wire.Request request =
        protocol.encodeRequest(service, operation, input, endpoint.url().getAuthority());
    byte[] body = bytes;
    try (Body payload = request.body()) {
      if (bytes.length == 0) {
        try (InputStream in = payload.open()) {
          body = in.readAllBytes();
        }
      }
    }
    HttpResponse<InputStream> answer = send(request.head(), body);
    Wire.Response response = response(answer);
    if (answer.statusCode() >= 300) {
      try (Body rest = response.body()) {
        ServiceError error = protocol.decodeError(response);
        requireNonNull(rest);
        throw new Refused(operation.name(), endpoint, answer.statusCode(), error);
      }
    }
    return (O) protocol.decodeResponse(operation, response);
  }

  private HttpResponse<InputStream> send(RequestHead head, byte[] body) throws IOException {
    RequestHead signed = signer.sign(head, body, Instant.now());
    HttpRequest request = JdkHttp.request(endpoint.url(), signed, body).timeout(ANSWER).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the object store", e);
    }
  }

  private static Wire.Response response(HttpResponse<InputStream> answer) {
    return new Wire.Response(
        JdkHttp.head(answer),
        new Incoming(answer.body(), answer.headers().firstValueAsLong("content-length")));
  }

  private record Incoming(InputStream stream, OptionalLong length) implements Body {
    @Override
    public InputStream open() {
      return stream;
    }

    @Override
    public void close() {
      try {
        stream.close();
      } catch (IOException e) {
        LOG.debug("An answer of the object store could not be closed", e);
      }
    }
  }

  @Override
  public void close() {
    http.close();
  }

  /** The other side has answered, and the answer is no. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private boolean repeated;

    Refused(String operation, Endpoint endpoint, int status, ServiceError error) {
      super(
          "The object store "
              + endpoint
              + " refused "
              + operation
              + ": "
              + error.code()
              + " ("
              + status
              + ") "
              + Optional.ofNullable(error.getMessage()).orElse(""));
      this.status = status;
      this.code = error.code();
    }

    int status() {
      return status;
    }

    String code() {
      return code;
    }

    /** Whether an attempt before may have taken effect without its answer being heard. */
    boolean repeated() {
      return repeated;
    }

    /** Whether the same call may well succeed a moment later. */
    private boolean passing() {
      return status >= 500 && status != 501 && status != 507
          || status == 429
          || code.equals("RequestTimeout");
    }
  }
}
