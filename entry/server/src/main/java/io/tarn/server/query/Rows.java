package io.tarn.server.query;

import io.tarn.api.athena.ColumnInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A page of a result.
 *
 * @param infos what the result's metadata says of each column
 * @param columns each name once
 * @param next where the next page begins; empty on the last one
 */
record Rows(
    List<ColumnInfo> infos,
    List<String> columns,
    List<List<@Nullable String>> rows,
    Optional<String> next) {
  /** Names as a JSON object needs them: what comes again gets a number. */
  static List<String> distinct(List<String> names) {
    Set<String> taken = new HashSet<>(names);
    Set<String> used = new HashSet<>();
    List<String> distinct = new ArrayList<>();
    for (String name : names) {
      String free = name;
      for (int i = 1; used.contains(free) || (i > 1 && taken.contains(free)); i++) {
        free = name + "_" + i;
      }
      used.add(free);
      distinct.add(free);
    }
    return distinct;
  }
}
