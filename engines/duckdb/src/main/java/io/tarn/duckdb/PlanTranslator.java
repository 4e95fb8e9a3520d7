package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.tarn.sql.spi.EngineException;
import io.trino.spi.block.SqlRow;
import io.trino.spi.connector.SortOrder;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.IrUtils;
import io.trino.sql.ir.Reference;
import io.trino.sql.ir.Row;
import io.trino.sql.planner.DeterminismEvaluator;
import io.trino.sql.planner.OrderingScheme;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.ApplyNode;
import io.trino.sql.planner.plan.AssignUniqueId;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.EnforceSingleRowNode;
import io.trino.sql.planner.plan.ExceptNode;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.GroupIdNode;
import io.trino.sql.planner.plan.IntersectNode;
import io.trino.sql.planner.plan.JoinNode;
import io.trino.sql.planner.plan.JoinType;
import io.trino.sql.planner.plan.LimitNode;
import io.trino.sql.planner.plan.MarkDistinctNode;
import io.trino.sql.planner.plan.OffsetNode;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.SampleNode;
import io.trino.sql.planner.plan.SetOperationNode;
import io.trino.sql.planner.plan.SortNode;
import io.trino.sql.planner.plan.TableScanNode;
import io.trino.sql.planner.plan.UnionNode;
import io.trino.sql.planner.plan.UnnestNode;
import io.trino.sql.planner.plan.ValuesNode;
import io.trino.sql.planner.plan.WindowNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Trino's logical plan as one DuckDB statement. Every node asks its sources only for the columns
 * that something above needs. A node without an equal here is refused by name.
 */
final class PlanTranslator {
  private final Expressions expressions;
  private final Aggregates aggregates;
  private final Subqueries subqueries;
  private final ScanSource scans;
  private SharedPlans shared = SharedPlans.NONE;
  private int aliases;

  /** Where a scan's rows come from. */
  interface ScanSource {
    /** Selects the needed symbols of the scan. */
    Block scan(TableScanNode node, Set<String> need);

    /** Whether two scans of a table read the same files. */
    boolean readsSame(TableScanNode first, TableScanNode second);
  }

  PlanTranslator(Expressions expressions, Aggregates aggregates, ScanSource scans) {
    this.expressions = expressions;
    this.aggregates = aggregates;
    this.subqueries = new Subqueries(this, expressions);
    this.scans = scans;
  }

  /**
   * The whole statement.
   *
   * @param output how each output column is selected, given its symbol's expression
   */
  String statement(OutputNode root, ColumnText output) {
    Set<String> need = names(root.getOutputSymbols());
    shared = new SharedPlans(root, scans::readsSame);
    Block block = translate(root.getSource(), need);
    List<String> items = new ArrayList<>();
    for (Symbol symbol : root.getOutputSymbols()) {
      String sql = block.select.getOrDefault(symbol.name(), Literals.quoted(symbol.name()));
      items.add(output.of(items.size(), symbol.type(), sql));
    }
    return shared.with(this::whole) + block.sql(items);
  }

  /** How one output column is written. */
  @FunctionalInterface
  interface ColumnText {
    String of(int index, Type type, String sql);
  }

  Block translate(PlanNode node, Set<String> need) {
    return shared.read(node, need, this::alias).orElseGet(() -> whole(node, need));
  }

