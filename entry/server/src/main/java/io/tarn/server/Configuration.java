package io.tarn.server;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.tarn.store.acl.ObjectOwnership;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of all {@link Setting}s: the default, overridden by the TOML file, by the environment,
 * by the command line, in this order. An unknown key stops the start.
 */
public final class Configuration {
  private final Map<Setting, String> values;

  private Configuration(Map<Setting, String> values) {
    this.values = values;
  }

  /**
   * @param file the TOML file, when one is given
   * @param environment variables of the process
   * @param options keys of this configuration with the values of the command line
   * @throws IllegalArgumentException naming the key, when one is unknown or its value cannot be
   *     used
   */
  public static Configuration load(
      Optional<Path> file, Map<String, String> environment, Map<String, String> options) {
    Map<String, String> given = new LinkedHashMap<>();
    file.ifPresent(path -> readFile(path, given));
    for (Setting setting : Setting.values()) {
      String value = environment.get(setting.variable());
      if (value != null) {
        given.put(setting.key(), value);
      }
    }
    given.putAll(options);
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String value = given.remove(setting.key());
      values.put(setting, value == null ? setting.fallback() : value);
    }
    if (!given.isEmpty()) {
      String key = given.keySet().iterator().next();
      throw new IllegalArgumentException(
          "Unknown configuration key " + key + ": docs/CONFIGURATION.md lists the keys");
    }
    Configuration configuration = new Configuration(values);
    configuration.check();
    return configuration;
  }

  private static void readFile(Path path, Map<String, String> into) {
    try {
      JsonNode tree = new TomlMapper().readTree(Files.readString(path));
      tree.properties()
          .forEach(
              room -> {
                if (!room.getValue().isObject()) {
                  throw new IllegalArgumentException(
                      "Unknown configuration key " + room.getKey() + " in " + path);
                }
                room.getValue()
                    .properties()
                    .forEach(
                        entry ->
                            into.put(
                                room.getKey() + "." + entry.getKey(), entry.getValue().asText()));
              });
    } catch (JacksonException e) {
      throw new IllegalArgumentException("Not TOML: " + path + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the configuration file " + path, e);
    }
  }

  private void check() {
    number(Setting.SERVER_PORT, 0, 65_535);
    number(Setting.SERVER_REQUESTS_AT_ONCE, 1, 1_000_000);
    perService(Setting.SERVER_REQUESTS_AT_ONCE_BY_SERVICE);
    perService(Setting.SERVER_REQUESTS_PER_SECOND);
    number(Setting.STORE_SCRUB_RATE, 0, 100_000);
    number(Setting.STORE_LIFECYCLE_DAY, 1, 86_400);
    number(Setting.FUNCTIONS_SANDBOXES, 1, 10_000);
    number(Setting.SQL_MEMORY, 256, 1_048_576);
    number(Setting.SQL_SPILL, 0, 1_073_741_824);
    number(Setting.SQL_THREADS, 1, 1_024);
    number(Setting.SQL_QUERIES_AT_ONCE, 1, 1_000);
    if (!text(Setting.SERVER_ACCOUNT).matches("\\d{12}")) {
      throw wrong(Setting.SERVER_ACCOUNT, "is not twelve digits");
    }
    if (!text(Setting.SERVER_REGION).matches("[a-z]{2}(-[a-z]+)+-\\d")) {
      throw wrong(Setting.SERVER_REGION, "is not a region such as us-east-1");
    }
    if (!text(Setting.SQL_WARM).matches("true|false")) {
      throw wrong(Setting.SQL_WARM, "is neither true nor false");
    }
    if (!text(Setting.IDENTITY_GUEST_ACCOUNTS).matches("(\\d{12}(,\\d{12})*)?")) {
      throw wrong(Setting.IDENTITY_GUEST_ACCOUNTS, "is not a list of twelve digits each");
    }
    if (list(Setting.IDENTITY_GUEST_ACCOUNTS).contains(text(Setting.SERVER_ACCOUNT))) {
      throw wrong(Setting.IDENTITY_GUEST_ACCOUNTS, "names the lake's own account");
    }
    if (ObjectOwnership.find(text(Setting.STORE_DEFAULT_OBJECT_OWNERSHIP)).isEmpty()) {
      throw wrong(
          Setting.STORE_DEFAULT_OBJECT_OWNERSHIP,
          "is none of BucketOwnerEnforced, BucketOwnerPreferred and ObjectWriter");
    }
    if (!text(Setting.STORE_BLOCK_PUBLIC_ACCESS).matches("true|false")) {
      throw wrong(Setting.STORE_BLOCK_PUBLIC_ACCESS, "is neither true nor false");
    }
    if (text(Setting.SERVER_TLS_CERT).isEmpty() != text(Setting.SERVER_TLS_KEY).isEmpty()) {
      throw wrong(Setting.SERVER_TLS_CERT, "needs server.tls-key, and the other way round");
    }
  }

  String text(Setting setting) {
    return values.getOrDefault(setting, setting.fallback());
  }

  /** The values between commas. */
  Set<String> list(Setting setting) {
    return optional(setting).map(text -> Set.of(text.split(","))).orElse(Set.of());
  }

  int number(Setting setting) {
    return Integer.parseInt(text(setting));
  }

  PerService perService(Setting setting) {
    try {
      return PerService.parse(text(setting));
    } catch (IllegalArgumentException e) {
      throw wrong(setting, e.getMessage());
    }
  }

  boolean isOn(Setting setting) {
    return text(setting).equals("true");
  }

  /** The value, or nothing when it is empty. */
  Optional<String> optional(Setting setting) {
    return Optional.of(text(setting)).filter(value -> !value.isEmpty());
  }

  public Path dataDirectory() {
    return Path.of(text(Setting.SERVER_DATA)).toAbsolutePath().normalize();
  }

  private void number(Setting setting, int from, int to) {
    try {
      int value = Integer.parseInt(text(setting));
      if (value < from || value > to) {
        throw wrong(setting, "is not between " + from + " and " + to);
      }
    } catch (NumberFormatException e) {
      throw wrong(setting, "is not a whole number");
    }
  }

  private IllegalArgumentException wrong(Setting setting, @Nullable String why) {
    return new IllegalArgumentException(
        "Configuration key " + setting.key() + ": \"" + text(setting) + "\" " + why);
  }

  /** The reference table of docs/CONFIGURATION.md. */
  public static String referenceTable() {
    StringBuilder table =
        new StringBuilder("| key | default | environment | meaning |\n|---|---|---|---|\n");
    for (Setting setting : Setting.values()) {
      table
          .append("| `")
          .append(setting.key())
          .append("` | ")
          .append(setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`")
          .append(" | `")
          .append(setting.variable())
          .append("` | ")
          .append(setting.meaning())
          .append(" |\n");
    }
    return table.toString();
  }
}
