package io.tarn.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tarn.api.Body;
import io.tarn.api.Member;
import io.tarn.api.Member.Location;
import io.tarn.api.Schema;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Structures filled by a seed with values that every protocol can carry: collections and nested
 * structures are never empty, since some protocols cannot tell those from absent ones.
 */
final class RandomStructures {
  private static final int DEPTH = 4;
  private static final String[] TEXTS = {
    "a",
    "Zürich 😀",
    "a b+c/d&e=f%20",
    "<x>&amp;\"'",
    "line\nnext\tend",
    "1",
    "true",
    "",
    "日本",
    " x "
  };
  private static final String[] TOKENS = {"a", "b-2", "some.text", "x_y", "Value"};

  private final Random random;
  private final int status;

  RandomStructures(Random random, int status) {
    this.random = random;
    this.status = status;
  }

  Structure fill(Schema schema) {
    StructureBuilder builder = schema.newBuilder();
    fill(builder, 0);
    return builder.build();
  }

  /** Whether anything was set. */
  private boolean fill(StructureBuilder builder, int depth) {
    Schema schema = builder.schema();
    List<Member> members = schema.members();
    boolean any = false;
    if (schema.isUnion() && !members.isEmpty()) {
      members = List.of(members.get(random.nextInt(members.size())));
    }
    for (Member member : members) {
      boolean wanted =
          member.isRequired()
              || schema.isUnion()
              || member.location() == Location.URI
              || member.location() == Location.STATUS_CODE
              || random.nextInt(10) < 6;
      Object value = wanted ? value(member, depth) : null;
      if ("".equals(value) && member == schema.payload()) {
        value = "an empty body is an absent one";
      }
      if (value != null) {
        builder.set(member.index(), value);
        any = true;
      }
    }
    return any;
  }

  private @Nullable Object value(Member member, int depth) {
    Type type = member.type();
    return switch (member.location()) {
      case STATUS_CODE -> status;
      case URI -> {
        if (type.kind() != Type.Kind.STRING) {
          yield scalar(type);
        }
        yield member.name().equals("Bucket") ? "bucket" : pick("a", "arn:x:y", "k/l m+%");
      }
      case HEADER -> simple(type);
      case HEADERS -> Map.of("team", pick(TOKENS));
      case QUERY, BODY -> {
        if (member.isStreaming()) {
          yield type.kind() == Type.Kind.BLOB ? Body.of(blob()) : null;
        }
        yield value(type, depth);
      }
    };
  }

  private Object simple(Type type) {
    return switch (type.kind()) {
      case STRING -> type.constants().isEmpty() ? pick(TOKENS) : constant(type);
      case TIMESTAMP -> Instant.ofEpochSecond(random.nextInt(2_000_000_000));
      case LIST -> List.of(simple(type.element()), simple(type.element()));
      default -> scalar(type);
    };
  }

  private @Nullable Object value(Type type, int depth) {
    return switch (type.kind()) {
      case STRUCTURE -> {
        if (depth >= DEPTH || type.structure().isEventStream()) {
          yield null;
        }
        StructureBuilder builder = type.structure().newBuilder();
        yield fill(builder, depth + 1) ? builder.build() : null;
      }
      case LIST -> {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
          Object element = value(type.element(), depth + 1);
          if (element != null) {
            list.add(element);
          }
        }
        yield list.isEmpty() ? null : list;
      }
      case MAP -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < 1 + random.nextInt(2); i++) {
          Object element = value(type.element(), depth + 1);
          if (element != null) {
            map.put(pick(TOKENS) + i, element);
          }
        }
        yield map.isEmpty() ? null : map;
      }
      case DOCUMENT -> JsonNodeFactory.instance.objectNode().put("a", 1).put("b", "x");
      default -> scalar(type);
    };
  }

  private Object scalar(Type type) {
    return switch (type.kind()) {
      case STRING -> type.constants().isEmpty() ? pick(TEXTS) : constant(type);
      case BOOLEAN -> random.nextBoolean();
      case INTEGER -> random.nextInt();
      case LONG -> random.nextLong();
      case FLOAT -> random.nextInt(1000) / 8f;
      case DOUBLE -> random.nextInt(100000) / 64d;
      case BLOB -> blob();
      case TIMESTAMP -> {
        long millis = random.nextLong(2_000_000_000_000L);
        boolean seconds = type.timestampFormat() == Type.TimestampFormat.HTTP;
        yield Instant.ofEpochMilli(seconds ? millis / 1000 * 1000 : millis);
      }
      default -> throw new IllegalStateException(type.kind().toString());
    };
  }

  private byte[] blob() {
    return pick(TEXTS).concat("x").getBytes(StandardCharsets.UTF_8);
  }

  private String constant(Type type) {
    return type.constants().get(random.nextInt(type.constants().size()));
  }

  private String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}
