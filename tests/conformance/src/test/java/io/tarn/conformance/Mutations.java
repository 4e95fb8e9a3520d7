package io.tarn.conformance;

import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Requests made wrong by a seed: bytes changed, cut off, doubled; headers doubled or dropped. */
final class Mutations {
  private static final byte[] SPECIAL =
      "{}[]<>&\"'\\%=.:,;0-9#/?+* \t\r\n\0".getBytes(StandardCharsets.US_ASCII);

  private final Random random;

  Mutations(Random random) {
    this.random = random;
  }

  byte[] bytes(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(5)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> {
        byte[] doubled = Arrays.copyOf(bytes, bytes.length * 2 - at);
        System.arraycopy(bytes, at, doubled, bytes.length, bytes.length - at);
        yield doubled;
      }
      case 2 -> {
        byte[] changed = bytes.clone();
        changed[at] = (byte) random.nextInt(256);
        yield changed;
      }
      case 3 -> {
        byte[] without = new byte[bytes.length - 1];
        System.arraycopy(bytes, 0, without, 0, at);
        System.arraycopy(bytes, at + 1, without, at, bytes.length - at - 1);
        yield without;
      }
      default -> {
        byte[] changed = bytes.clone();
        changed[at] = SPECIAL[random.nextInt(SPECIAL.length)];
        yield changed;
      }
    };
  }

  /** Without ends of lines, so that it stays where it stands. */
  String text(String text) {
    return new String(
            bytes(text.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1)
        .replaceAll("[\\r\\n]", "");
  }

  Headers headers(Headers headers) {
    List<Headers.Field> fields = new ArrayList<>(headers.fields());
    if (fields.isEmpty()) {
      return headers;
    }
    int at = random.nextInt(fields.size());
    Headers.Field field = fields.get(at);
    switch (random.nextInt(4)) {
      case 0 -> fields.remove(at);
      case 1 -> fields.add(field);
      case 2 -> fields.set(at, new Headers.Field(text(field.name()), field.value()));
      default -> fields.set(at, new Headers.Field(field.name(), text(field.value())));
    }
    return Headers.of(fields);
  }

  /** A wrong head; its body's length is another matter. */
  RequestHead head(RequestHead head) {
    return switch (random.nextInt(5)) {
      case 0 ->
          new RequestHead(
              text(head.method()), head.host(), head.rawPath(), head.rawQuery(), head.headers());
      case 1 ->
          new RequestHead(
              head.method(), head.host(), text(head.rawPath()), head.rawQuery(), head.headers());
      case 2 ->
          new RequestHead(
              head.method(), head.host(), head.rawPath(), text(head.rawQuery()), head.headers());
      default -> head.withHeaders(headers(head.headers()));
    };
  }

  /** What a Content-Length may say instead of the truth. */
  String length(int right) {
    return switch (random.nextInt(7)) {
      case 0 -> Integer.toString(right + 1 + random.nextInt(1000));
      case 1 -> Integer.toString(random.nextInt(right + 1));
      case 2 -> "-1";
      case 3 -> "99999999999999999999999";
      case 4 -> Long.toString(Long.MAX_VALUE);
      case 5 -> right + "\r\nContent-Length: " + (right + 1);
      default -> "0x" + Integer.toHexString(right);
    };
  }
}
