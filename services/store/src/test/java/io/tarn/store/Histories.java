package io.tarn.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what several callers saw at once can have happened one after the other: some order of the
 * calls, in which none begins after another that had ended before it began, explains every answer.
 * Source: Wing and Gong, "Testing and Verifying Concurrent Objects" (1993).
 */
final class Histories {
  private Histories() {}

  /** What is to be done. */
  enum Kind {
    PUT,
    DELETE,
    GET,
    COPY,
    PART,
    COMPLETE,
    ABORT
  }

  /**
   * A call that was answered.
   *
   * @param source of a copy; what a put or part writes
   * @param answer what a get read, "ok", or the error's code
   */
  record Seen(Kind kind, String key, String source, long begin, long end, String answer) {}

  /**
   * What there is: two keys, and one upload to the first of them, whose second part never changes.
   *
   * @param part the first part of the upload as it is now
   * @param ended "" while the upload is open, else how it ended
   */
  record State(Map<String, String> objects, String part, String ended) {
    State with(String key, String value) {
      Map<String, String> changed = new HashMap<>(objects);
      if (value.isEmpty()) {
        changed.remove(key);
      } else {
        changed.put(key, value);
      }
      return new State(Map.copyOf(changed), part, ended);
    }
  }

  /** The state after a call, if its answer is the one that it must get in this state. */
  private static Optional<State> after(State state, Seen call) {
    String present = state.objects().getOrDefault(call.key(), "");
    return switch (call.kind()) {
      case PUT -> when(call, "ok", state.with(call.key(), call.source()));
      case DELETE -> when(call, "ok", state.with(call.key(), ""));
      case GET -> when(call, present.isEmpty() ? "NoSuchKey" : present, state);
      case COPY -> {
        String source = state.objects().getOrDefault(call.source(), "");
        yield source.isEmpty()
            ? when(call, "NoSuchKey", state)
            : when(call, "ok", state.with(call.key(), source));
      }
      case PART ->
          state.ended().isEmpty()
              ? when(call, "ok", new State(state.objects(), call.source(), ""))
              : when(call, "NoSuchUpload", state);
      case COMPLETE -> complete(state, call);
      case ABORT ->
          state.ended().isEmpty()
              ? when(call, "ok", new State(state.objects(), state.part(), "aborted"))
              : when(call, "NoSuchUpload", state);
    };
  }

  /** It names the first part's first content, and may give up while parts change under it. */
  private static Optional<State> complete(State state, Seen call) {
    if (call.answer().equals("ConditionalRequestConflict")) {
      return Optional.of(state);
    }
    return switch (state.ended()) {
      case "completed" -> when(call, "ok", state);
      case "aborted" -> when(call, "NoSuchUpload", state);
      default ->
          state.part().equals(call.source())
              ? when(
                  call,
                  "ok",
                  new State(
                      state.with(call.key(), call.source() + "+second").objects(),
                      state.part(),
                      "completed"))
              : when(call, "InvalidPart", state);
    };
  }

  private static Optional<State> when(Seen call, String answer, State next) {
    return call.answer().equals(answer) ? Optional.of(next) : Optional.empty();
  }

  static boolean isExplained(State first, List<Seen> calls) {
    return search(first, calls, new HashSet<>());
  }

  private record Visited(State state, List<Seen> left) {}

  private static boolean search(State state, List<Seen> left, Set<Visited> visited) {
    if (left.isEmpty()) {
      return true;
    }
    if (!visited.add(new Visited(state, left))) {
      return false;
    }
    long firstEnd = left.stream().mapToLong(Seen::end).min().orElseThrow();
    for (Seen call : left) {
      Optional<State> next = call.begin() <= firstEnd ? after(state, call) : Optional.empty();
      if (next.isPresent()) {
        List<Seen> rest = new ArrayList<>(left);
        rest.remove(call);
        if (search(next.get(), rest, visited)) {
          return true;
        }
      }
    }
    return false;
  }
}
