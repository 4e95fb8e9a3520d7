package io.tarn.protocol;

import io.tarn.api.Body;
import io.tarn.api.Member;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** The last steps of a client's request: where it goes, and whether its body is compressed. */
final class Endpoints {
  /** Smaller bodies are not worth compressing; the value that AWS's own clients start from. */
  private static final int COMPRESSED_MIN = 10_240;

  private static final Pattern BUCKET_LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");

  private Endpoints() {}

  /**
   * Puts the operation's prefix before the host, the endpoint's own path before the path, and a
   * bucket into the host where that host is S3's.
   *
   * @param endpoint host and port, and a path if the endpoint has one
   */
  static Wire.Request finish(
      OperationModel<?, ?> operation, Structure input, String endpoint, Wire.Request request) {
    int slash = endpoint.indexOf('/');
    String host = slash < 0 ? endpoint : endpoint.substring(0, slash);
    String base = slash < 0 ? "" : endpoint.substring(slash).replaceAll("/$", "");
    String path = base + request.head().rawPath();
    String prefix = operation.trait("host-prefix");
    if (prefix != null) {
      host = fill(prefix, input) + host;
    }
    if (operation.service().equals("s3") && host.startsWith("s3.")) {
      Member bucket = input.schema().find("Bucket");
      Object name = bucket == null ? null : input.get(bucket.index());
      if (name instanceof String text && BUCKET_LABEL.matcher(text).matches()) {
        host = text + "." + host;
        path = path.substring(text.length() + 1);
        path = path.isEmpty() ? "/" : path;
      }
    }
    RequestHead head = request.head();
    Wire.Request placed =
        new Wire.Request(
            new RequestHead(head.method(), host, path, head.rawQuery(), head.headers()),
            request.body());
    if (operation.trait("checksum-required") != null
        && !placed.head().headers().has("Content-MD5")) {
      placed = checksum(placed);
    }
    return operation.trait("gzip") == null ? placed : compress(placed);
  }

  private static Wire.Request checksum(Wire.Request request) {
    try {
      byte[] bytes = Bodies.read(request.body());
      String md5 =
          Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
      Headers headers = request.head().headers().toBuilder().set("Content-MD5", md5).build();
      return new Wire.Request(request.head().withHeaders(headers), Body.of(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("MD5 is missing from this JDK", e);
    }
  }

  private static String fill(String prefix, Structure input) {
    String filled = prefix;
    for (Member member : input.schema().members()) {
      filled = filled.replace("{" + member.name() + "}", String.valueOf(input.get(member.index())));
    }
    return filled;
  }

  private static Wire.Request compress(Wire.Request request) {
    try {
      byte[] plain = Bodies.read(request.body());
      if (plain.length < COMPRESSED_MIN) {
        return new Wire.Request(request.head(), Body.of(plain));
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
        out.write(plain);
      }
      Headers headers = request.head().headers();
      String before = headers.joined("Content-Encoding");
      Headers changed =
          headers.toBuilder()
              .set("Content-Encoding", before == null ? "gzip" : before + ", gzip")
              .set("Content-Length", Integer.toString(bytes.size()))
              .build();
      return new Wire.Request(request.head().withHeaders(changed), Body.of(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
