package io.tarn.conformance;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Body;
import io.tarn.api.OperationModel;
import io.tarn.api.ServiceModel;
import io.tarn.api.Services;
import io.tarn.api.Structure;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.ListObjectsV2Request;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.conformance.FuzzCase.Kind;
import io.tarn.protocol.Headers;
import io.tarn.protocol.Protocol;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.Requests;
import io.tarn.protocol.Wire;
import io.tarn.protocol.sigv4.ChunkSigning;
import io.tarn.protocol.sigv4.Signer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Requests to all operations in all protocols, signed, and made wrong by a seed. */
final class FuzzRequests {
  /** Holds only what was stored by requests whose signatures hold. */
  static final String GUARDED = "fuzz-guarded";

  /** An object under guard that nobody may remove. */
  static final String KEPT = "kept";

  private static final String TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  private static final int CHUNK = 65_536;
  private static final String CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

  private final Requests requests = new Requests(List.of("localhost"));
  private final String authority;
  private final Signer.Credentials key;

  FuzzRequests(URI url, Signer.Credentials key) {
    authority = url.getAuthority();
    this.key = key;
  }

  /** The services that have operations. */
  static List<ServiceModel> services() {
    return Services.names().stream()
        .map(name -> requireNonNull(Services.find(name)))
        .filter(service -> !service.operations().isEmpty())
        .toList();
  }

  /** What the guarded object of a case holds when it was stored rightly. */
  static byte[] guardedContent(String objectKey) {
    return ("this is what " + objectKey + " holds, and nothing else")
        .getBytes(StandardCharsets.UTF_8);
  }

  FuzzCase make(ServiceModel service, long seed) throws IOException {
    // The first draws of neighbouring seeds of Random are alike; of these they are not.
    Random random = new Random(new SplittableRandom(seed).nextLong());
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    boolean s3 = service.service().equals("s3");
    if (s3 && (kind == Kind.FORGED || kind == Kind.AFTER && random.nextInt(3) == 0)) {
      return guarded(service, kind, seed, random);
    }
    List<OperationModel<?, ?>> operations = service.operations();
    OperationModel<?, ?> operation = operations.get(random.nextInt(operations.size()));
    Structure input = new FuzzInputs(random).fill(operation.input());
    List<Protocol> protocols = protocols(service);
    Protocol protocol = protocols.get(random.nextInt(protocols.size()));
    Wire.Request request = protocol.encodeRequest(service, operation, input, authority);
    byte[] bytes = finish(service, kind, request, random);
    return new FuzzCase(kind, service.service(), operation.name(), bytes);
  }

  private FuzzCase guarded(ServiceModel service, Kind kind, long seed, Random random)
      throws IOException {
    String objectKey = kind + "-" + seed;
    OperationModel<?, ?> operation = S3Service.PUT_OBJECT;
    Structure input =
        PutObjectRequest.builder()
            .bucket(GUARDED)
            .key(objectKey)
            .body(Body.of(guardedContent(objectKey)))
            .build();
    int other = kind == Kind.FORGED ? random.nextInt(6) : 5;
    switch (other) {
      case 0 -> {
        operation = S3Service.DELETE_OBJECT;
        input = DeleteObjectRequest.builder().bucket(GUARDED).key(KEPT).build();
      }
      case 1 -> {
        operation = S3Service.GET_OBJECT;
        input = GetObjectRequest.builder().bucket(GUARDED).key(KEPT).build();
      }
      case 2 -> {
        operation = S3Service.LIST_OBJECTS_V2;
        input = ListObjectsV2Request.builder().bucket(GUARDED).build();
      }
      default -> {}
    }
    Wire.Request request =
        Requests.preferred(service).encodeRequest(service, operation, input, authority);
    byte[] bytes = finish(service, kind, request, random);
    return new FuzzCase(kind, "s3", operation.name(), bytes);
  }

  /** Every protocol in which a client may call the service. */
  private List<Protocol> protocols(ServiceModel service) {
    List<Protocol> protocols = new ArrayList<>();
    protocols.add(Requests.preferred(service));
    boolean rest = service.protocol().startsWith("rest");
    if (!rest && !service.targetPrefix().isEmpty()) {
      protocols.add(protocol("X-Amz-Target", "a.b", "Content-Type", "application/x-amz-json-1.0"));
      protocols.add(protocol("X-Amz-Target", "a.b", "Content-Type", "application/x-amz-cbor-1.1"));
      protocols.add(protocol("smithy-protocol", "rpc-v2-cbor"));
    }
    return protocols;
  }

  private Protocol protocol(String... headers) {
    return requests.protocolOf(RequestHead.of("POST", "/", Headers.of(headers)), "glue");
  }

  private byte[] finish(ServiceModel service, Kind kind, Wire.Request request, Random random)
      throws IOException {
    Mutations mutations = new Mutations(random);
    RequestHead head = request.head();
    byte[] body = read(request.body());
    for (int i = kind == Kind.BEFORE ? 1 + random.nextInt(3) : 0; i > 0; i--) {
      if (body.length > 0 && random.nextBoolean()) {
        body = mutations.bytes(body);
      } else {
        head = mutations.head(head);
      }
    }
    Message message = sign(service, kind, without(head, "content-length"), body, random);
    return kind == Kind.AFTER || kind == Kind.FORGED && random.nextInt(4) == 0
        ? wrong(message, mutations, random)
        : message.bytes(Integer.toString(message.body.length));
  }

  private static byte[] read(Body body) throws IOException {
    try (body;
        InputStream in = body.open()) {
      return in.readAllBytes();
    }
  }

