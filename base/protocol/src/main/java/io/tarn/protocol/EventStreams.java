package io.tarn.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import io.tarn.api.Body;
import io.tarn.api.Events;
import io.tarn.api.JsonForm;
import io.tarn.api.Member;
import io.tarn.api.Schema;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.Type;
import io.tarn.kernel.ServiceError;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * Event streams: one framed message an event ({@code application/vnd.amazon.eventstream}), made
 * when the other side reads it. An error in mid-stream becomes the stream's last message.
 */
final class EventStreams {
  static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

  /** AWS's limit for one message. */
  private static final int MESSAGE_MAX = 24 * 1024 * 1024;

  private static final int PRELUDE = 12;

  private EventStreams() {}

  /** How a protocol writes and reads an event's document. */
  interface Documents {
    String contentType();

    byte[] write(Structure structure);

    void read(byte[] bytes, StructureBuilder builder);
  }

  /** The event stream among a structure's members; null when there is none. */
  static @Nullable Events<?> of(Structure structure) {
    for (Member member : structure.schema().members()) {
      if (structure.get(member.index()) instanceof Events<?> events) {
        return events;
      }
    }
    return null;
  }

  /** The structure without its event stream. */
  static Structure initial(Structure structure) {
    StructureBuilder builder = structure.schema().newBuilder();
    for (Member member : structure.schema().members()) {
      Object value = structure.get(member.index());
      builder.set(member.index(), value instanceof Events<?> ? null : value);
    }
    return builder.build();
  }

  /** Documents of a protocol on Jackson's token streams. */
  static Documents documents(JsonFactory factory, JsonForm form, String contentType) {
    return new Documents() {
      @Override
      public String contentType() {
        return contentType;
      }

      @Override
      public byte[] write(Structure structure) {
        return JsonErrors.write(factory, form, structure);
      }

      @Override
      public void read(byte[] bytes, StructureBuilder builder) {
        JsonErrors.read(factory, form, bytes, builder);
      }
    };
  }

  /**
   * @param initial the members of the answer beside its stream, which RPC protocols send first
   */
  static Body write(Events<?> events, @Nullable Structure initial, Documents documents) {
    return new Body() {
      @Override
      public OptionalLong length() {
        return OptionalLong.empty();
      }

      @Override
      public InputStream open() {
        return new Frames(events, initial, documents);
      }

      @Override
      public void close() {
        events.close();
      }
    };
  }

  private static final class Frames extends InputStream {
    private final Events<?> events;
    private final Documents documents;
    private InputStream frame;
    private boolean ended;

    Frames(Events<?> events, @Nullable Structure initial, Documents documents) {
      this.events = events;
      this.documents = documents;
      byte[] first =
          initial == null
              ? new byte[0]
              : frame("initial-response", documents.contentType(), documents.write(initial));
      this.frame = new ByteArrayInputStream(first);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (true) {
        int read = frame.read(bytes, offset, length);
        if (read > 0) {
          return read;
        }
        if (ended) {
          return -1;
        }
        frame = new ByteArrayInputStream(next());
      }
    }

    private byte[] next() throws IOException {
      try {
        Structure event = events.next();
        ended = event == null;
        return event == null ? new byte[0] : event(event, documents);
      } catch (ServiceError error) {
        ended = true;
        return error(error);
      }
    }

    @Override
    public void close() {
      events.close();
    }
  }

  private static byte[] event(Structure union, Documents documents) {
    for (Member member : union.schema().members()) {
      if (union.get(member.index()) instanceof Structure event) {
        Member payload = payload(event.schema());
        Object value = payload == null ? null : event.get(payload.index());
        return switch (value) {
          case byte[] bytes -> frame(member.name(), "application/octet-stream", bytes);
          case String text ->
              frame(member.name(), "text/plain", text.getBytes(StandardCharsets.UTF_8));
          case Structure inner ->
              frame(member.name(), documents.contentType(), documents.write(inner));
          case null, default ->
              payload == null
                  ? frame(member.name(), documents.contentType(), documents.write(event))
                  : frame(member.name(), "application/octet-stream", new byte[0]);
        };
      }
    }
    throw new IllegalStateException("an event of " + union.schema().name() + " has no member");
  }

