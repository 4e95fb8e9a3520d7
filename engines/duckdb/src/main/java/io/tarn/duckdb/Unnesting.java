package io.tarn.duckdb;

import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.Type;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.UnnestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** UNNEST of arrays and maps side by side, the shorter ones padded with NULL. */
final class Unnesting {
  private final List<String> inner = new ArrayList<>();
  private final List<String> outer = new ArrayList<>();
  private final List<String> lengths = new ArrayList<>();
  private final Set<String> need;

  Unnesting(UnnestNode node, Set<String> need) {
    this.need = need;
    for (UnnestNode.Mapping mapping : node.getMappings()) {
      add(mapping);
    }
    node.getOrdinalitySymbol().ifPresent(this::addOrdinality);
  }

  private void add(UnnestNode.Mapping mapping) {
    Type type = mapping.getInput().type();
    String input = Literals.quoted(mapping.getInput().name());
    List<Symbol> outputs = mapping.getOutputs();
    String item = Literals.quoted("$item" + inner.size());
    if (type instanceof MapType) {
      inner.add("unnest(map_entries(" + input + ")) AS " + item);
      lengths.add("cardinality(" + input + ")");
      select(outputs.get(0), item + ".key");
      select(outputs.get(1), item + ".value");
      return;
    }
    inner.add("unnest(" + input + ") AS " + item);
    lengths.add("len(" + input + ")");
    if (((ArrayType) type).getElementType() instanceof RowType) {
      for (int i = 0; i < outputs.size(); i++) {
        select(outputs.get(i), "struct_extract(" + item + ", '" + DuckTypes.field(i) + "')");
      }
    } else {
      select(outputs.getFirst(), item);
    }
  }

  private void addOrdinality(Symbol symbol) {
    String longest =
        lengths.size() == 1 ? lengths.getFirst() : "greatest(" + String.join(", ", lengths) + ")";
    inner.add("unnest(range(1, CAST(" + longest + " AS BIGINT) + 1)) AS \"$ordinal\"");
    select(symbol, "\"$ordinal\"");
  }

  private void select(Symbol symbol, String sql) {
    if (need.contains(symbol.name())) {
      outer.add(sql + " AS " + Literals.quoted(symbol.name()));
    }
  }

  String sql() {
    return "(SELECT "
        + (outer.isEmpty() ? "1 AS \"$\"" : String.join(", ", outer))
        + " FROM (SELECT "
        + String.join(", ", inner)
        + ") AS \"$unnest\")";
  }
}
