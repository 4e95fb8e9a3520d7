package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of one CSV column have shown: how many of each kind, and the first of each with
 * its place. Empties are counted and prove nothing. Not thread-safe.
 */
final class ColumnEvidence {
  private static final int FINE_CELLS = 1_000;
  private static final int DISTINCT_MAX = 200;

  private final Map<CellKind, Long> counts = new EnumMap<>(CellKind.class);
  private final Map<CellKind, Example> first = new EnumMap<>(CellKind.class);
  private final Set<String> distinct = new LinkedHashSet<>();
  private final Misfits misfits = new Misfits();
  private final @Nullable RichEvidence rich;
  private long total;

  ColumnEvidence() {
    this(false);
  }

  /**
   * @param rich whether types beyond Glue's usual ones are looked for
   */
  ColumnEvidence(boolean rich) {
    this.rich = rich ? new RichEvidence() : null;
  }

  /** Counts a cell. Beyond the first thousand only what decides the type is told apart. */
  void see(String cell, String file, long line) {
    CellKind kind = total < FINE_CELLS ? Cells.kindOf(cell) : coarseKind(cell);
    total++;
    if (rich != null) {
      rich.see(cell);
    }
    long count = counts.merge(kind, 1L, Long::sum);
    if (count == 1) {
      first.put(kind, new Example(file, line, cell));
    }
    if (Misfits.concerns(cell, kind)) {
      misfits.see(cell, kind, new Example(file, line, cell));
    }
    if (distinct.size() < DISTINCT_MAX && kind.isEvidence()) {
      distinct.add(cell.strip());
    }
  }

  /**
   * A cell of a row with another width than the table's: it may belong to another column, so it
   * counts for nothing; but it will be read in this one's place.
   */
  void seeMisplaced(String cell, String file, long line) {
    CellKind kind = Cells.quickKindOf(cell);
    misfits.see(cell, kind, new Example(file, line, cell));
    if (rich != null) {
      rich.see(cell);
    }
  }

  /** The column's name, which stands among its values once more. */
  void seeName(String cell, String file, long line) {
    misfits.seeName(new Example(file, line, cell));
  }

  private CellKind coarseKind(String cell) {
    CellKind kind = Cells.quickKindOf(cell);
    if (kind != CellKind.TEXT) {
      return kind;
    }
    // A text is counted with the texts already met, so that the counts stay comparable.
    for (CellKind known : first.keySet()) {
      if (known.isEvidence() && !known.isTyped()) {
        return known == CellKind.LEADING_ZERO || known == CellKind.LONG_DIGITS
            ? CellKind.TEXT
            : known;
      }
    }
    return Cells.kindOf(cell);
  }

  long count(CellKind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** Cells that say something about the type. */
  long filled() {
    return total - count(CellKind.EMPTY) - count(CellKind.NULL_MARK);
  }

  boolean holds(String value) {
    return distinct.contains(value);
  }

  /** The mean number of words in the distinct values. */
  double words() {
    return distinct.stream()
        .mapToInt(value -> value.isEmpty() ? 0 : value.split("\\s+").length)
        .average()
        .orElse(0);
  }

  int distinctValues() {
    return distinct.size();
  }

  /** The kind that most filled cells have, when it is at least this share of them. */
  CellKind dominant(double share) {
    CellKind best = CellKind.TEXT;
    long most = 0;
    for (Map.Entry<CellKind, Long> entry : counts.entrySet()) {
      if (entry.getKey().isEvidence() && entry.getValue() > most) {
        best = entry.getKey();
        most = entry.getValue();
      }
    }
    return most > 0 && most >= filled() * share ? best : CellKind.TEXT;
  }

  /** The type that loses nothing under a reader that makes NULL of what is no value of it. */
  HiveType lenientType() {
    HiveType type = misfits.lenient(type());
    return rich == null ? type : rich.type(type);
  }

  /** The type under which no value makes a reader fail; text, numbers and booleans only. */
  HiveType strictType() {
    return misfits.strict(type());
  }

  /** See {@link RichEvidence#formats}; empty unless the column is a timestamp. */
  List<String> timestampFormats() {
    List<String> formats = rich == null ? null : rich.formats();
    return formats == null || !lenientType().text().equals("timestamp") ? List.of() : formats;
  }

  /**
   * The type in the default mode: bigint, double, boolean when every filled cell agrees, else
   * string; unknown without a filled cell.
   */
  HiveType type() {
    long filled = filled();
    if (filled == 0) {
      return HiveType.UNKNOWN;
    }
    if (count(CellKind.BIGINT) == filled) {
      return HiveType.BIGINT;
    }
    if (count(CellKind.BIGINT) + count(CellKind.DOUBLE) == filled) {
      return HiveType.DOUBLE;
    }
    return count(CellKind.BOOLEAN) == filled ? HiveType.BOOLEAN : HiveType.STRING;
  }

  /**
   * Why, in words: what was counted, how sure that makes it (Laplace's rule of succession over the
   * filled cells), and what spoke against a narrower type.
   */
  String why() {
    return why(lenientType(), misfits.lost(type()));
  }

  /** As {@link #why}, for a reader that fails for what is no value of the type. */
  String strictWhy() {
    return why(strictType(), misfits.refused(type()));
  }

  private String why(HiveType chosen, Optional<Example> misfit) {
    long filled = filled();
    long empty = total - filled;
    if (filled == 0) {
      return "no value in " + total + " rows: string for want of evidence";
    }
    List<String> parts = new ArrayList<>();
    counts.entrySet().stream()
        .filter(entry -> entry.getKey().isEvidence())
        .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
        .forEach(entry -> parts.add(entry.getValue() + " " + entry.getKey().words()));
    String text =
        String.format(
            Locale.ROOT,
            "%d values (%s), %d empty, certainty %.3f",
            filled,
            String.join(", ", parts),
            empty,
            (filled + 1.0) / (filled + 2.0));
    return text
        + (rich == null ? "" : rich.why(chosen))
        + misfit.map(example -> not(dominant(0.5), example)).orElseGet(this::counterExample);
  }

  private static String not(CellKind most, Example example) {
    return "; not " + most.words() + " because of " + example.words();
  }

  private String counterExample() {
    CellKind most = dominant(0.5);
    if (!type().equals(HiveType.STRING) || (!most.isTyped() && most != CellKind.TEXT)) {
      return "";
    }
    for (Map.Entry<CellKind, Example> entry : first.entrySet()) {
      CellKind kind = entry.getKey();
      if (most.isTyped() && kind.isEvidence() && kind != most) {
        boolean bothNumbers = isNumber(kind) && isNumber(most);
        if (!bothNumbers) {
          return not(most, requireNonNull(entry.getValue()));
        }
      }
    }
    return "";
  }

  private static boolean isNumber(CellKind kind) {
    return kind == CellKind.BIGINT || kind == CellKind.DOUBLE;
  }
}
