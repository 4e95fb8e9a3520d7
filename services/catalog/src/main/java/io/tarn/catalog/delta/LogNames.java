package io.tarn.catalog.delta;

import io.tarn.store.ObjectVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a log by the versions in their names. Source: Delta Transaction Log Protocol, "File
 * Types".
 */
final class LogNames {
  private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");
  private static final Pattern CHECKPOINT =
      Pattern.compile(
          "(\\d{20})\\.checkpoint(?:\\.(\\d{10})\\.(\\d{10})|\\.([0-9a-fA-F-]{36}))?\\.(parquet|json)");

  private final TreeMap<Long, ObjectVersion> commits = new TreeMap<>();
  private final TreeMap<Long, Map<String, List<ObjectVersion>>> checkpoints = new TreeMap<>();

  /** A whole checkpoint. */
  record Checkpoint(long version, List<ObjectVersion> parts) {}

  /** What a version's file is called, without its ending. */
  static String of(long version) {
    return String.format("%020d", version);
  }

  void add(String name, ObjectVersion file) {
    Matcher commit = COMMIT.matcher(name);
    if (commit.matches()) {
      commits.put(Long.parseLong(commit.group(1)), file);
      return;
    }
    Matcher checkpoint = CHECKPOINT.matcher(name);
    if (checkpoint.matches()) {
      // Parts belong together when they say how many there are; the others are whole by themselves.
      String kind = checkpoint.group(3) != null ? checkpoint.group(3) : name;
      checkpoints
          .computeIfAbsent(Long.parseLong(checkpoint.group(1)), unused -> new TreeMap<>())
          .computeIfAbsent(kind, unused -> new ArrayList<>())
          .add(file);
    }
  }

  boolean isEmpty() {
    return commits.isEmpty() && checkpoints.isEmpty();
  }

  /** The newest one of which no part is missing. */
  Optional<Checkpoint> latestCheckpoint() {
    for (Map.Entry<Long, Map<String, List<ObjectVersion>>> version :
        checkpoints.descendingMap().entrySet()) {
      for (Map.Entry<String, List<ObjectVersion>> kind : version.getValue().entrySet()) {
        String parts = kind.getKey();
        if (parts.endsWith("parquet")
            || parts.endsWith("json")
            || kind.getValue().size() == Integer.parseInt(parts)) {
          return Optional.of(new Checkpoint(version.getKey(), List.copyOf(kind.getValue())));
        }
      }
    }
    return Optional.empty();
  }

  /** The commits behind a version, oldest first. */
  Map<Long, ObjectVersion> commitsAfter(long version) {
    return commits.tailMap(version, false);
  }

  Optional<ObjectVersion> commit(long version) {
    return Optional.ofNullable(commits.get(version));
  }
}
