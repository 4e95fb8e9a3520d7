package io.tarn.functions.sandbox;

import io.tarn.kernel.LogSink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps lines in memory. */
public final class TestingLogSink implements LogSink {
  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  /** One line and where it went. */
  public record Entry(String region, String group, String stream, String message) {}

  @Override
  public void append(String region, String group, String stream, List<Line> lines) {
    for (Line line : lines) {
      entries.add(new Entry(region, group, stream, line.message()));
    }
  }

  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  public List<String> messages() {
    return entries.stream().map(Entry::message).toList();
  }
}
