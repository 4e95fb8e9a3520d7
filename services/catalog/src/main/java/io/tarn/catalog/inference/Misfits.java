package io.tarn.catalog.inference;

import static io.tarn.catalog.inference.HiveType.BIGINT;
import static io.tarn.catalog.inference.HiveType.BOOLEAN;
import static io.tarn.catalog.inference.HiveType.DOUBLE;
import static io.tarn.catalog.inference.HiveType.STRING;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first values in a column's place that its type would lose, though the kinds of its cells
 * speak for the type: they stand in rows of another width, or have blanks around them, or are a
 * null that not every reader knows. Not thread-safe.
 *
 * <p>LazySimpleSerDe makes NULL of what is no number and reads blanks and {@code \N} as NULL;
 * OpenCSVSerde refuses the file for any of them but for nothing at all.
 */
final class Misfits {
  private static final List<HiveType> TYPES = List.of(BIGINT, DOUBLE, BOOLEAN);

  private final Map<HiveType, Example> lost = new HashMap<>();
  private final Map<HiveType, Example> refused = new HashMap<>();

  /** A value that both readers are given. */
  void see(String cell, CellKind kind, Example example) {
    for (HiveType type : TYPES) {
      if (!cell.isEmpty() && !holds(type, cell, kind)) {
        refused.putIfAbsent(type, example);
        if (kind.isEvidence()) {
          lost.putIfAbsent(type, example);
        }
      }
    }
  }

  /** A value that nobody misses where NULL stands for it: the column's own name. */
  void seeName(Example example) {
    TYPES.forEach(type -> refused.putIfAbsent(type, example));
  }

  /** Whether there could be anything to say about a cell of its own column. */
  static boolean concerns(String cell, CellKind kind) {
    return !cell.isEmpty() && (!kind.isEvidence() || isPadded(cell));
  }

  private static boolean holds(HiveType type, String cell, CellKind kind) {
    return switch (kind) {
      // A double is parsed with the blanks around it, a whole number and a boolean are not.
      case BIGINT -> type.equals(DOUBLE) || (type.equals(BIGINT) && !isPadded(cell));
      case DOUBLE -> type.equals(DOUBLE);
      case BOOLEAN -> type.equals(BOOLEAN) && !isPadded(cell);
      default -> false;
    };
  }

  private static boolean isPadded(String cell) {
    return Character.isWhitespace(cell.charAt(0))
        || Character.isWhitespace(cell.charAt(cell.length() - 1));
  }

  /** The type that loses nothing under a reader that makes NULL of misfits. */
  HiveType lenient(HiveType type) {
    return wider(type, lost);
  }

  /** The type that no value makes a reader fail for. */
  HiveType strict(HiveType type) {
    return wider(type, refused);
  }

  private static HiveType wider(HiveType type, Map<HiveType, Example> against) {
    if (!against.containsKey(type)) {
      return type;
    }
    boolean fraction =
        type.equals(BIGINT)
            && !against.containsKey(DOUBLE)
            && Cells.quickKindOf(against.get(type).value()) == CellKind.DOUBLE;
    return fraction ? DOUBLE : STRING;
  }

  /**
   * What speaks against the type under a reader that fails; the same or more than {@link #lost}.
   */
  Optional<Example> refused(HiveType type) {
    return Optional.ofNullable(refused.get(type));
  }

  /** What speaks against the type under a reader that makes NULL. */
  Optional<Example> lost(HiveType type) {
    return Optional.ofNullable(lost.get(type));
  }
}
