package io.tarn.cli;

import static io.tarn.cli.Athena.required;

import io.tarn.api.Body;
import io.tarn.api.OperationModel;
import io.tarn.api.ServiceModel;
import io.tarn.api.Services;
import io.tarn.api.Structure;
import io.tarn.api.s3.CreateBucketRequest;
import io.tarn.api.s3.EventBridgeConfiguration;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.NotificationConfiguration;
import io.tarn.api.s3.PutBucketNotificationConfigurationRequest;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.JdkHttp;
import io.tarn.protocol.Protocol;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.Requests;
import io.tarn.protocol.Wire;
import io.tarn.protocol.sigv4.Signer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A client of the wire: any operation by its model, signed with one key, for one region.
 * Thread-safe.
 */
final class LakeClient implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;
  private final String region;
  private final RootKey key;
  private final Map<String, Signer> signers = new ConcurrentHashMap<>();

  LakeClient(URI url, String region, RootKey key) {
    this.url = url;
    this.region = region;
    this.key = key;
  }

  /**
   * Sends one call and reads its answer; a streaming answer is read into memory.
   *
   * @throws ServiceError as the lake sent it
   */
  @SuppressWarnings("unchecked") // The codec builds the output by the operation's own model.
  <I extends Structure, O extends Structure> O call(OperationModel<I, O> operation, I input) {
    ServiceModel service = required(Services.find(operation.service()));
    Protocol protocol = Requests.preferred(service);
    try {
      Wire.Request request = protocol.encodeRequest(service, operation, input, url.getAuthority());
      byte[] body;
      try (Body payload = request.body();
          InputStream bytes = payload.open()) {
        body = bytes.readAllBytes();
      }
      HttpResponse<byte[]> answer = send(service.signingName(), request.head(), body);
      Wire.Response response = new Wire.Response(JdkHttp.head(answer), Body.of(answer.body()));
      if (answer.statusCode() >= 300) {
        throw protocol.decodeError(response);
      }
      return (O) protocol.decodeResponse(operation, response);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The lake at " + url + " cannot be reached: " + e.getMessage(), e);
    }
  }

  private HttpResponse<byte[]> send(String signingName, RequestHead head, byte[] body)
      throws IOException {
    Signer signer =
        signers.computeIfAbsent(
            signingName,
            name ->
                new Signer(
                    new Signer.Credentials(
                        key.accessKeyId(), key.secretAccessKey(), key.sessionToken()),
                    region,
                    name));
    RequestHead signed = signer.sign(head, body, Instant.now());
    HttpRequest request = JdkHttp.request(url, signed, body).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the lake", e);
    }
  }

  void createBucket(String bucket) {
    call(S3Service.CREATE_BUCKET, CreateBucketRequest.builder().bucket(bucket).build());
  }

  void createBucketIfAbsent(String bucket) {
    try {
      createBucket(bucket);
    } catch (ServiceError e) {
      if (!e.code().equals("BucketAlreadyOwnedByYou")) {
        throw e;
      }
    }
  }

  void putObject(String bucket, String objectKey, byte[] content) {
    call(
        S3Service.PUT_OBJECT,
        PutObjectRequest.builder().bucket(bucket).key(objectKey).body(Body.of(content)).build());
  }

  void putObject(String bucket, String objectKey, Path file) {
    call(
        S3Service.PUT_OBJECT,
        PutObjectRequest.builder().bucket(bucket).key(objectKey).body(new FileBody(file)).build());
  }

  byte[] getObject(String bucket, String objectKey) {
    Body body =
        required(
            call(
                    S3Service.GET_OBJECT,
                    GetObjectRequest.builder().bucket(bucket).key(objectKey).build())
                .body());
    try (body;
        InputStream bytes = body.open()) {
      return bytes.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on the bucket's events reach the default bus. */
  void enableEventBridge(String bucket) {
    call(
        S3Service.PUT_BUCKET_NOTIFICATION_CONFIGURATION,
        PutBucketNotificationConfigurationRequest.builder()
            .bucket(bucket)
            .notificationConfiguration(
                NotificationConfiguration.builder()
                    .eventBridgeConfiguration(EventBridgeConfiguration.builder().build())
                    .build())
            .build());
  }

  @Override
  public void close() {
    http.close();
  }

  /** A file as a request's body. */
  private record FileBody(Path file) implements Body {
    @Override
    public OptionalLong length() {
      try {
        return OptionalLong.of(Files.size(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(file);
    }

    @Override
    public void close() {}
  }
}
