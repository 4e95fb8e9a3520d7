package io.tarn.identity.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** A user, group, role, instance profile or customer managed policy. */
public record Entity(
    Kind kind, String name, String path, String id, Instant created, Details details) {
  public Entity {
    requireNonNull(kind, "kind is null");
    requireNonNull(name, "name is null");
  }

  /** Names are unique without regard to case. */
  public static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  public String key() {
    return key(name);
  }

  public String arn(String account) {
    return "arn:aws:iam::" + account + ":" + kind.word() + path + name;
  }

  public Map<String, String> tags() {
    return details.tags();
  }

  public Entity with(Details changed) {
    return new Entity(kind, name, path, id, created, changed);
  }

  public Entity named(String newName, String newPath) {
    return new Entity(kind, newName, newPath, id, created, details);
  }
}
