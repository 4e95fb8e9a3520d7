package io.tarn.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one walk between structures and Jackson's token streams. What differs between stored
 * documents, dispatched calls and the wire protocols (names, timestamps, blobs, unknown members)
 * are methods that a subclass overrides. Stateless and thread-safe.
 *
 * <p>Reading is strict: a token of the wrong type is a {@code SerializationException}. Null members
 * are skipped; null elements of lists stay, for {@link Validation} to judge.
 */
public abstract class JsonForm {
  /** What a member is called. */
  protected abstract String name(Member member);

  /** The member called so; null when there is none. */
  protected abstract @Nullable Member find(Schema schema, String name);

  /** What happens to a member that the schema does not have; the parser stands on its value. */
  protected void unknown(Schema schema, String name, JsonParser parser) throws IOException {
    parser.skipChildren();
  }

  protected void writeTimestamp(Instant time, Type type, JsonGenerator out) throws IOException {
    out.writeString(time.toString());
  }

  protected Instant readTimestamp(Type type, JsonParser parser) throws IOException {
    return parseIso(text(parser));
  }

  protected void writeBlob(byte[] bytes, JsonGenerator out) throws IOException {
    out.writeString(Base64.getEncoder().encodeToString(bytes));
  }

  protected byte[] readBlob(JsonParser parser) throws IOException {
    try {
      return Base64.getDecoder().decode(text(parser));
    } catch (IllegalArgumentException e) {
      throw wrong("Base64 text", parser);
    }
  }

  protected void writeBody(Body body, JsonGenerator out) throws IOException {
    throw new IOException("a streaming body cannot stand in JSON");
  }

  protected Object readBody(JsonParser parser) throws IOException {
    return Body.of(readBlob(parser));
  }

  /** Whether a member belongs into this document at all. */
  protected boolean includes(Member member) {
    return true;
  }

  /** The structure as one object, on an open generator. */
  public final void write(Structure structure, JsonGenerator out) throws IOException {
    out.writeStartObject();
    List<Member> members = structure.schema().members();
    for (int i = 0; i < members.size(); i++) {
      Object value = structure.get(i);
      Member member = members.get(i);
      if (value != null && includes(member)) {
        out.writeFieldName(name(member));
        writeValue(value, member.type(), out);
      }
    }
    out.writeEndObject();
  }

