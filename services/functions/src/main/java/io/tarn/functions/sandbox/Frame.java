package io.tarn.functions.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One message between the lake and a bootstrap: a line of JSON with the member {@code size}, and so
 * many bytes. A body over the limit is read and thrown away.
 */
@SuppressWarnings("ArrayRecordComponent")
record Frame(JsonNode head, byte[] body, boolean tooLarge) {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final int HEAD_MAX = 64 << 10;

  String kind() {
    return head.path("kind").asText();
  }

  static void write(OutputStream out, ObjectNode head, byte[] body) throws IOException {
    head.put("size", body.length);
    byte[] line = JSON.writeValueAsBytes(head);
    byte[] frame = new byte[line.length + 1 + body.length];
    System.arraycopy(line, 0, frame, 0, line.length);
    frame[line.length] = '\n';
    System.arraycopy(body, 0, frame, line.length + 1, body.length);
    out.write(frame);
    out.flush();
  }

  /** The next frame, or null at the end of the stream. */
  static @Nullable Frame read(InputStream in, int bodyMax) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        if (line.size() == 0) {
          return null;
        }
        throw new EOFException("A frame broke off");
      }
      if (line.size() >= HEAD_MAX) {
        throw new IOException("A frame's head is longer than " + HEAD_MAX + " bytes");
      }
      line.write(c);
    }
    JsonNode head = JSON.readTree(line.toString(StandardCharsets.UTF_8));
    long size = head.path("size").asLong();
    if (size > bodyMax) {
      in.skipNBytes(size);
      return new Frame(head, new byte[0], true);
    }
    byte[] body = in.readNBytes((int) size);
    if (body.length < size) {
      throw new EOFException("A frame broke off");
    }
    return new Frame(head, body, false);
  }
}
