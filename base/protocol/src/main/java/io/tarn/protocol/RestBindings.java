package io.tarn.protocol;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.Body;
import io.tarn.api.Member;
import io.tarn.api.Member.Location;
import io.tarn.api.OperationModel;
import io.tarn.api.Schema;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.Type;
import io.tarn.api.Type.Kind;
import io.tarn.api.Type.TimestampFormat;
import io.tarn.kernel.ServiceError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What REST protocols carry outside the body: labels, parameters, headers, the status. */
final class RestBindings {
  /** The error for a text that is not of its member's type. */
  interface Refusal extends BiFunction<Member, String, ServiceError> {}

  private final Refusal refusal;

  RestBindings(Refusal refusal) {
    this.refusal = refusal;
  }

  /** Whether a structure has members that stand in the document of the body. */
  static boolean hasBodyMembers(Schema schema) {
    return schema.members().stream().anyMatch(member -> member.location() == Location.BODY);
  }

  void readRequest(
      OperationModel<?, ?> model,
      Map<String, String> labels,
      RequestHead head,
      StructureBuilder builder) {
    Map<String, List<String>> query = Percent.byName(Percent.parameters(head.rawQuery()));
    for (Member member : model.input().members()) {
      switch (member.location()) {
        case URI -> {
          String label = labels.get(member.locationName());
          if (label != null) {
            builder.set(member.index(), parse(label, member, member.type(), TimestampFormat.ISO));
          }
        }
        case QUERY -> readQuery(member, query, builder);
        case HEADERS -> {
          // As sent, a char a byte, so that what a client stores comes back to it in its own
          // encoding: some send UTF-8, others ISO-8859-1, and nothing says which.
          Map<String, String> map = prefixed(member, head.headers());
          if (!map.isEmpty()) {
            builder.set(member.index(), map);
          }
        }
        default -> readHeader(member, head.headers(), builder);
      }
    }
  }

  /** The headers after a common prefix, by the rest of their names. */
  private static Map<String, String> prefixed(Member member, Headers headers) {
    String prefix = member.locationName();
    Map<String, String> map = new LinkedHashMap<>();
    for (String name : headers.namesStartingWith(prefix)) {
      map.put(name.substring(prefix.length()), requireNonNullElse(headers.joined(name), ""));
    }
    return map;
  }

  private void readQuery(Member member, Map<String, List<String>> query, StructureBuilder builder) {
    Type type = member.type();
    if (type.kind() == Kind.MAP) {
      Map<String, Object> map = new LinkedHashMap<>();
      query.forEach(
          (name, values) ->
              map.put(
                  name,
                  type.element().kind() == Kind.LIST ? List.copyOf(values) : values.getFirst()));
      builder.set(member.index(), map);
      return;
    }
    List<String> values = query.get(member.locationName());
    if (values == null) {
      return;
    }
    if (type.kind() == Kind.LIST) {
      List<Object> list = new ArrayList<>();
      for (String value : values) {
        list.add(parse(value, member, type.element(), TimestampFormat.ISO));
      }
      builder.set(member.index(), list);
    } else if (!values.getFirst().isEmpty() || type.kind() == Kind.STRING) {
      builder.set(member.index(), parse(values.getFirst(), member, type, TimestampFormat.ISO));
    }
  }

  void readResponse(Schema output, ResponseHead head, StructureBuilder builder) {
    for (Member member : output.members()) {
      if (member.location() == Location.STATUS_CODE) {
        builder.set(member.index(), head.status());
      } else {
        readHeader(member, head.headers(), builder);
        if (member.location() == Location.HEADERS && builder.get(member.index()) == null) {
          builder.set(member.index(), Map.of());
        }
      }
    }
  }

  private void readHeader(Member member, Headers headers, StructureBuilder builder) {
    if (member.location() == Location.HEADERS) {
      Map<String, String> map = prefixed(member, headers);
      map.replaceAll((name, text) -> utf8(text));
      if (!map.isEmpty()) {
        builder.set(member.index(), map);
      }
      return;
    }
    if (member.location() != Location.HEADER) {
      return;
    }
    List<String> lines = headers.all(member.locationName());
    if (lines.isEmpty()) {
      return;
    }
    Type type = member.type();
    if (type.kind() == Kind.LIST) {
      List<Object> list = new ArrayList<>();
      for (String item : HeaderLists.split(String.join(", ", lines), type.element())) {
        list.add(parse(item, member, type.element(), TimestampFormat.HTTP));
      }
      builder.set(member.index(), list);
    } else if (member.isJsonValue()) {
      builder.set(member.index(), jsonValue(lines.getFirst(), member));
    } else if (!lines.getFirst().isEmpty() || type.kind() == Kind.STRING) {
      Object value = headerValue(lines.getFirst(), member);
      builder.set(member.index(), value);
    }
  }

  private @Nullable Object headerValue(String text, Member member) {
    if (member.type().kind() == Kind.STRING) {
      return utf8(text);
    }
    if (member.type().kind() == Kind.TIMESTAMP) {
      Object time = Texts.parseAnyTime(text);
      if (time == null && isCondition(member.locationName())) {
        return null;
      }
    }
    return parse(text, member, member.type(), TimestampFormat.HTTP);
  }

