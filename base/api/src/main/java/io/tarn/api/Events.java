package io.tarn.api;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A stream of events in an answer or a request, read once, by one thread. The members of {@code T}
 * are a union: each event has exactly one of them. Whoever holds it closes it, also when the other
 * side goes away.
 */
public interface Events<T extends Structure> extends AutoCloseable {
  /** Waits for the next event; null at the end. */
  @Nullable T next() throws IOException;

  @Override
  void close();
}
