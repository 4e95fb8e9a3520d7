package io.tarn.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.store.acl.ObjectOwnership;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may do what, case by case: lists, ownership, public access blocks and policies, with the
 * engine that decides in the lake. A case begins with {@code ===}, and {@code defaults} makes it a
 * lake whose new buckets are AWS's; otherwise they are ObjectWriter and unblocked.
 */
class TestAccess {
  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> decidesAsWritten() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String part : resource("access.test").split("(?m)^=== ")) {
      if (part.isBlank() || part.startsWith("#")) {
        continue;
      }
      String name = part.substring(0, part.indexOf('\n')).strip();
      String body = part.substring(part.indexOf('\n') + 1);
      int number = tests.size();
      tests.add(DynamicTest.dynamicTest(name, () -> run(number, name, body)));
    }
    return tests.stream();
  }

  private void run(int number, String name, String body) {
    boolean defaults = name.endsWith("(defaults)");
    List<String> wanted = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    try (GuardedLake lake =
        new GuardedLake(
            directory.resolve("lake" + number),
            defaults ? ObjectOwnership.BUCKET_OWNER_ENFORCED : ObjectOwnership.OBJECT_WRITER,
            defaults)) {
      AccessScript script = new AccessScript(lake);
      for (String line : body.strip().split("\n")) {
        String[] sides = line.split("->", 2);
        String result = sides.length == 1 ? "ok" : sides[1].strip();
        wanted.add(sides[0].strip() + " -> " + result);
        actual.add(sides[0].strip() + " -> " + script.line(sides[0]));
      }
    }
    assertThat(actual).isEqualTo(wanted);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(TestAccess.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