  /** The node itself, even if it is a part that is computed once for all. */
  private Block whole(PlanNode node, Set<String> need) {
    return switch (node) {
      case ProjectNode n -> project(n, need);
      case FilterNode n -> filter(n, need);
      case TableScanNode n -> scans.scan(n, need);
      case ValuesNode n -> values(n, need);
      case AggregationNode n -> aggregate(n, need);
      case JoinNode n -> join(n, need);
      case SortNode n -> sort(n, need);
      case LimitNode n -> limit(n, need);
      case OffsetNode n -> offset(n, need);
      case WindowNode n -> window(n, need);
      case UnionNode n -> setOperation(n, need, " UNION ALL ");
      case IntersectNode n ->
          setOperation(
              n, names(n.getOutputSymbols()), n.isDistinct() ? " INTERSECT " : " INTERSECT ALL ");
      case ExceptNode n ->
          setOperation(
              n, names(n.getOutputSymbols()), n.isDistinct() ? " EXCEPT " : " EXCEPT ALL ");
      case EnforceSingleRowNode n -> subqueries.singleRow(n, need);
      case ApplyNode n -> subqueries.apply(n, need);
      case CorrelatedJoinNode n -> subqueries.correlatedJoin(n, need);
      case UnnestNode n -> unnest(n, need);
      case OutputNode n -> translate(n.getSource(), need);
      case SampleNode n -> sample(n, need);
      case AssignUniqueId n -> numbered(n, need);
      case MarkDistinctNode n -> marked(n, need);
      default -> throw EngineException.unsupported(construct(node));
    };
  }

  private static String construct(PlanNode node) {
    return switch (node.getClass().getSimpleName()) {
      case "PatternRecognitionNode" -> "MATCH_RECOGNIZE";
      case "TableFunctionNode" -> "A table function";
      case "ExplainAnalyzeNode" -> "EXPLAIN ANALYZE";
      default -> node.getClass().getSimpleName();
    };
  }

  String alias() {
    return "t" + aliases++;
  }

  static Set<String> names(Collection<Symbol> symbols) {
    Set<String> names = new LinkedHashSet<>();
    symbols.forEach(symbol -> names.add(symbol.name()));
    return names;
  }

  /** What a source must deliver of all that is asked for. */
  static Set<String> share(PlanNode source, Collection<String> wanted) {
    Set<String> share = names(source.getOutputSymbols());
    share.retainAll(wanted instanceof Set<String> set ? set : Set.copyOf(wanted));
    return share;
  }

  static void addSymbols(Set<String> names, Expression expression) {
    SymbolsExtractor.extractAll(expression).forEach(symbol -> names.add(symbol.name()));
  }

  Block wrap(Block inner, Set<String> names) {
    return Block.over(inner, alias(), names);
  }

  /** The block itself where its SELECT list takes more than names, else one over it. */
  Block open(Block inner, Set<String> names) {
    if (!inner.takesFilter()) {
      return wrap(inner, names);
    }
    inner.select.keySet().retainAll(names);
    return inner;
  }

  private Block project(ProjectNode node, Set<String> need) {
    Set<String> below = new LinkedHashSet<>();
    node.getAssignments()
        .forEach(
            (symbol, expression) -> {
              if (need.contains(symbol.name())) {
                addSymbols(below, expression);
              }
            });
    Block inner = translate(node.getSource(), share(node.getSource(), below));
    boolean onlyNames =
        node.getAssignments().entrySet().stream()
            .filter(entry -> need.contains(entry.getKey().name()))
            .allMatch(
                entry ->
                    entry.getValue() instanceof Reference reference
                        && inner.select.containsKey(reference.name()));
    if (onlyNames && inner.from != null) {
      Map<String, String> kept = Map.copyOf(inner.select);
      inner.select.clear();
      node.getAssignments()
          .forEach(
              (symbol, expression) -> {
                if (need.contains(symbol.name())) {
                  inner.select.put(
                      symbol.name(),
                      java.util.Objects.requireNonNull(kept.get(((Reference) expression).name())));
                }
              });
      return inner;
    }
    Block block = inner.takesExpressions() ? inner : wrap(inner, Set.of());
    block.select.clear();
    node.getAssignments()
        .forEach(
            (symbol, expression) -> {
              if (need.contains(symbol.name())) {
                block.select.put(symbol.name(), expressions.sql(expression));
              }
            });
    return block;
  }

