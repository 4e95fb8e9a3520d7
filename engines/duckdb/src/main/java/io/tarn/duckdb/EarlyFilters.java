package io.tarn.duckdb;

import io.trino.sql.ir.Expression;
import io.trino.sql.ir.IrUtils;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.DeterminismEvaluator;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.ApplyNode;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.JoinType;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The plan computes a condition's subqueries for all rows before it filters any. Terms that ask
 * nothing of a subquery go below it, as Trino's optimizer has it: DuckDB does not bring them there,
 * and would ask for every pair of rows that a join condition would have left out.
 */
final class EarlyFilters {
  private EarlyFilters() {}

  /** The same rows, with fewer of them reaching the filter's subqueries. */
  static PlanNode of(FilterNode node) {
    List<Expression> staying = new ArrayList<>();
    PlanNode source =
        lower(node.getSource(), IrUtils.extractConjuncts(node.getPredicate()), staying);
    if (source == node.getSource()) {
      return node;
    }
    return staying.isEmpty()
        ? source
        : new FilterNode(node.getId(), source, IrUtils.combineConjuncts(staying));
  }

  private static PlanNode lower(PlanNode source, List<Expression> terms, List<Expression> staying) {
    switch (source) {
      case ApplyNode apply -> {
        return below(apply, apply.getInput(), apply.getInput().getOutputSymbols(), terms, staying);
      }
      case CorrelatedJoinNode join
          when join.getType() == JoinType.INNER || join.getType() == JoinType.LEFT -> {
        return below(join, join.getInput(), join.getInput().getOutputSymbols(), terms, staying);
      }
      case ProjectNode project when reachesSubquery(project) -> {
        List<Symbol> kept =
            project.getAssignments().entrySet().stream()
                .filter(
                    entry ->
                        entry.getValue() instanceof Reference reference
                            && reference.name().equals(entry.getKey().name()))
                .map(java.util.Map.Entry::getKey)
                .toList();
        return below(project, project.getSource(), kept, terms, staying);
      }
      default -> {
        staying.addAll(terms);
        return source;
      }
    }
  }

  private static boolean reachesSubquery(ProjectNode project) {
    PlanNode node = project;
    while (node instanceof ProjectNode next) {
      node = next.getSource();
    }
    return node instanceof ApplyNode || node instanceof CorrelatedJoinNode;
  }

  private static PlanNode below(
      PlanNode node,
      PlanNode input,
      List<Symbol> symbols,
      List<Expression> terms,
      List<Expression> staying) {
    List<Expression> lowered = new ArrayList<>();
    for (Expression term : terms) {
      boolean goes =
          Set.copyOf(symbols).containsAll(SymbolsExtractor.extractUnique(term))
              && DeterminismEvaluator.isDeterministic(term);
      (goes ? lowered : staying).add(term);
    }
    if (lowered.isEmpty()) {
      return node;
    }
    List<PlanNode> sources = new ArrayList<>(node.getSources());
    sources.set(0, of(new FilterNode(node.getId(), input, IrUtils.combineConjuncts(lowered))));
    return node.replaceChildren(sources);
  }
}