  private static @Nullable Member payload(Schema event) {
    return event.members().stream().filter(Member::isEventPayload).findFirst().orElse(null);
  }

  private static byte[] frame(String type, String contentType, byte[] payload) {
    Map<String, HeaderValue> headers = new LinkedHashMap<>();
    headers.put(":message-type", HeaderValue.fromString("event"));
    headers.put(":event-type", HeaderValue.fromString(type));
    headers.put(":content-type", HeaderValue.fromString(contentType));
    return bytes(new Message(headers, payload));
  }

  private static byte[] error(ServiceError error) {
    Map<String, HeaderValue> headers = new LinkedHashMap<>();
    headers.put(":message-type", HeaderValue.fromString("error"));
    headers.put(":error-code", HeaderValue.fromString(error.code()));
    headers.put(":error-message", HeaderValue.fromString(error.message()));
    return bytes(new Message(headers, new byte[0]));
  }

  private static byte[] bytes(Message message) {
    ByteBuffer buffer = message.toByteBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /**
   * The client's side.
   *
   * @param union the schema of the events
   */
  static Events<Structure> read(Body body, Schema union, Documents documents) throws IOException {
    InputStream bytes = body.open();
    return new Events<>() {
      @Override
      public @Nullable Structure next() throws IOException {
        while (true) {
          byte[] prelude = bytes.readNBytes(PRELUDE);
          if (prelude.length == 0) {
            return null;
          }
          Structure event = decode(message(prelude, bytes), union, documents);
          if (event != null) {
            return event;
          }
        }
      }

      @Override
      public void close() {
        body.close();
      }
    };
  }

  private static Message message(byte[] prelude, InputStream bytes) throws IOException {
    if (prelude.length < PRELUDE) {
      throw new EOFException("the stream ends inside a message");
    }
    int length = ByteBuffer.wrap(prelude).getInt();
    if (length < PRELUDE + 4 || length > MESSAGE_MAX) {
      throw JsonForm.serialization("A message says it has a length of " + length);
    }
    byte[] rest = bytes.readNBytes(length - PRELUDE);
    if (rest.length < length - PRELUDE) {
      throw new EOFException("the stream ends inside a message");
    }
    try {
      return Message.decode(ByteBuffer.allocate(length).put(prelude).put(rest).flip());
    } catch (RuntimeException e) {
      throw JsonForm.serialization("A message cannot be read: " + e.getMessage());
    }
  }

  private static @Nullable Structure decode(Message message, Schema union, Documents documents) {
    String kind = header(message, ":message-type");
    if (kind.equals("error")) {
      throw new ServiceError(
          header(message, ":error-code"), 400, header(message, ":error-message"));
    }
    Member member = union.find(header(message, ":event-type"));
    if (!kind.equals("event") || member == null || member.type().kind() != Type.Kind.STRUCTURE) {
      return null;
    }
    StructureBuilder event = member.type().structure().newBuilder();
    Member payload = payload(event.schema());
    if (payload == null) {
      documents.read(message.getPayload(), event);
    } else if (payload.type().kind() == Type.Kind.BLOB) {
      event.set(payload.index(), message.getPayload());
    } else if (payload.type().kind() == Type.Kind.STRING) {
      event.set(payload.index(), new String(message.getPayload(), StandardCharsets.UTF_8));
    } else {
      StructureBuilder inner = payload.type().structure().newBuilder();
      documents.read(message.getPayload(), inner);
      event.set(payload.index(), inner.build());
    }
    StructureBuilder builder = union.newBuilder();
    builder.set(member.index(), event.build());
    return builder.build();
  }

  private static String header(Message message, String name) {
    HeaderValue value = message.getHeaders().get(name);
    return value == null ? "" : value.getString();
  }
}