  private static RequestHead without(RequestHead head, String name) {
    return head.withHeaders(
        Headers.of(
            head.headers().fields().stream()
                .filter(field -> !field.name().equalsIgnoreCase(name))
                .toList()));
  }

  /** A signed head and the body as it is framed. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Message(RequestHead head, byte[] body) {
    byte[] bytes(String contentLength) {
      String target =
          head.rawQuery().isEmpty() ? head.rawPath() : head.rawPath() + "?" + head.rawQuery();
      StringBuilder text = new StringBuilder();
      text.append(head.method()).append(' ').append(target).append(" HTTP/1.1\r\n");
      for (Headers.Field field : head.headers().fields()) {
        text.append(field.name()).append(": ").append(field.value()).append("\r\n");
      }
      if (!head.headers().has("transfer-encoding")) {
        text.append("Content-Length: ").append(contentLength).append("\r\n");
      }
      byte[] start = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
      byte[] all = Arrays.copyOf(start, start.length + body.length);
      System.arraycopy(body, 0, all, start.length, body.length);
      return all;
    }
  }

  private Message sign(
      ServiceModel service, Kind kind, RequestHead head, byte[] body, Random random) {
    Signer.Credentials credentials = kind == Kind.FORGED ? forged(random) : key;
    RequestHead hosted = head.headers().has("host") ? head : head.with("Host", authority);
    if (credentials == null) {
      return new Message(hosted, body);
    }
    Signer signer = new Signer(credentials, "us-east-1", service.signingName());
    Instant now = Instant.now();
    boolean streams =
        service.service().equals("s3") && head.method().equals("PUT") && body.length > 0;
    switch (streams ? random.nextInt(3) : 3) {
      case 0 -> {
        RequestHead signed =
            signer.sign(
                hosted
                    .with("Content-Encoding", "aws-chunked")
                    .with("x-amz-decoded-content-length", Integer.toString(body.length))
                    .with("x-amz-trailer", "x-amz-checksum-crc32"),
                TRAILER,
                now);
        return new Message(signed, chunks(body, null, "x-amz-checksum-crc32:" + crc32(body)));
      }
      case 1 -> {
        RequestHead signed =
            signer.sign(
                hosted
                    .with("Content-Encoding", "aws-chunked")
                    .with("x-amz-decoded-content-length", Integer.toString(body.length)),
                CHUNKS,
                now);
        return new Message(signed, chunks(body, signer.chunks(signed, now), ""));
      }
      default -> {
        Message plain = new Message(signer.sign(hosted, body, now), body);
        return random.nextInt(10) == 0 ? transferred(plain) : plain;
      }
    }
  }

  /** Somebody else's signature; null for none. */
  private Signer.@Nullable Credentials forged(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Signer.Credentials.of(key.accessKeyId(), "not the secret of this key");
      case 1 -> Signer.Credentials.of("AKIAUNKNOWNUNKNOWN00", key.secretKey());
      case 2 ->
          new Signer.Credentials(key.accessKeyId(), key.secretKey(), Optional.of("bm8gdG9rZW4="));
      default -> null;
    };
  }

  /** HTTP's own chunks around a body. */
  private static Message transferred(Message plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int half = plain.body.length / 2;
    for (byte[] part :
        List.of(
            Arrays.copyOf(plain.body, half),
            Arrays.copyOfRange(plain.body, half, plain.body.length))) {
      if (part.length > 0) {
        write(out, Integer.toHexString(part.length) + "\r\n");
        out.writeBytes(part);
        write(out, "\r\n");
      }
    }
    write(out, "0\r\n\r\n");
    return new Message(plain.head.with("Transfer-Encoding", "chunked"), out.toByteArray());
  }

  /** AWS's chunks, signed in a chain where there is one. */
  private static byte[] chunks(byte[] body, ChunkSigning.@Nullable Hmac signing, String trailer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String previous = signing == null ? "" : signing.seed();
    List<byte[]> parts = new ArrayList<>();
    for (int at = 0; at < body.length; at += CHUNK) {
      parts.add(Arrays.copyOfRange(body, at, Math.min(body.length, at + CHUNK)));
    }
    parts.add(new byte[0]);
    for (byte[] part : parts) {
      String extension = "";
      if (signing != null) {
        previous = signing.chunk(previous, sha256(part));
        extension = ";chunk-signature=" + previous;
      }
      write(out, Integer.toHexString(part.length) + extension + "\r\n");
      out.writeBytes(part);
      write(out, part.length > 0 ? "\r\n" : "");
    }
    write(out, (trailer.isEmpty() ? "" : trailer + "\r\n") + "\r\n");
    return out.toByteArray();
  }

  private static byte[] wrong(Message message, Mutations mutations, Random random) {
    String length = Integer.toString(message.body.length);
    return switch (random.nextInt(5)) {
      case 0 -> message.bytes(mutations.length(message.body.length));
      case 1 -> {
        byte[] body = mutations.bytes(message.body);
        yield new Message(message.head, body)
            .bytes(random.nextBoolean() ? length : Integer.toString(body.length));
      }
      case 2 -> new Message(mutations.head(message.head), message.body).bytes(length);
      case 3 ->
          new Message(
                  message.head.withHeaders(mutations.headers(message.head.headers())), message.body)
              .bytes(length);
      default -> mutations.bytes(message.bytes(length));
    };
  }

  private static String crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return Base64.getEncoder()
        .encodeToString(HexFormat.of().parseHex(HexFormat.of().toHexDigits((int) crc.getValue())));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
