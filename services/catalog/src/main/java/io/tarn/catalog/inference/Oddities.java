package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that do not fit their table: where they begin, how many there are, whether they stay. */
final class Oddities {
  private static final int RUN_OF_SHAPE = 3;

  private final String file;
  private final List<String> others = new ArrayList<>();
  private @Nullable Row firstOdd;
  private @Nullable Row runStart;
  private @Nullable Row longest;
  private int run;
  private int longestRun;
  private long odd;
  private long fitting;
  private long repeats;
  private boolean lastIsOdd;

  Oddities(String file) {
    this.file = file;
  }

  void fits(Row row) {
    fitting++;
    run = 0;
    runStart = null;
    lastIsOdd = false;
  }

  void width(Row row) {
    odd++;
    lastIsOdd = true;
    if (firstOdd == null) {
      firstOdd = row;
    }
    if (runStart == null || runStart.cells().size() != row.cells().size()) {
      runStart = row;
      run = 0;
    }
    run++;
    if (run > longestRun) {
      longestRun = run;
      longest = runStart;
    }
  }

  void openQuote(Row row) {
    others.add(
        "the quote opened at " + place(row) + " never closes: the rest of the file is one cell");
  }

  void repeatedHeader(Row row) {
    repeats++;
    if (repeats == 1) {
      others.add("the header comes again at " + place(row) + ": counted as no evidence");
    }
  }

  /** What a log must say. */
  List<String> warnings(int width) {
    List<String> warnings = new ArrayList<>();
    if (firstOdd != null && longest != null) {
      if (longestRun >= RUN_OF_SHAPE) {
        warnings.add(
            "changes its shape at "
                + place(longest)
                + ": rows have "
                + longest.cells().size()
                + " cells from there"
                + (lastIsOdd ? " to the end" : " for " + longestRun + " rows")
                + ", "
                + width
                + " before; the table keeps the first shape");
      }
      warnings.add(
          odd
              + " of "
              + (odd + fitting)
              + " rows do not have "
              + width
              + " cells; the first is "
              + place(firstOdd)
              + " with "
              + firstOdd.cells().size());
    }
    warnings.addAll(others);
    return warnings;
  }

  private String place(Row row) {
    return file + (row.line() > 0 ? " line " + row.line() : "");
  }
}
