package io.tarn.duckdb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One SELECT under construction: names and their expressions over a FROM clause, then what filters,
 * groups, orders and cuts it. Names are the plan's symbols, unique in a statement, so that no name
 * ever needs a qualifier.
 */
final class Block {
  private static final String NOTHING = "\"$\"";

  final Map<String, String> select = new LinkedHashMap<>();
  final @Nullable String from;
  final List<String> where = new ArrayList<>();
  @Nullable String group;
  @Nullable String qualify;
  @Nullable String order;
  @Nullable Long limit;
  @Nullable Long offset;

  /** Whether several sources stand in the FROM clause. */
  final boolean isJoin;

  Block(@Nullable String from) {
    this(from, false);
  }

  private Block(@Nullable String from, boolean isJoin) {
    this.from = from;
    this.isJoin = isJoin;
  }

  /** A block over sources that are joined. */
  static Block ofJoin(String from) {
    return new Block(from, true);
  }

  /** A fresh block over another one. */
  static Block over(Block inner, String alias, Iterable<String> names) {
    Block block = new Block(inner.inParentheses() + " AS " + alias);
    for (String name : names) {
      block.select.put(name, Literals.quoted(name));
    }
    return block;
  }

  /** Whether every name is simply the column of that name below. */
  boolean isIdentity() {
    return select.entrySet().stream()
        .allMatch(entry -> entry.getValue().equals(Literals.quoted(entry.getKey())));
  }

  /** Whether expressions over its names may replace its SELECT list. */
  boolean takesExpressions() {
    return from != null && group == null && qualify == null && isIdentity();
  }

  boolean takesFilter() {
    return takesExpressions() && order == null && limit == null && offset == null;
  }

  boolean isCut() {
    return limit != null || offset != null;
  }

  String inParentheses() {
    return "(" + sql() + ")";
  }

  String sql() {
    List<String> items = new ArrayList<>();
    select.forEach((name, sql) -> items.add(item(name, sql)));
    return sql(items.isEmpty() ? List.of("1 AS " + NOTHING) : items);
  }

  private static String item(String name, String sql) {
    String quoted = Literals.quoted(name);
    return sql.equals(quoted) ? quoted : sql + " AS " + quoted;
  }

  /** The block with other things selected, in this order. */
  String sql(List<String> items) {
    StringBuilder sql = new StringBuilder("SELECT ").append(String.join(", ", items));
    if (from != null) {
      sql.append(" FROM ").append(from);
    }
    if (!where.isEmpty()) {
      sql.append(" WHERE ").append(String.join(" AND ", where));
    }
    append(sql, " GROUP BY ", group);
    append(sql, " QUALIFY ", qualify);
    append(sql, " ORDER BY ", order);
    append(sql, " LIMIT ", limit);
    append(sql, " OFFSET ", offset);
    return sql.toString();
  }

  private static void append(StringBuilder sql, String keyword, @Nullable Object value) {
    if (value != null) {
      sql.append(keyword).append(value);
    }
  }
}
