package io.tarn.duckdb;

import static java.util.stream.Collectors.joining;

import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.GroupIdNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** GROUPING SETS, CUBE and ROLLUP in DuckDB's words. */
final class GroupingSets {
  private GroupingSets() {}

  static String clause(GroupIdNode grouping) {
    return grouping.getGroupingSets().stream()
        .map(
            set ->
                set.stream()
                    .map(symbol -> input(grouping, symbol))
                    .collect(joining(", ", "(", ")")))
        .collect(joining(", ", "GROUPING SETS (", ")"));
  }

  private static String input(GroupIdNode grouping, Symbol symbol) {
    return Literals.quoted(grouping.getGroupingColumns().getOrDefault(symbol, symbol).name());
  }

  /** The set's number, out of GROUPING's bits. */
  static String number(GroupIdNode grouping) {
    List<Symbol> columns = List.copyOf(grouping.getGroupingColumns().keySet());
    if (columns.isEmpty()) {
      return "CAST(0 AS BIGINT)";
    }
    String bits =
        columns.stream()
            .map(symbol -> input(grouping, symbol))
            .collect(joining(", ", "GROUPING(", ")"));
    StringBuilder sql = new StringBuilder("CAST(CASE ").append(bits);
    Set<Long> seen = new LinkedHashSet<>();
    for (int set = 0; set < grouping.getGroupingSets().size(); set++) {
      long mask = 0;
      for (Symbol column : columns) {
        mask = mask << 1 | (grouping.getGroupingSets().get(set).contains(column) ? 0 : 1);
      }
      // The same set twice has the same bits, and GROUPING, all that asks for the number, too.
      if (!seen.add(mask)) {
        continue;
      }
      sql.append(" WHEN ").append(mask).append(" THEN ").append(set);
    }
    return sql.append(" END AS BIGINT)").toString();
  }
}
