package io.tarn.sql;

import static java.util.Objects.requireNonNull;

import io.tarn.sql.spi.LakeColumn;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.SchemaTableName;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Row;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.SimplePlanRewriter;
import io.trino.sql.planner.plan.TableScanNode;
import io.trino.sql.planner.plan.ValuesNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows the catalog knows without reading data.
 *
 * @param rows Trino's values of all columns, row by row, where they are asked for
 */
public record ListedTable(
    SchemaTableName name, List<LakeColumn> columns, Supplier<List<List<@Nullable Object>>> rows)
    implements ConnectorTableHandle {
  public ListedTable {
    columns = List.copyOf(columns);
  }

  /** As plans show it. */
  @Override
  public String toString() {
    return name.toString();
  }

  /** The plan with the rows instead of the scans. */
  static PlanNode answered(PlanNode root) {
    return SimplePlanRewriter.rewriteWith(new Rewriter(), root, true);
  }

  private static final class Rewriter extends SimplePlanRewriter<Boolean> {
    @Override
    public PlanNode visitTableScan(TableScanNode node, RewriteContext<Boolean> context) {
      if (!(node.getTable().connectorHandle() instanceof ListedTable listed)) {
        return node;
      }
      List<List<@Nullable Object>> rows = listed.rows().get();
      List<Symbol> symbols = node.getOutputSymbols();
      if (symbols.isEmpty()) {
        return new ValuesNode(node.getId(), rows.size());
      }
      List<Expression> values = new ArrayList<>();
      for (List<@Nullable Object> row : rows) {
        List<Expression> cells = new ArrayList<>();
        for (Symbol symbol : symbols) {
          LakeColumn column = (LakeColumn) requireNonNull(node.getAssignments().get(symbol));
          cells.add(new Constant(symbol.type(), row.get(column.index())));
        }
        values.add(new Row(cells));
      }
      return new ValuesNode(node.getId(), symbols, values);
    }
  }
}
