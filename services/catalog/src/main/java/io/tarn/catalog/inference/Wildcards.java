package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of characters and wildcards that somebody has sent. All ways of matching are followed
 * at once, so that no pattern takes longer than its length times the text's: a regular expression
 * of many stars would try them one after the other. Source: K. Thompson, "Regular Expression Search
 * Algorithm".
 */
public final class Wildcards {
  /** A piece of a pattern. */
  sealed interface Part {
    /** One character. */
    record One(IntPredicate test) implements Part {}

    /** Any number of characters. */
    record Many(IntPredicate test) implements Part {}

    /** One of several patterns. */
    record Choice(List<List<Part>> alternatives) implements Part {}
  }

  private static final int END = 0;

  /** What a state takes; null for one that stands for two others. */
  private final List<@Nullable IntPredicate> tests = new ArrayList<>();

  private final List<Integer> nexts = new ArrayList<>();
  private final List<Integer> others = new ArrayList<>();
  private final int start;

  Wildcards(List<Part> pattern) {
    state(null, END, END);
    start = compile(pattern, END);
  }

  /**
   * SQL's LIKE without an escape.
   *
   * @param one stands for one character; {@code many} again for none that does
   */
  public static Wildcards like(String pattern, char many, char one) {
    List<Part> parts = new ArrayList<>();
    pattern
        .codePoints()
        .forEach(
            c ->
                parts.add(
                    c == many
                        ? new Part.Many(any -> true)
                        : c == one ? new Part.One(any -> true) : literal(c)));
    return new Wildcards(parts);
  }

  static Part literal(int c) {
    return new Part.One(other -> other == c);
  }

  /** Whether the pattern takes the whole text. */
  public boolean matches(String text) {
    int[] seen = new int[tests.size()];
    Arrays.fill(seen, -1);
    List<Integer> now = new ArrayList<>();
    enter(start, 0, seen, now);
    int at = 0;
    while (at < text.length() && !now.isEmpty()) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      List<Integer> then = new ArrayList<>();
      for (int state : now) {
        IntPredicate test = tests.get(state);
        if (test != null && test.test(c)) {
          enter(nexts.get(state), at, seen, then);
        }
      }
      now = then;
    }
    return at == text.length() && now.contains(END);
  }

  /** Enters a state, or those that it stands for, once at each place. */
  private void enter(int first, int at, int[] seen, List<Integer> states) {
    List<Integer> open = new ArrayList<>(List.of(first));
    while (!open.isEmpty()) {
      int state = open.removeLast();
      if (seen[state] == at) {
        continue;
      }
      seen[state] = at;
      if (state == END || tests.get(state) != null) {
        states.add(state);
      } else {
        open.add(others.get(state));
        open.add(nexts.get(state));
      }
    }
  }

  private int compile(List<Part> pattern, int next) {
    int to = next;
    for (Part part : pattern.reversed()) {
      to =
          switch (part) {
            case Part.One(IntPredicate test) -> state(test, to, END);
            case Part.Many(IntPredicate test) -> {
              int loop = state(null, END, to);
              nexts.set(loop, state(test, loop, END));
              yield loop;
            }
            case Part.Choice(List<List<Part>> alternatives) -> choice(alternatives, to);
          };
    }
    return to;
  }

  private int choice(List<List<Part>> alternatives, int next) {
    int either = compile(alternatives.getLast(), next);
    for (List<Part> alternative : alternatives.subList(0, alternatives.size() - 1).reversed()) {
      either = state(null, compile(alternative, next), either);
    }
    return either;
  }

  private int state(@Nullable IntPredicate test, int next, int other) {
    tests.add(test);
    nexts.add(next);
    others.add(other);
    return tests.size() - 1;
  }
}
