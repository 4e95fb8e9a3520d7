package io.tarn.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * What the lake's process logs, and how: one line an event on standard error, libraries only when
 * something is wrong.
 */
final class Logs {
  private static final String SETTINGS =
      """
      handlers = java.util.logging.ConsoleHandler
      .level = WARNING
      io.tarn.level = INFO
      java.util.logging.ConsoleHandler.level = ALL
      java.util.logging.ConsoleHandler.formatter = java.util.logging.SimpleFormatter
      java.util.logging.SimpleFormatter.format = %1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n
      """;

  private Logs() {}

  static void configure() {
    try {
      LogManager.getLogManager()
          .readConfiguration(new ByteArrayInputStream(SETTINGS.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("The logging settings cannot be read", e);
    }
  }
}
