package io.tarn.conformance;

import io.tarn.api.Body;
import io.tarn.api.Member;
import io.tarn.api.Schema;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Inputs by a seed, most of which keep to their model, so that they come past validation and into
 * the operations. Names come from a small stock: calls find what others have made, and the lake
 * stays small however many there are.
 */
final class FuzzInputs {
  static final String BUCKET = "fuzz-open";

  private static final int DEPTH_MAX = 5;
  private static final String ACCOUNT = "000000000000";
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
          + "{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
  private static final String[] TEXTS = {
    "fuzz",
    "fuzz-1",
    "fuzz_2",
    "primary",
    "default",
    ACCOUNT,
    "us-east-1",
    "arn:aws:iam::" + ACCOUNT + ":role/fuzz",
    "arn:aws:iam::aws:policy/AdministratorAccess",
    "arn:aws:states:us-east-1:" + ACCOUNT + ":stateMachine:fuzz",
    "arn:aws:lambda:us-east-1:" + ACCOUNT + ":function:fuzz",
    "arn:aws:sqs:us-east-1:" + ACCOUNT + ":fuzz",
    TRUST,
    "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}",
    "{\"source\":[\"fuzz\"]}",
    "{}",
    "[]",
    "rate(1 day)",
    "cron(0 12 * * ? *)",
    "s3://" + BUCKET + "/results/",
    "SELECT 1",
    "python3.12",
    "index.handler",
    "$.a[0]",
    "2026-01-01T00:00:00Z",
    "string",
    "*",
    "/",
    "a/b",
    "",
    " ",
    "1",
    "-1",
    "99999999999999999999",
    "Zürich 😀",
    "日本",
    "<x>&amp;\"'",
    "line\nnext\tend\r",
    "\u0000\u0001\u007f",
    "%s%n%2F%00",
    "' OR 1=1 --",
    "../../etc/passwd",
    "a".repeat(300),
    "é".repeat(70_000)
  };

  private final Random random;

  FuzzInputs(Random random) {
    this.random = random;
  }

  Structure fill(Schema schema) {
    return fill(schema, 0);
  }

  private Structure fill(Schema schema, int depth) {
    StructureBuilder builder = schema.newBuilder();
    List<Member> members = schema.members();
    if (schema.isUnion() && !members.isEmpty()) {
      members = List.of(members.get(random.nextInt(members.size())));
    }
    int optional = depth == 0 ? 4 : 2;
    for (Member member : members) {
      int odds = isProof(member) ? 100 : 10;
      boolean wanted = member.isRequired() || schema.isUnion() || random.nextInt(odds) < optional;
      Object value = wanted ? value(member, depth) : null;
      if (value != null) {
        builder.set(member.index(), value);
      }
    }
    return builder.build();
  }

  /** What a value drawn by lot only makes wrong, so that nothing behind it is ever reached. */
  private static boolean isProof(Member member) {
    String name = member.name();
    return name.contains("MD5")
        || name.startsWith("Checksum")
        || name.startsWith("Expected")
        || name.contains("VersionId")
        || name.startsWith("If");
  }

  private @Nullable Object value(Member member, int depth) {
    if (member.isStreaming()) {
      return member.type().kind() == Type.Kind.BLOB ? Body.of(blob()) : null;
    }
    boolean isText = member.type().kind() == Type.Kind.STRING;
    if (isText && member.name().equals("Bucket") && random.nextInt(20) > 0) {
      return BUCKET;
    }
    if (isText && member.name().equals("Key")) {
      return random.nextInt(10) > 0 ? "key-" + random.nextInt(20) : text(member.type());
    }
    return switch (member.location()) {
      case STATUS_CODE -> null;
      case HEADERS -> Map.of("team", "fuzz-" + random.nextInt(3));
      default -> value(member.type(), depth);
    };
  }

  private @Nullable Object value(Type type, int depth) {
    return switch (type.kind()) {
      case STRING -> text(type);
      case BOOLEAN -> random.nextBoolean();
      case BYTE -> (byte) number(type);
      case SHORT -> (short) number(type);
      case INTEGER -> (int) number(type);
      case LONG -> number(type);
      case FLOAT -> (float) number(type) / 8;
      case DOUBLE -> random.nextInt(20) == 0 ? Double.NaN : number(type) / 8d;
      case BIG_INTEGER -> java.math.BigInteger.valueOf(number(type));
      case BIG_DECIMAL -> BigDecimal.valueOf(number(type));
      case BLOB -> blob();
      case TIMESTAMP -> Instant.ofEpochSecond(random.nextLong(4_000_000_000L));
      case DOCUMENT -> null;
      case STRUCTURE ->
          depth >= DEPTH_MAX || type.structure().isEventStream()
              ? null
              : fill(type.structure(), depth + 1);
      case LIST -> list(type, depth);
      case MAP -> map(type, depth);
    };
  }

  private List<Object> list(Type type, int depth) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      Object element = value(type.element(), depth + 1);
      if (element != null) {
        list.add(element);
      }
    }
    return list;
  }

  private Map<String, Object> map(Type type, int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      Object element = value(type.element(), depth + 1);
      if (element != null) {
        map.put(text(type.key()), element);
      }
    }
    return map;
  }

  private String text(Type type) {
    if (!type.constants().isEmpty() && random.nextInt(20) > 0) {
      return type.constants().get(random.nextInt(type.constants().size()));
    }
    int start = random.nextInt(TEXTS.length);
    boolean valid = random.nextInt(20) > 0;
    for (int i = 0; i < TEXTS.length && valid; i++) {
      String text = TEXTS[(start + i) % TEXTS.length];
      if (isInRange(type, text.codePointCount(0, text.length())) && type.matches(text)) {
        return text;
      }
    }
    return TEXTS[start];
  }

  private static boolean isInRange(Type type, long size) {
    BigDecimal value = BigDecimal.valueOf(size);
    BigDecimal min = type.min();
    BigDecimal max = type.max();
    return (min == null || value.compareTo(min) >= 0) && (max == null || value.compareTo(max) <= 0);
  }

  private long number(Type type) {
    BigDecimal min = type.min();
    BigDecimal max = type.max();
    return switch (random.nextInt(8)) {
      case 0 -> min == null ? Long.MIN_VALUE : min.longValue();
      case 1 -> max == null ? Long.MAX_VALUE : max.longValue();
      case 2 -> random.nextInt();
      case 3 -> 0;
      default -> min == null ? 1 + random.nextInt(10) : min.longValue() + random.nextInt(3);
    };
  }

  private byte[] blob() {
    return TEXTS[random.nextInt(TEXTS.length)].getBytes(StandardCharsets.UTF_8);
  }
}
