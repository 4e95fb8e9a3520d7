package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.trino.spi.type.RowType;
import io.trino.spi.type.Type;
import io.trino.sql.ir.Booleans;
import io.trino.sql.ir.Reference;
import io.trino.sql.ir.Row;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.ApplyNode;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.EnforceSingleRowNode;
import io.trino.sql.planner.plan.JoinType;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The plan's subqueries: as a value, as a test, and joined sideways. */
final class Subqueries {
  private final PlanTranslator plan;
  private final Expressions expressions;

  Subqueries(PlanTranslator plan, Expressions expressions) {
    this.plan = plan;
    this.expressions = expressions;
  }

  /** Exactly one row: NULLs when there is none, an error when there are several. */
  Block singleRow(EnforceSingleRowNode node, Set<String> need) {
    if (need.isEmpty()) {
      return new Block(null);
    }
    Block inner = plan.translate(node.getSource(), need);
    if (need.size() == 1) {
      Block block = new Block(null);
      block.select.put(need.iterator().next(), inner.inParentheses());
      return block;
    }
    List<String> fields = new ArrayList<>();
    List<String> names = new ArrayList<>(need);
    for (int i = 0; i < names.size(); i++) {
      fields.add(DuckTypes.field(i) + " := " + Literals.quoted(names.get(i)));
    }
    Block packed = plan.wrap(inner, Set.of());
    packed.select.put("s", "struct_pack(" + String.join(", ", fields) + ")");
    Block block =
        new Block("(SELECT " + packed.inParentheses() + " AS \"$row\") AS " + plan.alias());
    for (int i = 0; i < names.size(); i++) {
      block.select.put(names.get(i), "struct_extract(\"$row\", '" + DuckTypes.field(i) + "')");
    }
    return block;
  }

  Block apply(ApplyNode node, Set<String> need) {
    Set<String> below = PlanTranslator.share(node.getInput(), need);
    below.addAll(correlated(node.getCorrelation(), node.getSubquery()));
    node.getSubqueryAssignments()
        .forEach(
            (symbol, set) -> {
              if (need.contains(symbol.name())) {
                switch (set) {
                  case ApplyNode.In in ->
                      below.add(column(node.getInput(), in.value()).orElse(in.value().name()));
                  case ApplyNode.QuantifiedComparison comparison ->
                      below.add(comparison.value().name());
                  case ApplyNode.Exists exists -> {}
                }
              }
            });
    Block block =
        plan.open(
            plan.translate(node.getInput(), PlanTranslator.share(node.getInput(), below)),
            PlanTranslator.share(node.getInput(), need));
    node.getSubqueryAssignments()
        .forEach(
            (symbol, set) -> {
              if (need.contains(symbol.name())) {
                block.select.put(symbol.name(), test(node, set));
              }
            });
    return block;
  }

  /** The planner names every column of the outer rows; those that the subquery asks for count. */
  private static Set<String> correlated(List<Symbol> named, PlanNode subquery) {
    Set<String> correlated = PlanTranslator.names(named);
    correlated.retainAll(PlanTranslator.names(SymbolsExtractor.extractUnique(subquery)));
    return correlated;
  }

  /**
   * The planner packs what IN compares into a row of one field. The column that was packed, where
   * the input still has it: DuckDB brings a test of a column to where the column comes from.
   */
  private static Optional<String> column(PlanNode input, Symbol row) {
    return input instanceof ProjectNode project
            && project.getAssignments().get(row) instanceof Row packed
            && packed.items().size() == 1
            && packed.items().getFirst() instanceof Reference column
            && column.equals(project.getAssignments().get(Symbol.from(column)))
        ? Optional.of(column.name())
        : Optional.empty();
  }

  private String test(ApplyNode node, ApplyNode.SetExpression set) {
    PlanNode subquery = node.getSubquery();
    return switch (set) {
      case ApplyNode.In in -> {
        Optional<String> column = column(node.getInput(), in.value());
        yield column.isPresent()
            ? oneField(
                subquery,
                (RowType) in.value().type(),
                Literals.quoted(column.get()),
                " = ANY ",
                in.reference())
            : quantified(subquery, in.value(), " = ANY ", in.reference());
      }
      case ApplyNode.Exists exists ->
          "EXISTS " + plan.translate(subquery, Set.of()).inParentheses();
      case ApplyNode.QuantifiedComparison comparison -> {
        String operator =
            switch (comparison.operator()) {
              case EQUAL -> " = ";
              case NOT_EQUAL -> " <> ";
              case LESS_THAN -> " < ";
              case LESS_THAN_OR_EQUAL -> " <= ";
              case GREATER_THAN -> " > ";
              case GREATER_THAN_OR_EQUAL -> " >= ";
            };
        String quantifier = comparison.quantifier() == ApplyNode.Quantifier.ALL ? "ALL " : "ANY ";
        yield quantified(
            subquery, comparison.value(), operator + quantifier, comparison.reference());
      }
    };
  }

