package io.tarn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestGroundPlan {
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?io\\.tarn\\.([a-z]+)\\.", Pattern.MULTILINE);
  private static final Pattern QUALIFIED =
      Pattern.compile("(?<![\\w.])io\\.tarn\\.([a-z]+)\\.[A-Za-z]");
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>io\\.tarn</groupId>\\s*<artifactId>tarn-([a-z]+)</artifactId>(.*?)</dependency>",
          Pattern.DOTALL);

  private final GroundPlan plan = GroundPlan.load();

  TestGroundPlan() throws IOException {}

  @Test
  void everyRoomOfThePlanHasAFolderAndEveryFolderIsInThePlan() throws IOException {
    for (Path folder : plan.folders().values()) {
      assertThat(folder.resolve("pom.xml")).exists();
    }
    Set<Path> built = new TreeSet<>();
    for (String floor : List.of("base", "services", "engines", "entry", "tests")) {
      try (Stream<Path> rooms = Files.list(GroundPlan.root().resolve(floor))) {
        rooms.filter(room -> Files.exists(room.resolve("pom.xml"))).forEach(built::add);
      }
    }
    assertThat(built).containsExactlyInAnyOrderElementsOf(plan.folders().values());
  }

  @Test
  void everyRoomSaysItsPurposeInAReadme() {
    assertThat(plan.folders().values())
        .filteredOn(folder -> !folder.startsWith(GroundPlan.root().resolve("tests")))
        .allSatisfy(folder -> assertThat(folder.resolve("README.md")).exists());
  }

  @Test
  void everyImportFollowsAnArrow() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String room : plan.folders().keySet()) {
      for (Path source : javaFiles(room, "main")) {
        String text = withoutStrings(Files.readString(source));
        for (Pattern pattern : List.of(IMPORT, QUALIFIED)) {
          Matcher found = pattern.matcher(text);
          while (found.find()) {
            String target = found.group(1);
            if (!target.equals(room) && !plan.arrowsOf(room).contains(target)) {
              wrong.add(room + " -> " + target + " in " + GroundPlan.root().relativize(source));
            }
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyDependencyFollowsAnArrow() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String room : plan.folders().keySet()) {
      Matcher found = DEPENDENCY.matcher(Files.readString(plan.folderOf(room).resolve("pom.xml")));
      while (found.find()) {
        boolean forTests = found.group(2).contains("<scope>test</scope>");
        // The build tool that makes the records is no part of the running system.
        boolean allowed =
            forTests
                || plan.arrowsOf(room).contains(found.group(1))
                || found.group(1).equals("generator");
        if (!allowed) {
          wrong.add(room + " -> " + found.group(1));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyClassLivesInItsRoomsPackage() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String room : plan.folders().keySet()) {
      for (Path source : javaFiles(room, "main")) {
        if (!Files.readString(source).contains("package io.tarn." + room)) {
          wrong.add(GroundPlan.root().relativize(source).toString());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** What stands in strings is text that a program writes, and comments may speak of anything. */
  private static String withoutStrings(String source) {
    return source
        .replaceAll("(?s)/\\*.*?\\*/", "")
        .replaceAll("(?s)\"\"\".*?\"\"\"", "\"\"")
        .replaceAll("\"(?:[^\"\\\\\n]|\\\\.)*\"", "\"\"");
  }

  private List<Path> javaFiles(String room, String kind) throws IOException {
    Path sources = plan.folderOf(room).resolve("src").resolve(kind).resolve("java");
    if (!Files.exists(sources)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(sources)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
