package io.tarn.kernel;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One page of a listing and, when more follows, the position to go on from. */
public record Page<T>(List<T> items, Optional<String> next) {
  public Page {
    items = List.copyOf(items);
  }

  public <R> Page<R> map(Function<? super T, ? extends R> change) {
    return new Page<>(items.stream().<R>map(change).toList(), next);
  }
}