  public final void writeValue(@Nullable Object value, Type type, JsonGenerator out)
      throws IOException {
    if (value == null) {
      out.writeNull();
      return;
    }
    switch (type.kind()) {
      case STRING -> out.writeString((String) value);
      case BOOLEAN -> out.writeBoolean((Boolean) value);
      case BYTE, SHORT, INTEGER, LONG -> out.writeNumber(((Number) value).longValue());
      case BIG_INTEGER -> out.writeNumber((java.math.BigInteger) value);
      case BIG_DECIMAL -> out.writeNumber((BigDecimal) value);
      case FLOAT -> writeFloat((Float) value, out);
      case DOUBLE -> writeDouble((Double) value, out);
      case BLOB -> {
        if (value instanceof Body body) {
          writeBody(body, out);
        } else {
          writeBlob((byte[]) value, out);
        }
      }
      case TIMESTAMP -> writeTimestamp((Instant) value, type, out);
      case DOCUMENT -> writeTree((JsonNode) value, out);
      case STRUCTURE -> {
        if (!(value instanceof Structure structure)) {
          throw new IOException("an event stream cannot stand in JSON");
        }
        write(structure, out);
      }
      case LIST -> {
        out.writeStartArray();
        for (Object element : (List<?>) value) {
          writeValue(element, type.element(), out);
        }
        out.writeEndArray();
      }
      case MAP -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          out.writeFieldName((String) entry.getKey());
          writeValue(entry.getValue(), type.element(), out);
        }
        out.writeEndObject();
      }
    }
  }

  protected void writeFloat(Float value, JsonGenerator out) throws IOException {
    if (value.isNaN() || value.isInfinite()) {
      out.writeString(nonFinite(value));
    } else {
      out.writeNumber(value);
    }
  }

  protected void writeDouble(Double value, JsonGenerator out) throws IOException {
    if (value.isNaN() || value.isInfinite()) {
      out.writeString(nonFinite(value));
    } else {
      out.writeNumber(value);
    }
  }

  /** Fills the builder from the object the parser stands on the start of. */
  public final void read(JsonParser parser, StructureBuilder builder) throws IOException {
    Schema schema = builder.schema();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw wrong("a structure (" + schema.name() + ")", parser);
    }
    int set = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = whole(parser.currentName());
      parser.nextToken();
      Member member = find(schema, name);
      if (member == null || !includes(member)) {
        if (!name.equals("__type")) {
          unknown(schema, name, parser);
        } else {
          parser.skipChildren();
        }
        continue;
      }
      Object value = readValue(parser, member);
      if (value != null) {
        builder.set(member.index(), value);
        set++;
      }
    }
    if (schema.isUnion() && set > 1) {
      throw serialization("The union " + schema.name() + " has more than one member");
    }
  }

  private @Nullable Object readValue(JsonParser parser, Member member) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL
        && member.type().kind() != Type.Kind.DOCUMENT) {
      return null;
    }
    if (member.isStreaming() && member.type().kind() == Type.Kind.BLOB) {
      return readBody(parser);
    }
    return readValue(parser, member.type());
  }

  public final @Nullable Object readValue(JsonParser parser, Type type) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL && type.kind() != Type.Kind.DOCUMENT) {
      return null;
    }
    return switch (type.kind()) {
      case STRING -> text(parser);
      case BOOLEAN -> bool(parser);
      case BYTE -> (byte) integer(parser, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SHORT -> (short) integer(parser, Short.MIN_VALUE, Short.MAX_VALUE);
      case INTEGER -> (int) integer(parser, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> integer(parser, Long.MIN_VALUE, Long.MAX_VALUE);
      case BIG_INTEGER -> number(parser).toBigInteger();
      case BIG_DECIMAL -> number(parser);
      case FLOAT -> (float) floating(parser);
      case DOUBLE -> floating(parser);
      case BLOB -> readBlob(parser);
      case TIMESTAMP -> timestamp(parser, type);
      case DOCUMENT -> readTree(parser);
      case STRUCTURE -> {
        StructureBuilder builder = type.structure().newBuilder();
        read(parser, builder);
        yield builder.build();
      }
      case LIST -> list(parser, type);
      case MAP -> map(parser, type);
    };
  }

  private List<@Nullable Object> list(JsonParser parser, Type type) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw wrong("a list", parser);
    }
    List<@Nullable Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(readValue(parser, type.element()));
    }
    return list;
  }

  private Map<String, @Nullable Object> map(JsonParser parser, Type type) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw wrong("a map", parser);
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = whole(parser.currentName());
      parser.nextToken();
      Object value = readValue(parser, type.element());
      if (value != null || type.isSparse()) {
        map.put(key, value);
      }
    }
    return map;
  }

  private Instant timestamp(JsonParser parser, Type type) throws IOException {
    try {
      return readTimestamp(type, parser);
    } catch (DateTimeException | ArithmeticException e) {
      throw wrong("a timestamp", parser);
    }
  }

  protected static String text(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw wrong("a string", parser);
    }
    return whole(parser.getText());
  }

  /** Half of a surrogate pair is no character: nothing could write it again. */
  private static String whole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          throw serialization("A text holds half of a surrogate pair");
        }
        i++;
      }
    }
    return text;
  }

  private static boolean bool(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw wrong("a boolean", parser);
    };
  }

  private static long integer(JsonParser parser, long least, long most) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw wrong("an integer", parser);
    }
    long value = parser.getLongValue();
    if (value < least || value > most) {
      throw wrong("an integer from " + least + " to " + most, parser);
    }
    return value;
  }

  protected static BigDecimal number(JsonParser parser) throws IOException {
    if (!parser.currentToken().isNumeric() || parser.isNaN()) {
      throw wrong("a number", parser);
    }
    return parser.getDecimalValue();
  }

  private static double floating(JsonParser parser) throws IOException {
    if (parser.currentToken().isNumeric()) {
      return parser.getDoubleValue();
    }
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      switch (parser.getText()) {
        case "NaN" -> {
          return Double.NaN;
        }
        case "Infinity" -> {
          return Double.POSITIVE_INFINITY;
        }
        case "-Infinity" -> {
          return Double.NEGATIVE_INFINITY;
        }
        default -> {}
      }
    }
    throw wrong("a number", parser);
  }

  /** How NaN and the infinities are spelled in every protocol. */
  public static String nonFinite(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return value > 0 ? "Infinity" : "-Infinity";
  }

  /** ISO 8601 with {@code Z} or an offset. */
  public static Instant parseIso(String text) {
    return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant();
  }

  private static void writeTree(JsonNode node, JsonGenerator out) throws IOException {
    StoredJson.MAPPER.writeTree(out, node);
  }

  private static JsonNode readTree(JsonParser parser) throws IOException {
    return StoredJson.MAPPER.readTree(parser);
  }

  /** The error for a token of the wrong type. */
  protected static ServiceError wrong(String expected, JsonParser parser) {
    JsonToken token = parser.currentToken();
    String found = token == null ? "the end" : token.name().toLowerCase(Locale.ROOT);
    String path = parser.getParsingContext().pathAsPointer().toString();
    return serialization(
        "%s expected%s, but %s found"
            .formatted(
                expected,
                path.isEmpty() ? "" : " at " + path,
                found.replace("value_", "").replace('_', ' ')));
  }

  /** The error for input that cannot be read. */
  public static ServiceError serialization(String message) {
    return new ServiceError("SerializationException", 400, message);
  }
}
