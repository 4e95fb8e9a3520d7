package io.tarn.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.Access;
import io.tarn.api.Member;
import io.tarn.api.Operation;
import io.tarn.api.Schema;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.Type;
import io.tarn.kernel.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lists every operation of the room with what it asks permission for; {@code operations.txt} is
 * rewritten with UPDATE=1.
 */
final class TestOperations {
  private static final Path SOURCE = Path.of("src", "test", "resources", "operations.txt");

  @TempDir Path directory;

  @Test
  void askForThePermissionsThatAreWrittenDown() throws IOException {
    List<String> lines;
    try (TestingLake lake = new TestingLake(directory, 1)) {
      Map<String, String> all = new TreeMap<>();
      for (Operation<?, ?> operation : lake.room().operations()) {
        String name = operation.model().service() + ":" + operation.model().name();
        assertThat(all.put(name, rule(operation, lake))).as(name).isNull();
      }
      lines =
          all.entrySet().stream().map(entry -> entry.getKey() + " = " + entry.getValue()).toList();
    }
    String text = String.join("\n", lines) + "\n";
    if ("1".equals(System.getenv("UPDATE"))) {
      Files.writeString(SOURCE, text, UTF_8);
    }
    try (InputStream in =
        requireNonNull(TestOperations.class.getResourceAsStream("/operations.txt"))) {
      assertThat(text).isEqualTo(new String(in.readAllBytes(), UTF_8));
    }
  }

  @SuppressWarnings("unchecked")
  private static <I extends Structure> String rule(Operation<I, ?> operation, TestingLake lake) {
    I input = (I) sample(operation.model().input());
    Caller caller =
        new Caller.User(TestingLake.ACCOUNT, "caller", "/", "AIDACALLERCALLERCALLE", Map.of());
    List<Access> accesses = operation.access().of(input, lake.call(caller));
    return accesses.isEmpty()
        ? "a valid signature"
        : accesses.stream()
            .map(access -> access.action() + " on " + access.resource())
            .collect(Collectors.joining(", "));
  }

  /** Required members, and names, filled with samples of their own name. */
  private static Structure sample(Schema schema) {
    StructureBuilder builder = schema.newBuilder();
    for (Member member : schema.members()) {
      if (member.isRequired()) {
        builder.set(member.index(), value(member.name(), member.type()));
      }
    }
    return builder.build();
  }

  private static Object value(String name, Type type) {
    return switch (type.kind()) {
      case STRING -> {
        if (name.equals("DeletionTaskId")) {
          yield "task/aws-service-role/x.amazonaws.com/RoleName/1";
        }
        yield name.endsWith("Arn") ? "arn:aws:iam::123456789012:x/" + name : name;
      }
      case LIST -> {
        List<Object> list = new ArrayList<>();
        list.add(value(name, type.element()));
        yield list;
      }
      case STRUCTURE -> sample(type.structure());
      case INTEGER -> 1;
      case BOOLEAN -> true;
      default -> throw new IllegalStateException("No sample of " + type.kind());
    };
  }
}