  /**
   * Trino's planner compares rows, in which an unknown field makes the answer unknown; a struct
   * with NULL in it is a value like others to DuckDB.
   */
  private String quantified(PlanNode subquery, Symbol value, String comparison, Symbol reference) {
    if (value.type() instanceof RowType row && row.getFields().size() == 1) {
      return oneField(subquery, row, field(value, 0), comparison, reference);
    }
    Block rows = plan.translate(subquery, Set.of(reference.name()));
    if (!(value.type() instanceof RowType row)) {
      return compared(value.type(), Literals.quoted(value.name()), comparison, rows, reference);
    }
    return switch (comparison) {
      case " = ANY " -> anyRow(row, value, rows, reference);
      case " <> ALL " -> "(NOT " + anyRow(row, value, rows, reference) + ")";
      default -> throw EngineException.unsupported("A comparison of rows with" + comparison);
    };
  }

  private String oneField(
      PlanNode subquery, RowType row, String value, String comparison, Symbol reference) {
    Block fields = plan.wrap(plan.translate(subquery, Set.of(reference.name())), Set.of());
    fields.select.put(reference.name(), field(reference, 0));
    return compared(row.getFields().getFirst().getType(), value, comparison, fields, reference);
  }

  private static String field(Symbol row, int index) {
    return "struct_extract(" + Literals.quoted(row.name()) + ", '" + DuckTypes.field(index) + "')";
  }

  private String compared(
      Type type, String value, String comparison, Block rows, Symbol reference) {
    String name = Literals.quoted(reference.name());
    Block keys = rows;
    if (DuckTypes.hasZone(type)) {
      keys = plan.wrap(rows, Set.of());
      keys.select.put(reference.name(), DuckTypes.key(type, name));
    }
    String key = DuckTypes.key(type, value);
    return comparison.equals(" = ANY ")
        ? "(" + key + " IN " + keys.inParentheses() + ")"
        : "(" + key + comparison + keys.inParentheses() + ")";
  }

  /** True if a row is equal, unknown if one might be, else false. */
  private String anyRow(RowType type, Symbol value, Block rows, Symbol reference) {
    List<String> equal = new ArrayList<>();
    List<String> possible = new ArrayList<>();
    for (int i = 0; i < type.getFields().size(); i++) {
      Type field = type.getFields().get(i).getType();
      String test =
          DuckTypes.key(field, field(value, i)) + " = " + DuckTypes.key(field, field(reference, i));
      equal.add(test);
      possible.add("(" + test + ") IS NOT FALSE");
    }
    return "CASE WHEN "
        + exists(rows, reference, equal)
        + " THEN TRUE WHEN "
        + exists(rows, reference, possible)
        + " THEN NULL ELSE FALSE END";
  }

  private String exists(Block rows, Symbol reference, List<String> conditions) {
    Block block = plan.wrap(plan.wrap(rows, Set.of(reference.name())), Set.of());
    block.where.addAll(conditions);
    return "EXISTS " + block.inParentheses();
  }

  Block correlatedJoin(CorrelatedJoinNode node, Set<String> need) {
    Set<String> below = PlanTranslator.share(node.getInput(), need);
    below.addAll(correlated(node.getCorrelation(), node.getSubquery()));
    Set<String> inner = PlanTranslator.share(node.getSubquery(), need);
    boolean filtered = !node.getFilter().equals(Booleans.TRUE);
    if (filtered) {
      Set<String> used = new LinkedHashSet<>();
      PlanTranslator.addSymbols(used, node.getFilter());
      below.addAll(PlanTranslator.share(node.getInput(), used));
      inner.addAll(PlanTranslator.share(node.getSubquery(), used));
    }
    Block input = plan.translate(node.getInput(), below);
    Block subquery = plan.translate(node.getSubquery(), inner);
    if (subquery.from == null && !filtered && node.getType() == JoinType.INNER) {
      Block block = plan.open(input, PlanTranslator.share(node.getInput(), need));
      subquery.select.forEach(
          (name, sql) -> {
            if (need.contains(name)) {
              block.select.put(name, sql);
            }
          });
      return block;
    }
    if (node.getType() != JoinType.INNER && node.getType() != JoinType.LEFT) {
      throw EngineException.unsupported(node.getType() + " JOIN LATERAL");
    }
    Block block =
        Block.ofJoin(
            input.inParentheses()
                + " AS "
                + plan.alias()
                + " "
                + node.getType()
                + " JOIN LATERAL "
                + subquery.inParentheses()
                + " AS "
                + plan.alias()
                + " ON "
                + (filtered ? expressions.sql(node.getFilter()) : "TRUE"));
    need.forEach(name -> block.select.put(name, Literals.quoted(name)));
    return block;
  }
}
