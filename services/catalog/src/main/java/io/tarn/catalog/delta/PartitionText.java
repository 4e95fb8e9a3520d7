package io.tarn.catalog.delta;

import io.tarn.catalog.inference.HiveType;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Partition values as Hive spells them. The log spells timestamps in two ways, one of which Hive
 * does not know, and NULL by an empty text, too. Source: Delta Transaction Log Protocol, "Partition
 * Value Serialization".
 */
final class PartitionText {
  private static final DateTimeFormatter HIVE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss[.SSSSSS]");

  private PartitionText() {}

  static @Nullable String of(@Nullable String value, HiveType type) {
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (!type.text().equals("timestamp") || !value.endsWith("Z")) {
      return value;
    }
    try {
      return HIVE.format(LocalDateTime.ofInstant(Instant.parse(value), ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      // Who reads the value says what is wrong with it.
      return value;
    }
  }
}
