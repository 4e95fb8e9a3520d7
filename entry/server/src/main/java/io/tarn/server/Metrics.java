package io.tarn.server;

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
    counter(calls).increment();
    Series micros =
        new Series("tarn_request_microseconds_total", service, operation, status / 100 + "xx");
    counter(micros).add(nanos / 1_000);
  }

  /** One call that was refused because there was too much; the limit is a setting's key. */
  void refused(String service, String limit) {
    counter(new Series("tarn_requests_refused_total", service, limit, "")).increment();
  }

  private LongAdder counter(Series series) {
    return counters.computeIfAbsent(series, key -> new LongAdder());
  }

  /** A value that is read when someone asks; the name may carry labels. */
  void gauge(String name, LongSupplier value) {
    gauges.put(name, value);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(counters)
        .forEach(
            (series, count) ->
                text.append(series.key()).append(' ').append(count.sum()).append('\n'));
    new TreeMap<>(gauges)
        .forEach(
            (name, value) -> text.append(name).append(' ').append(value.getAsLong()).append('\n'));
    return text.toString();
  }

  /**
   * @param what the operation, or the limit when there is no status
   */
  private record Series(String name, String service, String what, String status)
      implements Comparable<Series> {
    @Override
    public int compareTo(Series other) {
      return key().compareTo(other.key());
    }

    String key() {
      String labels =
          status.isEmpty()
              ? "limit=\"" + what + '"'
              : "operation=\"" + what + "\",status=\"" + status + '"';
      return name + "{service=\"" + service + "\"," + labels + '}';
    }
  }
}
