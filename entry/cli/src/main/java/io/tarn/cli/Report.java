package io.tarn.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the demo prints: chapters, steps with what they took, checked values, figures; and whether
 * all were right.
 */
final class Report {
  private final PrintStream out;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> figures = new ArrayList<>();
  private int checked;

  Report(PrintStream out) {
    this.out = out;
  }

  void chapter(String title) {
    out.println();
    out.println(title);
    out.flush();
  }

  /** Does a step and prints its name with the time it took. */
  <T> T step(String name, Supplier<T> work) {
    out.printf(Locale.ROOT, "  %-66s", name);
    out.flush();
    long start = System.nanoTime();
    try {
      T result = work.get();
      out.printf(Locale.ROOT, "%8s%n", millis(System.nanoTime() - start));
      out.flush();
      return result;
    } catch (RuntimeException e) {
      out.println("  failed");
      throw e;
    }
  }

  void step(String name, Runnable work) {
    step(
        name,
        () -> {
          work.run();
          return true;
        });
  }

  /** Compares a value; a difference is shown at once and makes the demo fail at its end. */
  synchronized void check(String what, @Nullable Object expected, @Nullable Object actual) {
    checked++;
    if (!Objects.equals(expected, actual)) {
      wrong.add(what);
      out.println("    WRONG " + what + ": expected " + expected + ", but it is " + actual);
    }
  }

  void table(Athena.Result result) {
    TextTable.format(result.header(), result.rows())
        .lines()
        .forEach(line -> out.println("    " + line));
    out.flush();
  }

  void note(String text) {
    out.println("    " + text);
  }

  void figure(String name, String value) {
    figures.add(String.format(Locale.ROOT, "  %-66s%8s", name, value));
  }

  static String millis(long nanos) {
    long millis = Duration.ofNanos(nanos).toMillis();
    return millis < 10_000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  /** Prints figures and verdict. */
  boolean close() {
    if (!figures.isEmpty()) {
      chapter("Figures");
      figures.forEach(out::println);
    }
    out.println();
    if (wrong.isEmpty()) {
      out.println(checked + " values checked, all right.");
    } else {
      out.println(wrong.size() + " of " + checked + " values are wrong:");
      wrong.forEach(what -> out.println("  " + what));
    }
    out.flush();
    return wrong.isEmpty();
  }
}
