package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Signer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/**
 * Wrong requests to S3, a family a file: each gets AWS's status and code, with a request id, and
 * changes nothing that a client can see. Source of the codes: S3 API Reference, "Error responses".
 */
class TestStoreBadInput {
  private static final String FOLDER = "store-bad-input/";
  private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(long|keys):(\\d+)}");
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  @TempDir static Path data;

  private static LakeProcess lake;
  private static S3Client s3;
  private static Signer signer;
  private static final Map<String, String> VALUES = new LinkedHashMap<>();

  @BeforeAll
  static void start() {
    lake = LakeProcess.start(data);
    s3 = lake.client(S3Client.builder().forcePathStyle(true));
    AwsCredentials root = lake.rootCredentials();
    signer =
        new Signer(
            Signer.Credentials.of(root.accessKeyId(), root.secretAccessKey()), "us-east-1", "s3");
    String bucket = "bad-input";
    String versioned = "bad-input-versioned";
    s3.createBucket(r -> r.bucket(bucket));
    s3.createBucket(r -> r.bucket(versioned));
    String etag =
        s3.putObject(r -> r.bucket(bucket).key("key"), RequestBody.fromString("hello world"))
            .eTag();
    s3.putObject(r -> r.bucket(bucket).key("empty"), RequestBody.empty());
    s3.putBucketVersioning(
        r ->
            r.bucket(versioned)
                .versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
    s3.putObject(r -> r.bucket(versioned).key("key"), RequestBody.fromString("one"));
    s3.putObject(r -> r.bucket(versioned).key("gone"), RequestBody.fromString("two"));
    String marker = s3.deleteObject(r -> r.bucket(versioned).key("gone")).versionId();
    String upload = s3.createMultipartUpload(r -> r.bucket(bucket).key("upload")).uploadId();
    VALUES.put("bucket", bucket);
    VALUES.put("versioned", versioned);
    VALUES.put("etag", etag);
    VALUES.put("marker", marker);
    VALUES.put("upload", upload);
    for (int number = 1; number <= 2; number++) {
      int part = number;
      VALUES.put(
          "part" + number,
          s3.uploadPart(
                  r -> r.bucket(bucket).key("upload").uploadId(upload).partNumber(part),
                  RequestBody.fromString("part" + part))
              .eTag());
    }
  }

  @AfterAll
  static void stop() {
    s3.close();
    lake.close();
  }

  /** A line of a file. */
  private record Case(String method, String target, String headers, String body, String expected) {
    static Case parse(String line) {
      String[] fields = line.split("\\|", -1);
      if (fields.length != 4) {
        throw new IllegalArgumentException("Not four fields: " + line);
      }
      String request = fields[0].strip();
      int space = request.indexOf(' ');
      return new Case(
          request.substring(0, space),
          request.substring(space + 1).strip(),
          fields[1].strip(),
          fields[2].strip(),
          fields[3].strip());
    }
  }

  private static Stream<DynamicTest> family(String name) {
    try (InputStream in = TestStoreBadInput.class.getResourceAsStream(FOLDER + name + ".txt")) {
      if (in == null) {
        throw new IllegalStateException("No cases: " + name);
      }
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .toList();
      assertThat(lines).isNotEmpty();
      return lines.stream().map(line -> dynamicTest(line, () -> run(Case.parse(line))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> names() {
    return family("names");
  }

  @TestFactory
  Stream<DynamicTest> keys() {
    return family("keys");
  }

  @TestFactory
  Stream<DynamicTest> ranges() {
    return family("ranges");
  }

  @TestFactory
  Stream<DynamicTest> conditions() {
    return family("conditions");
  }

  @TestFactory
  Stream<DynamicTest> checksums() {
    return family("checksums");
  }

  @TestFactory
  Stream<DynamicTest> documents() {
    return family("documents");
  }

  @TestFactory
  Stream<DynamicTest> policies() {
    return family("policies");
  }

  @TestFactory
  Stream<DynamicTest> tags() {
    return family("tags");
  }

  @TestFactory
  Stream<DynamicTest> multipart() {
    return family("multipart");
  }

  @TestFactory
  Stream<DynamicTest> listings() {
    return family("listings");
  }

  @TestFactory
  Stream<DynamicTest> versions() {
    return family("versions");
  }

  @TestFactory
  Stream<DynamicTest> copies() {
    return family("copies");
  }

  @TestFactory
  Stream<DynamicTest> authentication() {
    return family("authentication");
  }

  @TestFactory
  Stream<DynamicTest> notHere() {
    return family("not-here");
  }

  private static void run(Case wrong) throws IOException {
    List<String> before = everything();
    String answer = send(wrong);
    String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
    String body = answer.substring(head.length() + 4);
    String status = head.split(" ", 3)[1];
    Matcher code = CODE.matcher(body);
    assertThat(code.find() ? status + " " + code.group(1) : status)
        .as("%s", answer)
        .isEqualTo(wrong.expected());
    assertThat(head.toLowerCase(Locale.ROOT)).contains("x-amz-request-id:");
    assertThat(everything()).as("what the lake holds").isEqualTo(before);
  }

  /** What a client can see of the lake. */
  private static List<String> everything() {
    List<String> all = new ArrayList<>();
    s3.listBuckets().buckets().forEach(bucket -> all.add(bucket.name()));
    for (String bucket : List.of("bad-input", "bad-input-versioned")) {
      var versions = s3.listObjectVersions(r -> r.bucket(bucket));
      versions
          .versions()
          .forEach(v -> all.add(bucket + "/" + v.key() + " " + v.versionId() + " " + v.eTag()));
      versions.deleteMarkers().forEach(m -> all.add(bucket + "/" + m.key() + " " + m.versionId()));
    }
    s3.listMultipartUploads(r -> r.bucket("bad-input"))
        .uploads()
        .forEach(upload -> all.add(upload.key() + " " + upload.uploadId()));
    String upload = VALUES.getOrDefault("upload", "");
    s3.listParts(r -> r.bucket("bad-input").key("upload").uploadId(upload))
        .parts()
        .forEach(part -> all.add(part.partNumber() + " " + part.eTag()));
    return all;
  }

  private static String fill(String text) {
    String filled = text.replace("{now}", HTTP_DATE.format(Instant.now()));
    for (Map.Entry<String, String> value : VALUES.entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", value.getValue());
    }
    return PLACEHOLDER
        .matcher(filled)
        .replaceAll(
            match -> {
              int count = Integer.parseInt(match.group(2));
              return match.group(1).equals("long") ? "a".repeat(count) : keys(count);
            });
  }

  private static String keys(int count) {
    StringBuilder text = new StringBuilder("<Delete>");
    IntStream.range(0, count)
        .forEach(i -> text.append("<Object><Key>k").append(i).append("</Key></Object>"));
    return text.append("</Delete>").toString();
  }

  private static String send(Case wrong) throws IOException {
    byte[] body = fill(wrong.body()).getBytes(StandardCharsets.UTF_8);
    Headers.Builder headers = Headers.builder();
    headers.add("host", lake.url().getAuthority());
    boolean signed = true;
    for (String header : wrong.headers().split(";(?= )")) {
      String text = header.strip();
      int colon = text.indexOf(':');
      if (text.equals("!unsigned")) {
        signed = false;
      } else if (colon > 0) {
        headers.add(text.substring(0, colon), fill(text.substring(colon + 1).strip()));
      }
    }
    RequestHead head = RequestHead.of(wrong.method(), fill(wrong.target()), headers.build());
    if (signed) {
      head = sign(head, body);
    }
    StringBuilder request = new StringBuilder();
    request.append(head.method()).append(' ').append(head.rawPath());
    if (!head.rawQuery().isEmpty()) {
      request.append('?').append(head.rawQuery());
    }
    request.append(" HTTP/1.1\r\n");
    for (Headers.Field field : head.headers().fields()) {
      request.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    if (body.length > 0 || !wrong.method().matches("GET|HEAD|DELETE")) {
      request.append("content-length: ").append(body.length).append("\r\n");
    }
    request.append("connection: close\r\n\r\n");
    try (Socket socket = new Socket(lake.url().getHost(), lake.url().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static RequestHead sign(RequestHead head, byte[] body) {
    return head.header("x-amz-content-sha256")
        .map(stated -> signer.sign(without(head), stated, Instant.now()))
        .orElseGet(() -> signer.sign(head, body, Instant.now()));
  }

  /** The signer adds the payload's hash itself. */
  private static RequestHead without(RequestHead head) {
    return head.withHeaders(
        Headers.of(
            head.headers().fields().stream()
                .filter(field -> !field.name().equals("x-amz-content-sha256"))
                .toList()));
  }
}
