package io.tarn.protocol;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.api.Body;
import io.tarn.api.Member;
import io.tarn.api.Schema;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;

/** The values of vectors: from Smithy's nodes to structures, and to something that compares. */
final class SmithyValues {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SmithyValues() {}

  static Structure structure(ObjectNode params, Schema schema) {
    StructureBuilder builder = schema.newBuilder();
    params
        .getStringMap()
        .forEach(
            (name, node) -> {
              Member member = requireNonNull(schema.find(name), name);
              Object value = value(node, member.type());
              if (member.isStreaming() && value instanceof byte[] bytes) {
                value = Body.of(bytes);
              }
              builder.set(member.index(), value);
            });
    return builder.build();
  }

  private static @Nullable Object value(Node node, Type type) {
    if (node.isNullNode() && type.kind() != Type.Kind.DOCUMENT) {
      return null;
    }
    return switch (type.kind()) {
      case STRING -> node.expectStringNode().getValue();
      case BOOLEAN -> node.expectBooleanNode().getValue();
      case BYTE -> node.expectNumberNode().getValue().byteValue();
      case SHORT -> node.expectNumberNode().getValue().shortValue();
      case INTEGER -> node.expectNumberNode().getValue().intValue();
      case LONG -> node.expectNumberNode().getValue().longValue();
      case FLOAT -> (float) floating(node);
      case DOUBLE -> floating(node);
      case BIG_INTEGER -> new BigInteger(node.expectNumberNode().getValue().toString());
      case BIG_DECIMAL -> new BigDecimal(node.expectNumberNode().getValue().toString());
      case BLOB -> node.expectStringNode().getValue().getBytes(StandardCharsets.UTF_8);
      case TIMESTAMP -> instant(node);
      case DOCUMENT -> document(node);
      case STRUCTURE -> structure(node.expectObjectNode(), type.structure());
      case LIST -> {
        List<@Nullable Object> list = new ArrayList<>();
        node.expectArrayNode().forEach(element -> list.add(value(element, type.element())));
        yield list;
      }
      case MAP -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.expectObjectNode()
            .getStringMap()
            .forEach((key, element) -> map.put(key, value(element, type.element())));
        yield map;
      }
    };
  }

  /** A default as the model has it: blobs in Base64, null for none. */
  static @Nullable Object ofDefault(Node node, Type type) {
    if (type.kind() == Type.Kind.BLOB && node.isStringNode()) {
      return Base64.getDecoder().decode(node.expectStringNode().getValue());
    }
    return node.isNullNode() ? null : value(node, type);
  }

  private static Instant instant(Node node) {
    BigDecimal seconds = new BigDecimal(node.expectNumberNode().getValue().toString());
    return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
  }

  private static double floating(Node node) {
    return node.isStringNode()
        ? Double.parseDouble(node.expectStringNode().getValue())
        : node.expectNumberNode().getValue().doubleValue();
  }

  private static JsonNode document(Node node) {
    try {
      return JSON.readTree(Node.printJson(node));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Maps, lists and simple values that equal each other when the structures mean the same. */
  static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Structure structure -> {
        Map<String, @Nullable Object> map = new TreeMap<>();
        for (Member member : structure.schema().members()) {
          Object inner = plain(structure.get(member.index()));
          if (inner != null && !(inner.equals("") && member.isStreaming())) {
            map.put(member.name(), inner);
          }
        }
        yield map;
      }
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, inner) -> sorted.put(String.valueOf(key), plain(inner)));
        yield sorted;
      }
      case List<?> list -> {
        List<@Nullable Object> plain = new ArrayList<>();
        list.forEach(inner -> plain.add(plain(inner)));
        yield plain;
      }
      case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
      case Body body -> {
        try (body) {
          yield Base64.getEncoder().encodeToString(body.open().readAllBytes());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      case JsonNode node -> document(Node.parse(node.toString()));
      case Instant time -> time.toEpochMilli();
      default -> value;
    };
  }
}
