package io.tarn.sql;

import static io.trino.metadata.OperatorNameUtil.isOperatorName;
import static io.trino.metadata.OperatorNameUtil.unmangleOperator;
import static io.trino.sql.ir.IrUtils.extractConjuncts;

import io.airlift.slice.Slice;
import io.tarn.catalog.KeyCondition;
import io.tarn.catalog.PartitionFilter;
import io.tarn.sql.spi.Functions;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.trino.spi.TrinoException;
import io.trino.spi.function.OperatorType;
import io.trino.spi.type.VarcharType;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Cast;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.In;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.DeterminismEvaluator;
import io.trino.sql.planner.ExpressionSymbolInliner;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.ApplyNode;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.GroupIdNode;
import io.trino.sql.planner.plan.JoinNode;
import io.trino.sql.planner.plan.JoinType;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.PlanNodeId;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.SortNode;
import io.trino.sql.planner.plan.TableScanNode;
import io.trino.sql.planner.plan.UnionNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds, for every scan of a plan, the conditions that concern its partition keys alone, and judges
 * partitions by them before any object is looked at. What it cannot judge it keeps: the engine
 * filters once more.
 */
final class PartitionPruner {
  private static final String NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";

  private final Functions functions;
  private final Map<PlanNodeId, Scan> scans = new LinkedHashMap<>();

  /**
   * A scan, the conditions on its partition keys, and those on any of its columns.
   *
   * @param filters deterministic ones only
   */
  record Scan(
      TableScanNode node, LakeTable table, List<Expression> conditions, List<Expression> filters) {}

  PartitionPruner(Functions functions, PlanNode root) {
    this.functions = functions;
    visit(root, List.of());
  }

  Map<PlanNodeId, Scan> scans() {
    return scans;
  }

  private void visit(PlanNode node, List<Expression> conditions) {
    switch (node) {
      case TableScanNode scan -> scan(scan, conditions);
      case FilterNode filter -> {
        List<Expression> more = new ArrayList<>(conditions);
        more.addAll(extractConjuncts(filter.getPredicate()));
        visit(filter.getSource(), more);
      }
      case ProjectNode project -> visit(project.getSource(), through(project, conditions));
      case SortNode sort -> visit(sort.getSource(), conditions);
      case JoinNode join -> join(join, conditions);
      case AggregationNode aggregation -> {
        boolean grouped =
            !aggregation.getGroupingKeys().isEmpty()
                && !(aggregation.getSource() instanceof GroupIdNode);
        visit(
            aggregation.getSource(),
            grouped ? within(conditions, aggregation.getGroupingKeys()) : List.of());
      }
      case UnionNode union -> {
        for (int i = 0; i < union.getSources().size(); i++) {
          Map<Symbol, Reference> mapping = union.sourceSymbolMap(i);
          visit(
              union.getSources().get(i),
              within(conditions, mapping.keySet()).stream()
                  .map(condition -> ExpressionSymbolInliner.inlineSymbols(mapping, condition))
                  .toList());
        }
      }
      case ApplyNode apply -> {
        visit(apply.getInput(), within(conditions, apply.getInput().getOutputSymbols()));
        visit(apply.getSubquery(), List.of());
      }
      case CorrelatedJoinNode join -> {
        visit(join.getInput(), within(conditions, join.getInput().getOutputSymbols()));
        visit(join.getSubquery(), List.of());
      }
      default -> node.getSources().forEach(source -> visit(source, List.of()));
    }
  }

  private void join(JoinNode join, List<Expression> conditions) {
    List<Expression> left = within(conditions, join.getLeft().getOutputSymbols());
    List<Expression> right = within(conditions, join.getRight().getOutputSymbols());
    JoinType type = join.getType();
    visit(join.getLeft(), type == JoinType.INNER || type == JoinType.LEFT ? left : List.of());
    visit(join.getRight(), type == JoinType.INNER || type == JoinType.RIGHT ? right : List.of());
  }

  private static List<Expression> within(
      List<Expression> conditions, java.util.Collection<Symbol> symbols) {
    Set<String> names = symbols.stream().map(Symbol::name).collect(Collectors.toSet());
    return conditions.stream()
        .filter(
            condition ->
                SymbolsExtractor.extractUnique(condition).stream()
                    .allMatch(symbol -> names.contains(symbol.name())))
        .toList();
  }

  private static List<Expression> through(ProjectNode project, List<Expression> conditions) {
    List<Expression> below = new ArrayList<>();
    for (Expression condition : within(conditions, project.getOutputSymbols())) {
      Expression inlined =
          ExpressionSymbolInliner.inlineSymbols(
              symbol -> {
                Expression assigned = project.getAssignments().get(symbol);
                return assigned == null ? symbol.toSymbolReference() : assigned;
              },
              condition);
      below.add(inlined);
    }
    return below;
  }

  private void scan(TableScanNode node, List<Expression> conditions) {
    if (!(node.getTable().connectorHandle() instanceof LakeTable table)) {
      return;
    }
    List<Symbol> keys =
        node.getOutputSymbols().stream()
            .filter(
                symbol ->
                    node.getAssignments().get(symbol) instanceof LakeColumn column
                        && column.partitionKey())
            .toList();
    List<Expression> usable =
        within(conditions, node.getOutputSymbols()).stream()
            .filter(DeterminismEvaluator::isDeterministic)
            .toList();
    scans.put(node.getId(), new Scan(node, table, within(usable, keys), usable));
  }

