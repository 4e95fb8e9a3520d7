package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Clients that take or send a few bytes and then nothing, and bodies larger than the heap. */
class TestSlowClients {
  private static final String BUCKET = "slow";
  private static final int SLOW = 200;
  private static final int OBJECT = 8 << 20;
  private static final long GROWTH_MAX = 200L << 20;

  @TempDir Path data;

  @Test
  @EnabledOnOs(OS.LINUX)
  void holdNoMemoryAndKeepNobodyWaiting() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (LakeProcess lake = LakeProcess.start(data);
        S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true));
        S3Presigner presigner = presigner(lake)) {
      s3.createBucket(request -> request.bucket(BUCKET));
      s3.putObject(
          request -> request.bucket(BUCKET).key("large"), RequestBody.fromBytes(new byte[OBJECT]));
      workAsUsual(s3, "before");
      long before = lake.residentBytes();
      for (int i = 0; i < SLOW; i++) {
        sockets.add(slowReader(lake.url(), read(presigner)));
        sockets.add(slowWriter(lake.url(), write(presigner, "upload-" + i)));
      }
      workAsUsual(s3, "meanwhile");
      long growth = lake.residentBytes() - before;
      System.out.println("TestSlowClients: " + (growth >> 20) + " MiB more");
      assertThat(growth).isLessThanOrEqualTo(GROWTH_MAX);
      for (Socket socket : sockets) {
        socket.close();
      }
      workAsUsual(s3, "afterwards");
      assertThat(s3.listObjectsV2(request -> request.bucket(BUCKET).prefix("upload-")).contents())
          .isEmpty();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static void workAsUsual(S3Client s3, String prefix) {
    for (int i = 0; i < 50; i++) {
      String key = prefix + "/" + i;
      byte[] bytes = new byte[i * 1000];
      s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
      assertThat(s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asByteArray())
          .isEqualTo(bytes);
    }
  }

  private static S3Presigner presigner(LakeProcess lake) {
    return S3Presigner.builder()
        .endpointOverride(lake.url())
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(lake.rootCredentials()))
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .build();
  }

  private static URI read(S3Presigner presigner) throws Exception {
    return presigner
        .presignGetObject(
            request ->
                request
                    .signatureDuration(Duration.ofHours(1))
                    .getObjectRequest(get -> get.bucket(BUCKET).key("large")))
        .url()
        .toURI();
  }

  private static URI write(S3Presigner presigner, String key) throws Exception {
    return presigner
        .presignPutObject(
            request ->
                request
                    .signatureDuration(Duration.ofHours(1))
                    .putObjectRequest(put -> put.bucket(BUCKET).key(key)))
        .url()
        .toURI();
  }

  private static Socket send(URI lake, String method, URI signed, String more) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new java.net.InetSocketAddress(lake.getHost(), lake.getPort()));
    String head =
        method
            + " "
            + signed.getRawPath()
            + "?"
            + signed.getRawQuery()
            + " HTTP/1.1\r\nHost: "
            + lake.getAuthority()
            + "\r\n"
            + more
            + "\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Takes the answer's first bytes and no more. */
  private static Socket slowReader(URI lake, URI signed) throws IOException {
    Socket socket = send(lake, "GET", signed, "");
    InputStream in = socket.getInputStream();
    byte[] first = in.readNBytes(15);
    assertThat(new String(first, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
    return socket;
  }

  /** Sends a part of its body, more than is kept inside the ledger, and no more. */
  private static Socket slowWriter(URI lake, URI signed) throws IOException {
    Socket socket = send(lake, "PUT", signed, "Content-Length: " + OBJECT + "\r\n");
    OutputStream out = socket.getOutputStream();
    out.write(new byte[100_000]);
    out.flush();
    return socket;
  }

  /** Zeros, as many as are asked for, that are nowhere in memory. */
  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long size) {
      this.left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int n = (int) Math.min(left, length);
      java.util.Arrays.fill(target, offset, offset + n, (byte) 0);
      left -= n;
      return n;
    }
  }

  @Test
  void takesABodyLargerThanTheHeap() throws IOException {
    passThrough(320L << 20);
  }

  @Test
  @Tag("nightly")
  void takesABodyOfOneGibibyte() throws IOException {
    passThrough(1L << 30);
  }

  private void passThrough(long size) throws IOException {
    try (LakeProcess lake = LakeProcess.start(data, Map.of("TARN_HEAP", "256m"));
        S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true))) {
      s3.createBucket(request -> request.bucket(BUCKET));
      s3.putObject(
          request -> request.bucket(BUCKET).key("huge"),
          RequestBody.fromContentProvider(() -> new Zeros(size), size, "application/octet-stream"));
      long read = 0;
      byte[] buffer = new byte[1 << 20];
      try (InputStream in = s3.getObject(request -> request.bucket(BUCKET).key("huge"))) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          read += n;
        }
      }
      assertThat(read).isEqualTo(size);
    }
  }
}
