package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;

import io.trino.sql.ir.Expression;
import io.trino.sql.ir.ExpressionRewriter;
import io.trino.sql.ir.ExpressionTreeRewriter;
import io.trino.sql.ir.Lambda;
import io.trino.sql.ir.Let;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.DeterminismEvaluator;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.optimizations.SymbolMapper;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.EnforceSingleRowNode;
import io.trino.sql.planner.plan.ExceptNode;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.GroupIdNode;
import io.trino.sql.planner.plan.IntersectNode;
import io.trino.sql.planner.plan.JoinNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.SetOperationNode;
import io.trino.sql.planner.plan.TableScanNode;
import io.trino.sql.planner.plan.UnionNode;
import io.trino.sql.planner.plan.ValuesNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Whether two parts of a plan are the same but for the names of their symbols. A node that is not
 * known here, a random function, and what comes from outside the part make them differ.
 */
final class SamePlan {
  private final BiPredicate<TableScanNode, TableScanNode> sameFiles;
  private final Map<Symbol, Symbol> symbols = new HashMap<>();
  private final SymbolMapper mapper =
      new SymbolMapper(symbol -> symbols.getOrDefault(symbol, symbol));
  private final ExpressionRewriter<Void> renaming =
      new ExpressionRewriter<>() {
        @Override
        public Expression rewriteReference(
            Reference reference, Void context, ExpressionTreeRewriter<Void> tree) {
          return mapper.map(reference);
        }

        @Override
        public Expression rewriteLambda(
            Lambda lambda, Void context, ExpressionTreeRewriter<Void> tree) {
          return new Lambda(mapper.map(lambda.arguments()), tree.rewrite(lambda.body(), context));
        }

        @Override
        public Expression rewriteLet(Let let, Void context, ExpressionTreeRewriter<Void> tree) {
          return new Let(
              mapper.map(let.name()),
              tree.rewrite(let.value(), context),
              tree.rewrite(let.body(), context));
        }
      };

  private SamePlan(BiPredicate<TableScanNode, TableScanNode> sameFiles) {
    this.sameFiles = sameFiles;
  }

  /**
   * What the second part's symbols are called in the first one, if the parts are the same.
   *
   * @param sameFiles whether two scans of a table read the same files
   */
  static Optional<Map<Symbol, Symbol>> symbols(
      PlanNode first, PlanNode second, BiPredicate<TableScanNode, TableScanNode> sameFiles) {
    SamePlan plans = new SamePlan(sameFiles);
    return plans.same(first, second)
            && plans.symbols.keySet().containsAll(SymbolsExtractor.extractUnique(second))
        ? Optional.of(plans.symbols)
        : Optional.empty();
  }

  private boolean same(PlanNode first, PlanNode second) {
    if (first.getClass() != second.getClass()
        || first.getSources().size() != second.getSources().size()) {
      return false;
    }
    for (int i = 0; i < first.getSources().size(); i++) {
      if (!same(first.getSources().get(i), second.getSources().get(i))) {
        return false;
      }
    }
    return switch (first) {
      case TableScanNode a -> scans(a, (TableScanNode) second);
      case FilterNode a -> same(a.getPredicate(), ((FilterNode) second).getPredicate());
      case ProjectNode a -> projections(a, (ProjectNode) second);
      case AggregationNode a -> aggregations(a, (AggregationNode) second);
      case GroupIdNode a -> groupIds(a, (GroupIdNode) second);
      case JoinNode a -> joins(a, (JoinNode) second);
      case CorrelatedJoinNode a -> correlatedJoins(a, (CorrelatedJoinNode) second);
      case UnionNode a -> setOperations(a, (SetOperationNode) second);
      case IntersectNode a ->
          a.isDistinct() == ((IntersectNode) second).isDistinct()
              && setOperations(a, (SetOperationNode) second);
      case ExceptNode a ->
          a.isDistinct() == ((ExceptNode) second).isDistinct()
              && setOperations(a, (SetOperationNode) second);
      case ValuesNode a -> values(a, (ValuesNode) second);
      case EnforceSingleRowNode _ -> true;
      default -> false;
    };
  }

  private boolean same(Expression first, Expression second) {
    return DeterminismEvaluator.isDeterministic(second)
        && bind(ownSymbols(first), ownSymbols(second))
        && first.equals(ExpressionTreeRewriter.rewriteWith(renaming, second));
  }

  /** What an expression names for itself: the planner calls it otherwise every time. */
  private static List<Symbol> ownSymbols(Expression expression) {
    List<Symbol> symbols = new ArrayList<>();
    switch (expression) {
      case Let let -> symbols.add(let.name());
      case Lambda lambda -> symbols.addAll(lambda.arguments());
      default -> {}
    }
    expression.children().forEach(child -> symbols.addAll(ownSymbols(child)));
    return symbols;
  }

