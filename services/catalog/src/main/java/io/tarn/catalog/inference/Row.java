package io.tarn.catalog.inference;

import java.util.List;

/**
 * One record of a delimited file.
 *
 * @param line the physical line it begins on, from 1
 * @param lastLine the physical line it ends on; later than {@code line} when a quoted cell holds a
 *     line end
 * @param quoted how many cells were wrapped in quotes
 * @param needed how many cells would be read wrongly without their quotes: they hold a delimiter, a
 *     line end or a quote
 * @param strays how many cells go on after their closing quote
 * @param open whether the text ended inside quotes
 */
public record Row(
    long line,
    long lastLine,
    List<String> cells,
    int quoted,
    int needed,
    int strays,
    boolean open) {
  boolean isBlank() {
    return cells.size() == 1 && cells.getFirst().isBlank();
  }
}
