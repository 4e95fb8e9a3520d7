package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.trino.sql.ir.Booleans;
import io.trino.sql.planner.plan.ApplyNode;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.EnforceSingleRowNode;
import io.trino.sql.planner.plan.JoinType;
import io.trino.sql.planner.plan.PlanNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
    below.addAll(
        PlanTranslator.share(node.getInput(), PlanTranslator.names(node.getCorrelation())));
    node.getSubqueryAssignments()
        .forEach(
            (symbol, set) -> {
              if (need.contains(symbol.name())) {
                switch (set) {
                  case ApplyNode.In in -> below.add(in.value().name());
                  case ApplyNode.QuantifiedComparison comparison ->
                      below.add(comparison.value().name());
                  case ApplyNode.Exists exists -> {}
                }
              }
            });
    Block block =
        plan.wrap(
            plan.translate(node.getInput(), PlanTranslator.share(node.getInput(), below)),
            PlanTranslator.share(node.getInput(), need));
    node.getSubqueryAssignments()
        .forEach(
            (symbol, set) -> {
              if (need.contains(symbol.name())) {
                block.select.put(symbol.name(), test(node.getSubquery(), set));
              }
            });
    return block;
  }

  private String test(PlanNode subquery, ApplyNode.SetExpression set) {
    return switch (set) {
      case ApplyNode.In in ->
          "("
              + Literals.quoted(in.value().name())
              + " IN "
              + plan.translate(subquery, Set.of(in.reference().name())).inParentheses()
              + ")";
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
        yield "("
            + Literals.quoted(comparison.value().name())
            + operator
            + quantifier
            + plan.translate(subquery, Set.of(comparison.reference().name())).inParentheses()
            + ")";
      }
    };
  }

  Block correlatedJoin(CorrelatedJoinNode node, Set<String> need) {
    Set<String> below = PlanTranslator.share(node.getInput(), need);
    below.addAll(
        PlanTranslator.share(node.getInput(), PlanTranslator.names(node.getCorrelation())));
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
      Block block = plan.wrap(input, PlanTranslator.share(node.getInput(), need));
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
        new Block(
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