  /** RFC 9110: a condition or an expiry whose date cannot be read is as if it were not there. */
  private static boolean isCondition(String header) {
    return switch (header) {
      case "If-Modified-Since", "If-Unmodified-Since", "Expires" -> true;
      default -> header.startsWith("x-amz-copy-source-if-");
    };
  }

  private Object jsonValue(String text, Member member) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw refusal.apply(member, text);
    }
  }

  private Object parse(String text, Member member, Type type, TimestampFormat timestamps) {
    try {
      return Texts.parse(text, type, timestamps);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw refusal.apply(member, text);
    }
  }

  /** Header bytes come as ISO-8859-1; what was UTF-8 becomes it again. */
  private static String utf8(String text) {
    if (text.chars().allMatch(c -> c < 0x80) || text.chars().anyMatch(c -> c > 0xff)) {
      return text;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      return text;
    }
  }

  private static String latin1(String text) {
    return text.chars().allMatch(c -> c < 0x80)
        ? text
        : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Text of one byte a char goes back as it came; all other text is UTF-8. */
  private static String asSent(String text) {
    return text.chars().allMatch(c -> c <= 0xff) ? text : latin1(text);
  }

  /** Adds a structure's headers. */
  void writeHeaders(Structure structure, Headers.Builder headers) {
    for (Member member : structure.schema().members()) {
      Object value = structure.get(member.index());
      if (value == null) {
        continue;
      }
      if (member.location() == Location.HEADERS) {
        ((Map<?, ?>) value)
            .forEach(
                (name, text) ->
                    headers.add(member.locationName() + name, asSent(String.valueOf(text))));
      } else if (member.location() == Location.HEADER) {
        String text = headerText(value, member);
        headers.set(member.locationName(), text);
      }
    }
  }

  private static String headerText(Object value, Member member) {
    Type type = member.type();
    if (value instanceof List<?> list) {
      return HeaderLists.join(list, type.element());
    }
    if (member.isJsonValue()) {
      return Base64.getEncoder().encodeToString(value.toString().getBytes(StandardCharsets.UTF_8));
    }
    return latin1(Texts.format(value, type, TimestampFormat.HTTP));
  }

  int status(OperationModel<?, ?> operation, Structure output) {
    for (Member member : output.schema().members()) {
      Object value = output.get(member.index());
      if (member.location() == Location.STATUS_CODE && value != null) {
        return (Integer) value;
      }
    }
    return operation.status();
  }

  /** The path with its labels filled in, a question mark, the parameters. */
  String[] writeTarget(OperationModel<?, ?> operation, Structure input) {
    String template = operation.uri();
    int mark = template.indexOf('?');
    String path = mark < 0 ? template : template.substring(0, mark);
    StringBuilder query = new StringBuilder(mark < 0 ? "" : template.substring(mark + 1));
    Set<String> named = new HashSet<>();
    for (Member member : input.schema().members()) {
      Object value = input.get(member.index());
      if (value == null) {
        continue;
      }
      if (member.location() == Location.URI) {
        String text = Texts.format(value, member.type(), TimestampFormat.ISO);
        path =
            path.replace("{" + member.locationName() + "}", Percent.encode(text))
                .replace("{" + member.locationName() + "+}", Percent.encodePath(text));
      } else if (member.location() == Location.QUERY && !(value instanceof Map)) {
        named.add(member.locationName());
        List<?> values = value instanceof List<?> list ? list : List.of(value);
        Type type = value instanceof List ? member.type().element() : member.type();
        for (Object one : values) {
          append(query, member.locationName(), Texts.format(one, type, TimestampFormat.ISO));
        }
      }
    }
    writeQueryMaps(input, named, query);
    return new String[] {path, query.toString()};
  }

  private static void writeQueryMaps(Structure input, Set<String> named, StringBuilder query) {
    for (Member member : input.schema().members()) {
      if (member.location() == Location.QUERY
          && input.get(member.index()) instanceof Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          if (!named.contains(String.valueOf(entry.getKey()))) {
            List<?> values =
                entry.getValue() instanceof List<?> list ? list : List.of(entry.getValue());
            values.forEach(
                value -> append(query, String.valueOf(entry.getKey()), String.valueOf(value)));
          }
        }
      }
    }
  }

  private static void append(StringBuilder query, String name, String value) {
    query.append(query.isEmpty() ? "" : "&");
    query.append(Percent.encode(name)).append('=').append(Percent.encode(value));
  }

  /** A payload that is text, bytes or a stream, as a body; null for a structure or document. */
  static @Nullable Body simplePayload(@Nullable Object value) {
    return switch (value) {
      case Body body -> body;
      case byte[] bytes -> Body.of(bytes);
      case String text -> Body.of(text.getBytes(StandardCharsets.UTF_8));
      case null, default -> null;
    };
  }

  /** The content type of such a payload where the model's own header says none. */
  static String simpleContentType(Member payload) {
    String own = payload.type().mediaType();
    if (own != null) {
      return own;
    }
    return payload.type().kind() == Kind.STRING ? "text/plain" : "application/octet-stream";
  }
}
