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
    Series calls = Series.ofCalls("tarn_requests_total", service, operation, status);
    counter(calls).increment();
    Series micros = Series.ofCalls("tarn_request_microseconds_total", service, operation, status);
    counter(micros).add(nanos / 1_000);
  }

  /** One call that was refused because there was too much; the limit is a setting's key. */
  void refused(String service, String limit) {
    counter(new Series("tarn_requests_refused_total", service, "limit=\"" + limit + '"'))
        .increment();
  }

  /** One answer whose bytes could not be read, so that the client has got none or not all. */
  void unreadable(String service, String operation) {
    counter(new Series("tarn_answers_unreadable_total", service, "operation=\"" + operation + '"'))
        .increment();
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
   * @param labels beside the service's, as they are written
   */
  private record Series(String name, String service, String labels) implements Comparable<Series> {
    static Series ofCalls(String name, String service, String operation, int status) {
      return new Series(
          name, service, "operation=\"" + operation + "\",status=\"" + status / 100 + "xx\"");
    }

    @Override
    public int compareTo(Series other) {
      return key().compareTo(other.key());
    }

    String key() {
      return name + "{service=\"" + service + "\"," + labels + '}';
    }
  }
}
