package io.tarn.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The plan of docs/ARCHITECTURE.md: rooms by floor, and what each may import.
 *
 * @param folders room name to its folder, e.g. {@code store} to {@code services/store}
 * @param arrows room name to the rooms it may import
 */
record GroundPlan(Map<String, Path> folders, Map<String, Set<String>> arrows) {
  private static final Pattern FLOOR = Pattern.compile("^([a-z]+)/$");
  private static final Pattern ROOM = Pattern.compile("^ {2}([a-z]+) +(->)?(.*)$");

  /** The top of the work tree: the first folder upwards that holds docs/ARCHITECTURE.md. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/ARCHITECTURE.md"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("docs/ARCHITECTURE.md is in no parent folder");
      }
    }
    return folder;
  }

  static GroundPlan load() throws IOException {
    List<String> block = planBlock(Files.readAllLines(root().resolve("docs/ARCHITECTURE.md")));
    Map<String, Path> folders = new LinkedHashMap<>();
    Map<String, String> arrowTexts = new LinkedHashMap<>();
    String floor = "";
    for (String line : block) {
      Matcher floorMatch = FLOOR.matcher(line);
      Matcher roomMatch = ROOM.matcher(line);
      if (floorMatch.matches()) {
        floor = floorMatch.group(1);
      } else if (roomMatch.matches()) {
        String room = roomMatch.group(1);
        folders.put(room, root().resolve(floor).resolve(room));
        arrowTexts.put(room, roomMatch.group(2) == null ? "*" : roomMatch.group(3));
      }
    }
    Map<String, Set<String>> arrows = new LinkedHashMap<>();
    arrowTexts.forEach((room, text) -> arrows.put(room, arrowsOf(text, folders.keySet())));
    return new GroundPlan(folders, arrows);
  }

  Set<String> arrowsOf(String room) {
    return arrows.getOrDefault(room, Set.of());
  }

  Path folderOf(String room) {
    Path folder = folders.get(room);
    if (folder == null) {
      throw new IllegalArgumentException("The plan has no room " + room);
    }
    return folder;
  }

  private static List<String> planBlock(List<String> lines) {
    List<String> block = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      if (line.equals("```plan")) {
        inside = true;
      } else if (inside && line.equals("```")) {
        return block;
      } else if (inside) {
        block.add(line);
      }
    }
    throw new IllegalStateException("docs/ARCHITECTURE.md holds no ```plan block");
  }

  /** Leading words that are rooms; the first word that is none begins the description. */
  private static Set<String> arrowsOf(String text, Set<String> rooms) {
    if (text.equals("*")) {
      return rooms;
    }
    Set<String> arrows = new LinkedHashSet<>();
    // The description is set off by at least two blanks, so that it may begin with a room's name.
    String targets = text.strip().split(" {2,}", 2)[0];
    for (String word : targets.split(" ")) {
      if (!rooms.contains(word)) {
        break;
      }
      arrows.add(word);
    }
    return arrows;
  }
}