  private Block filter(FilterNode written, Set<String> need) {
    PlanNode placed = EarlyFilters.of(written);
    if (!(placed instanceof FilterNode node)) {
      return translate(placed, need);
    }
    Set<String> below = new LinkedHashSet<>(need);
    addSymbols(below, node.getPredicate());
    Block inner = translate(node.getSource(), share(node.getSource(), below));
    if (!DeterminismEvaluator.isDeterministic(node.getPredicate())) {
      return drawn(inner, expressions.sql(node.getPredicate()), need);
    }
    List<String> tests =
        node.getSource() instanceof ApplyNode ? tests(node.getPredicate(), inner, need) : List.of();
    Block block = inner.takesFilter() || !tests.isEmpty() ? inner : wrap(inner, need);
    if (tests.isEmpty()) {
      block.where.add(expressions.sql(node.getPredicate()));
    } else {
      block.where.addAll(tests);
    }
    block.select.keySet().retainAll(need);
    return block;
  }

  /**
   * Rows for which a random condition holds, which is asked once of each: DuckDB would ask it of
   * the rows that they are joined to, and so would a condition of this translator's.
   */
  private Block drawn(Block inner, String condition, Set<String> need) {
    Block drawn = wrap(inner, need);
    drawn.select.put("$drawn", condition);
    Block block = wrap(drawn, need);
    block.where.add(Literals.quoted("$drawn"));
    return wrap(block, need);
  }

  /**
   * The terms of a condition that asks for nothing but the tests that its source selects, as
   * conditions of the source itself: DuckDB makes joins of those, and joins the rest to fewer rows.
   * Empty for any other condition.
   */
  private static List<String> tests(Expression predicate, Block source, Set<String> need) {
    List<String> tests = new ArrayList<>();
    for (Expression term : IrUtils.extractConjuncts(predicate)) {
      boolean negated =
          term instanceof Call call && call.function().name().functionName().equals("$not");
      Expression test = negated ? ((Call) term).arguments().getFirst() : term;
      String sql =
          test instanceof Reference reference && !need.contains(reference.name())
              ? source.select.get(reference.name())
              : null;
      if (sql == null) {
        return List.of();
      }
      tests.add(negated ? "(NOT " + sql + ")" : sql);
    }
    return tests;
  }

  private Block numbered(AssignUniqueId node, Set<String> need) {
    Block block =
        wrap(
            translate(node.getSource(), share(node.getSource(), need)),
            share(node.getSource(), need));
    block.select.put(node.getIdColumn().name(), "row_number() OVER ()");
    return wrap(block, need);
  }

  /** The first row of its kind is the distinct one. */
  private Block marked(MarkDistinctNode node, Set<String> need) {
    Set<String> below = share(node.getSource(), need);
    below.addAll(names(node.getDistinctSymbols()));
    Block block =
        wrap(
            translate(node.getSource(), share(node.getSource(), below)),
            share(node.getSource(), need));
    String keys =
        node.getDistinctSymbols().stream()
            .map(symbol -> DuckTypes.key(symbol.type(), Literals.quoted(symbol.name())))
            .collect(joining(", "));
    block.select.put(
        node.getMarkerSymbol().name(), "row_number() OVER (PARTITION BY " + keys + ") = 1");
    return wrap(block, need);
  }

  /** SYSTEM takes whole pieces of a table where it has pieces; here they are single rows. */
  private Block sample(SampleNode node, Set<String> need) {
    return drawn(
        translate(node.getSource(), share(node.getSource(), need)),
        "random() < " + node.getSampleRatio(),
        need);
  }

  private Block values(ValuesNode node, Set<String> need) {
    List<Symbol> symbols = node.getOutputSymbols();
    if (symbols.isEmpty()) {
      return new Block("range(" + node.getRowCount() + ") AS " + alias());
    }
    List<String> rows = new ArrayList<>();
    for (Expression row : node.getRows().orElse(List.of())) {
      rows.add("(" + String.join(", ", cells(row, symbols.size())) + ")");
    }
    String columns = symbols.stream().map(s -> Literals.quoted(s.name())).collect(joining(", "));
    boolean empty = rows.isEmpty();
    if (empty) {
      rows.add(
          symbols.stream()
              .map(symbol -> Literals.of(symbol.type(), null))
              .collect(joining(", ", "(", ")")));
    }
    Block block =
        new Block("(VALUES " + String.join(", ", rows) + ") AS " + alias() + "(" + columns + ")");
    if (empty) {
      block.where.add("FALSE");
    }
    need.forEach(name -> block.select.put(name, Literals.quoted(name)));
    return block;
  }