  /**
   * The conditions as the catalog's own filter: those on one key alone are judged once a value, so
   * that it passes over all partitions of a value that fails.
   */
  PartitionFilter filter(Scan scan) {
    if (scan.conditions().isEmpty()) {
      return PartitionFilter.all();
    }
    List<KeyCondition> conditions = new ArrayList<>();
    for (LakeColumn key : scan.table().partitionKeys()) {
      List<Expression> own =
          scan.conditions().stream()
              .filter(
                  condition ->
                      SymbolsExtractor.extractUnique(condition).stream()
                          .allMatch(symbol -> key.equals(scan.node().getAssignments().get(symbol))))
              .toList();
      if (!own.isEmpty()) {
        Scan alone = new Scan(scan.node(), scan.table(), own, own);
        Map<String, Boolean> judged = new HashMap<>();
        // Texts are written in one way only.
        @Nullable String exactly =
            key.type() instanceof VarcharType
                ? values(alone, key)
                    .filter(found -> found.size() == 1)
                    .map(List::getFirst)
                    .orElse(null)
                : null;
        conditions.add(
            new KeyCondition(
                key.index(),
                value -> judged.computeIfAbsent(value, text -> mayHold(alone, key, text)),
                exactly,
                exactly));
      }
    }
    return new PartitionFilter(List.of(), conditions, values -> keeps(scan, nulls(values)));
  }

  private boolean mayHold(Scan alone, LakeColumn key, String text) {
    List<@Nullable String> values =
        new ArrayList<>(Collections.nCopies(alone.table().partitionKeys().size(), null));
    values.set(key.index(), nulls(List.of(text)).getFirst());
    try {
      return keeps(alone, values);
    } catch (TrinoException e) {
      // A value that is none of the key's type is reported where the whole partition is judged.
      return true;
    }
  }

  /** Values as the catalog spells them, null for Hive's default partition. */
  static List<@Nullable String> nulls(List<String> values) {
    List<@Nullable String> known = new ArrayList<>();
    for (String value : values) {
      known.add(value.equals(NULL_PARTITION) ? null : value);
    }
    return known;
  }

  /** Whether a partition may hold rows that are asked for. */
  boolean keeps(Scan scan, List<@Nullable String> values) {
    if (scan.conditions().isEmpty()) {
      return true;
    }
    Map<String, Object> bindings = new HashMap<>();
    scan.node()
        .getAssignments()
        .forEach(
            (symbol, handle) -> {
              LakeColumn column = (LakeColumn) handle;
              if (column.partitionKey()) {
                value(values.get(column.index()), column)
                    .ifPresent(value -> bindings.put(symbol.name(), value));
              }
            });
    for (Expression condition : scan.conditions()) {
      try {
        Object result =
            functions
                .context()
                .getExpressionEvaluator()
                .evaluate(bound(condition, scan, bindings), functions.session(), Map.of());
        if (!Boolean.TRUE.equals(result)) {
          return false;
        }
      } catch (TrinoException e) {
        // A condition that fails fails again on the rows, where it is reported.
        return true;
      }
    }
    return true;
  }

  /**
   * The values that a key can have by conditions of the form {@code key = constant} or {@code key
   * IN (constants)}, as they stand in paths; empty without such a condition.
   */
  Optional<List<String>> values(Scan scan, LakeColumn key) {
    for (Expression condition : scan.conditions()) {
      Optional<List<Expression>> constants = constants(scan, key, condition);
      if (constants.isPresent()) {
        List<String> values = new ArrayList<>();
        for (Expression constant : constants.get()) {
          text(constant).ifPresent(values::add);
        }
        return Optional.of(values);
      }
    }
    return Optional.empty();
  }

  private static Optional<List<Expression>> constants(
      Scan scan, LakeColumn key, Expression condition) {
    if (condition instanceof In in && isKey(scan, key, in.value())) {
      return in.valueList().stream().allMatch(PartitionPruner::isConstant)
          ? Optional.of(in.valueList())
          : Optional.empty();
    }
    if (condition instanceof Call call
        && isOperatorName(call.function().name().functionName())
        && unmangleOperator(call.function().name().functionName()) == OperatorType.EQUAL) {
      Expression left = call.arguments().getFirst();
      Expression right = call.arguments().getLast();
      if (isKey(scan, key, left) && isConstant(right)) {
        return Optional.of(List.of(right));
      }
      if (isKey(scan, key, right) && isConstant(left)) {
        return Optional.of(List.of(left));
      }
    }
    return Optional.empty();
  }

  private static boolean isConstant(Expression expression) {
    return SymbolsExtractor.extractUnique(expression).isEmpty();
  }

  private static boolean isKey(Scan scan, LakeColumn key, Expression expression) {
    Expression bare = expression instanceof Cast cast ? cast.expression() : expression;
    return bare instanceof Reference reference
        && key.equals(scan.node().getAssignments().get(Symbol.from(reference)));
  }

  private Optional<String> text(Expression constant) {
    Object value =
        functions
            .context()
            .getExpressionEvaluator()
            .evaluate(new Cast(constant, VarcharType.VARCHAR), functions.session(), Map.of());
    return value instanceof Slice text ? Optional.of(text.toStringUtf8()) : Optional.empty();
  }

  private static Expression bound(Expression condition, Scan scan, Map<String, Object> bindings) {
    return ExpressionSymbolInliner.inlineSymbols(
        symbol -> new Constant(symbol.type(), bindings.get(symbol.name())), condition);
  }

  private Optional<Object> value(@Nullable String text, LakeColumn column) {
    if (text == null) {
      return Optional.empty();
    }
    Expression cast =
        new Cast(
            new Constant(VarcharType.VARCHAR, io.airlift.slice.Slices.utf8Slice(text)),
            column.type());
    return Optional.ofNullable(
        functions
            .context()
            .getExpressionEvaluator()
            .evaluate(
                column.type() instanceof VarcharType
                    ? new Constant(column.type(), io.airlift.slice.Slices.utf8Slice(text))
                    : cast,
                functions.session(),
                Map.of()));
  }
}