  private boolean bind(Collection<Symbol> first, Collection<Symbol> second) {
    if (first.size() != second.size()) {
      return false;
    }
    Iterator<Symbol> others = second.iterator();
    for (Symbol symbol : first) {
      Symbol other = others.next();
      if (!symbol.type().equals(other.type())) {
        return false;
      }
      symbols.put(other, symbol);
    }
    return true;
  }

  private boolean scans(TableScanNode first, TableScanNode second) {
    return first.getTable().equals(second.getTable())
        && sameFiles.test(first, second)
        && first.getOutputSymbols().stream()
            .map(first.getAssignments()::get)
            .toList()
            .equals(second.getOutputSymbols().stream().map(second.getAssignments()::get).toList())
        && bind(first.getOutputSymbols(), second.getOutputSymbols());
  }

  private boolean projections(ProjectNode first, ProjectNode second) {
    List<Expression> others = new ArrayList<>(second.getAssignments().expressions());
    List<Expression> own = new ArrayList<>(first.getAssignments().expressions());
    if (own.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < own.size(); i++) {
      if (!same(own.get(i), others.get(i))) {
        return false;
      }
    }
    return bind(first.getOutputSymbols(), second.getOutputSymbols());
  }

  private boolean aggregations(AggregationNode first, AggregationNode second) {
    if (!bind(first.getAggregations().keySet(), second.getAggregations().keySet())) {
      return false;
    }
    AggregationNode renamed = mapper.map(second, first.getSource());
    return first.getAggregations().equals(renamed.getAggregations())
        && first.getGroupingKeys().equals(renamed.getGroupingKeys())
        && first.getGroupingSetCount() == renamed.getGroupingSetCount()
        && first.getGlobalGroupingSets().equals(renamed.getGlobalGroupingSets())
        && first.getGroupIdSymbol().equals(renamed.getGroupIdSymbol())
        && first.getStep() == renamed.getStep();
  }

  private boolean groupIds(GroupIdNode first, GroupIdNode second) {
    if (!bind(first.getGroupingColumns().keySet(), second.getGroupingColumns().keySet())
        || !bind(List.of(first.getGroupIdSymbol()), List.of(second.getGroupIdSymbol()))) {
      return false;
    }
    GroupIdNode renamed = mapper.map(second, first.getSource());
    return first.getGroupingColumns().equals(renamed.getGroupingColumns())
        && first.getGroupingSets().equals(renamed.getGroupingSets())
        && first.getAggregationArguments().equals(renamed.getAggregationArguments());
  }

  private boolean joins(JoinNode first, JoinNode second) {
    return first.getType() == second.getType()
        && first.getCriteria().stream()
            .flatMap(clause -> List.of(clause.getLeft(), clause.getRight()).stream())
            .toList()
            .equals(
                second.getCriteria().stream()
                    .flatMap(clause -> List.of(clause.getLeft(), clause.getRight()).stream())
                    .map(mapper::map)
                    .toList())
        && first.getOutputSymbols().equals(mapper.map(second.getOutputSymbols()))
        && first.getFilter().isPresent() == second.getFilter().isPresent()
        && (first.getFilter().isEmpty()
            || same(first.getFilter().get(), second.getFilter().orElseThrow()));
  }

  private boolean correlatedJoins(CorrelatedJoinNode first, CorrelatedJoinNode second) {
    return first.getType() == second.getType()
        && first.getCorrelation().equals(mapper.map(second.getCorrelation()))
        && same(first.getFilter(), second.getFilter());
  }

  private boolean setOperations(SetOperationNode first, SetOperationNode second) {
    for (int i = 0; i < first.getSources().size(); i++) {
      if (!inputs(first, i).equals(mapper.map(inputs(second, i)))) {
        return false;
      }
    }
    return bind(first.getOutputSymbols(), second.getOutputSymbols());
  }

  private static List<Symbol> inputs(SetOperationNode node, int source) {
    Map<Symbol, Reference> mapping = node.sourceSymbolMap(source);
    return node.getOutputSymbols().stream()
        .map(symbol -> Symbol.from(requireNonNull(mapping.get(symbol))))
        .toList();
  }

  private boolean values(ValuesNode first, ValuesNode second) {
    return first.getRowCount() == second.getRowCount()
        && first.getRows().equals(second.getRows())
        && second.getRows().orElse(List.of()).stream()
            .allMatch(DeterminismEvaluator::isDeterministic)
        && bind(first.getOutputSymbols(), second.getOutputSymbols());
  }
}