  private List<String> cells(Expression row, int width) {
    if (row instanceof Row items) {
      return items.items().stream().map(expressions::sql).toList();
    }
    Constant constant = expressions.fold(row);
    if (constant != null && constant.value() instanceof SqlRow value) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        Type type = constant.type().getTypeParameters().get(i);
        cells.add(
            Literals.of(
                type,
                TypeUtils.readNativeValue(type, value.getRawFieldBlock(i), value.getRawIndex())));
      }
      return cells;
    }
    throw EngineException.unsupported("VALUES with a row that is not written out");
  }

  private Block aggregate(AggregationNode node, Set<String> need) {
    if (node.getSource() instanceof GroupIdNode grouping) {
      return groupingSets(node, grouping, need);
    }
    Set<String> below = names(node.getGroupingKeys());
    Map<Symbol, AggregationNode.Aggregation> wanted = wanted(node, need, below);
    Block inner = translate(node.getSource(), share(node.getSource(), below));
    Block block = inner.takesFilter() ? inner : wrap(inner, Set.of());
    block.select.clear();
    for (Symbol key : node.getGroupingKeys()) {
      if (need.contains(key.name())) {
        String name = Literals.quoted(key.name());
        block.select.put(
            key.name(), DuckTypes.hasZone(key.type()) ? "any_value(" + name + ")" : name);
      }
    }
    wanted.forEach(
        (symbol, call) -> block.select.put(symbol.name(), aggregates.sql(call, node.getSource())));
    if (!node.getGroupingKeys().isEmpty()) {
      block.group =
          node.getGroupingKeys().stream()
              .map(s -> DuckTypes.key(s.type(), Literals.quoted(s.name())))
              .collect(joining(", "));
    } else if (block.select.isEmpty()) {
      block.select.put("$", "count(*)");
    }
    return block;
  }

  private Map<Symbol, AggregationNode.Aggregation> wanted(
      AggregationNode node, Set<String> need, Set<String> below) {
    Map<Symbol, AggregationNode.Aggregation> wanted = new java.util.LinkedHashMap<>();
    node.getAggregations()
        .forEach(
            (symbol, call) -> {
              if (need.contains(symbol.name())) {
                wanted.put(symbol, call);
                aggregates
                    .constants(call.getArguments(), node.getSource())
                    .forEach(argument -> addSymbols(below, argument));
                call.getFilter().ifPresent(filter -> below.add(filter.name()));
                call.getMask().ifPresent(mask -> below.add(mask.name()));
                call.getOrderingScheme().ifPresent(order -> below.addAll(names(order.orderBy())));
              }
            });
    return wanted;
  }

  /** GROUPING SETS, CUBE and ROLLUP natively; the set's number comes from GROUPING's bits. */
  private Block groupingSets(AggregationNode node, GroupIdNode grouping, Set<String> need) {
    Set<String> below = new LinkedHashSet<>();
    Map<Symbol, AggregationNode.Aggregation> wanted = wanted(node, need, below);
    Map<Symbol, Symbol> inputs = grouping.getGroupingColumns();
    inputs.values().forEach(symbol -> below.add(symbol.name()));
    Block inner = translate(grouping.getSource(), share(grouping.getSource(), below));
    Block block = wrap(inner, Set.of());
    String number = GroupingSets.number(grouping);
    for (Symbol key : node.getGroupingKeys()) {
      if (need.contains(key.name())) {
        Symbol input = inputs.get(key);
        block.select.put(key.name(), input == null ? number : Literals.quoted(input.name()));
      }
    }
    wanted.forEach(
        (symbol, call) -> block.select.put(symbol.name(), aggregates.sql(call, node.getSource())));
    block.group = GroupingSets.clause(grouping);
    return block;
  }

  private Block join(JoinNode node, Set<String> need) {
    Set<String> below = new LinkedHashSet<>(need);
    List<String> conditions = new ArrayList<>();
    for (JoinNode.EquiJoinClause clause : node.getCriteria()) {
      below.add(clause.getLeft().name());
      below.add(clause.getRight().name());
      Type type = clause.getLeft().type();
      String left = Literals.quoted(clause.getLeft().name());
      conditions.add(
          DuckTypes.key(type, left)
              + " = "
              + DuckTypes.key(type, Literals.quoted(clause.getRight().name())));
      if (DuckTypes.isFloating(type)) {
        conditions.add("NOT isnan(" + left + ")");
      }
    }
    node.getFilter()
        .ifPresent(
            filter -> {
              addSymbols(below, filter);
              conditions.add(expressions.sql(filter));
            });
    Block left = translate(node.getLeft(), share(node.getLeft(), below));
    Block right = translate(node.getRight(), share(node.getRight(), below));
    JoinType type = node.getType();
    String kind =
        type == JoinType.INNER && conditions.isEmpty() ? " CROSS JOIN " : " " + type + " JOIN ";
    List<String> where = new ArrayList<>();
    String from =
        joined(left, type == JoinType.INNER || type == JoinType.LEFT, where)
            + kind
            + joined(right, type == JoinType.INNER || type == JoinType.RIGHT, where);
    if (!kind.contains("CROSS")) {
      from += " ON " + (conditions.isEmpty() ? "TRUE" : String.join(" AND ", conditions));
    }
    Block block = Block.ofJoin(from);
    block.where.addAll(where);
    need.forEach(name -> block.select.put(name, Literals.quoted(name)));
    return block;
  }

  /**
   * A side of a join. DuckDB finds the best order of the joins that stand in one FROM clause, and
   * does not look behind a SELECT for more of them.
   *
   * @param late whether the side's conditions may be asked of the joined rows as well: so it is
   *     where a join adds no row in which the side's columns are all NULL
   */
  private String joined(Block side, boolean late, List<String> where) {
    String from = side.from;
    if (from == null || !side.takesFilter() || !(late || side.where.isEmpty())) {
      return side.inParentheses() + " AS " + alias();
    }
    where.addAll(side.where);
    return side.isJoin ? "(" + from + ")" : from;
  }

  static String order(OrderingScheme scheme) {
    return scheme.orderBy().stream()
        .map(
            symbol -> {
              SortOrder order = scheme.ordering(symbol);
              return Literals.quoted(symbol.name())
                  + (order.isAscending() ? " ASC" : " DESC")
                  + (order.isNullsFirst() ? " NULLS FIRST" : " NULLS LAST");
            })
        .collect(joining(", "));
  }

  private Block sort(SortNode node, Set<String> need) {
    Set<String> below = new LinkedHashSet<>(need);
    below.addAll(names(node.getOrderingScheme().orderBy()));
    Block inner = translate(node.getSource(), share(node.getSource(), below));
    Block block = inner.takesFilter() ? inner : wrap(inner, need);
    block.select.keySet().retainAll(need);
    block.order = order(node.getOrderingScheme());
    return block;
  }

  private Block limit(LimitNode node, Set<String> need) {
    if (node.getTiesResolvingScheme().isPresent()) {
      OrderingScheme scheme = node.getTiesResolvingScheme().get();
      Set<String> below = new LinkedHashSet<>(need);
      below.addAll(names(scheme.orderBy()));
      Block block = wrap(translate(node.getSource(), share(node.getSource(), below)), need);
      block.qualify = "rank() OVER (ORDER BY " + order(scheme) + ") <= " + node.getCount();
      block.order = order(scheme);
      return block;
    }
    Block inner = translate(node.getSource(), share(node.getSource(), need));
    Block block = inner.limit == null ? inner : wrap(inner, need);
    block.limit = node.getCount();
    return block;
  }

  private Block offset(OffsetNode node, Set<String> need) {
    Block inner = translate(node.getSource(), share(node.getSource(), need));
    Block block = inner.isCut() ? wrap(inner, need) : inner;
    block.offset = node.getCount();
    return block;
  }

  private Block window(WindowNode node, Set<String> need) {
    Set<String> below = share(node.getSource(), need);
    below.addAll(names(node.getPartitionBy()));
    node.getOrderingScheme().ifPresent(scheme -> below.addAll(names(scheme.orderBy())));
    Map<String, WindowNode.Function> wanted = new java.util.LinkedHashMap<>();
    node.getWindowFunctions()
        .forEach(
            (symbol, function) -> {
              if (need.contains(symbol.name())) {
                wanted.put(symbol.name(), function);
                aggregates
                    .constants(function.getArguments(), node.getSource())
                    .forEach(argument -> addSymbols(below, argument));
                function
                    .getOrderingScheme()
                    .ifPresent(scheme -> below.addAll(names(scheme.orderBy())));
                WindowNode.Frame frame = function.getFrame();
                frame.getStartValue().ifPresent(symbols -> below.add(symbols.name()));
                frame.getEndValue().ifPresent(symbols -> below.add(symbols.name()));
                frame
                    .getSortKeyCoercedForFrameStartComparison()
                    .ifPresent(symbols -> below.add(symbols.name()));
                frame
                    .getSortKeyCoercedForFrameEndComparison()
                    .ifPresent(symbols -> below.add(symbols.name()));
              }
            });
    Block inner = translate(node.getSource(), share(node.getSource(), below));
    Block block = wrap(inner, share(node.getSource(), need));
    String partition =
        node.getPartitionBy().isEmpty()
            ? ""
            : "PARTITION BY "
                + node.getPartitionBy().stream()
                    .map(symbol -> Literals.quoted(symbol.name()))
                    .collect(joining(", "));
    String order = node.getOrderingScheme().map(scheme -> " ORDER BY " + order(scheme)).orElse("");
    wanted.forEach(
        (name, function) ->
            block.select.put(
                name, aggregates.window(function, node.getSource(), partition + order)));
    // A later block must not take these apart: window functions may not be nested or filtered.
    return wrap(block, need);
  }

  private Block setOperation(SetOperationNode node, Set<String> need, String operator) {
    List<Symbol> outputs =
        node.getOutputSymbols().stream().filter(s -> need.contains(s.name())).toList();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < node.getSources().size(); i++) {
      Map<Symbol, Reference> mapping = node.sourceSymbolMap(i);
      Set<String> below = new LinkedHashSet<>();
      outputs.forEach(symbol -> below.add(requireNonNull(mapping.get(symbol)).name()));
      PlanNode source = node.getSources().get(i);
      Block block = wrap(translate(source, share(source, below)), Set.of());
      outputs.forEach(
          symbol ->
              block.select.put(
                  symbol.name(), Literals.quoted(requireNonNull(mapping.get(symbol)).name())));
      parts.add(block.inParentheses());
    }
    Block block = new Block("(" + String.join(operator, parts) + ") AS " + alias());
    outputs.forEach(symbol -> block.select.put(symbol.name(), Literals.quoted(symbol.name())));
    return block;
  }

  private Block unnest(UnnestNode node, Set<String> need) {
    Set<String> below = share(node.getSource(), need);
    node.getMappings().forEach(mapping -> below.add(mapping.getInput().name()));
    Block input = translate(node.getSource(), share(node.getSource(), below));
    Unnesting unnesting = new Unnesting(node, need);
    String join = node.getJoinType() == JoinType.LEFT ? " LEFT JOIN LATERAL " : " JOIN LATERAL ";
    if (node.getJoinType() != JoinType.LEFT && node.getJoinType() != JoinType.INNER) {
      throw EngineException.unsupported(node.getJoinType() + " JOIN UNNEST");
    }
    Block block =
        Block.ofJoin(
            input.inParentheses()
                + " AS "
                + alias()
                + join
                + unnesting.sql()
                + " AS "
                + alias()
                + " ON TRUE");
    need.forEach(name -> block.select.put(name, Literals.quoted(name)));
    return block;
  }
}
