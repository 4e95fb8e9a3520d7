package io.tarn.server;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts and gauges in the Prometheus text format (version 0.0.4). Thread-safe; counting takes no
 * lock.
 */
public final class Metrics {
  private final Map<Series, LongAdder> counters = new ConcurrentHashMap<>();
  private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

  /** One answered call. */
  void answered(String service, String operation, int status, long nanos) {
    Series calls = new Series("tarn_requests_total", service, operation, status / 100 + "xx");
    counters.computeIfAbsent(calls, key -> new LongAdder()).increment();
    Series micros =
        new Series("tarn_request_microseconds_total", service, operation, status / 100 + "xx");
    counters.computeIfAbsent(micros, key -> new LongAdder()).add(nanos / 1_000);
  }

  /** A value that is read when someone asks. */
  void gauge(String name, LongSupplier value) {
    gauges.put(name, value);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(counters)
        .forEach(
            (series, count) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%s{service=\"%s\",operation=\"%s\",status=\"%s\"} %d%n",
                        series.name,
                        series.service,
                        series.operation,
                        series.status,
                        count.sum())));
    new TreeMap<>(gauges)
        .forEach(
            (name, value) -> text.append(name).append(' ').append(value.getAsLong()).append('\n'));
    return text.toString();
  }

  private record Series(String name, String service, String operation, String status)
      implements Comparable<Series> {
    @Override
    public int compareTo(Series other) {
      return key().compareTo(other.key());
    }

    private String key() {
      return name + ' ' + service + ' ' + operation + ' ' + status;
    }
  }
}
