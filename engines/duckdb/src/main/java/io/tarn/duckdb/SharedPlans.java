package io.tarn.duckdb;

import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.ExceptNode;
import io.trino.sql.planner.plan.IntersectNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.TableScanNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * The parts of a plan that are computed once and read several times. Trino's planner repeats a
 * query of a WITH clause, or a view, wherever it is named; what groups or compares rows costs too
 * much to be repeated. Other parts are left to each use, which reads only what it needs of them.
 */
final class SharedPlans {
  /** Nothing is shared. */
  static final SharedPlans NONE = new SharedPlans((_, _) -> false);

  private final BiPredicate<TableScanNode, TableScanNode> sameFiles;
  private final Map<String, List<Part>> byShape = new HashMap<>();
  private final Map<PlanNode, Use> uses = new IdentityHashMap<>();

  /**
   * @param sameFiles whether two scans of a table read the same files
   */
  SharedPlans(PlanNode root, BiPredicate<TableScanNode, TableScanNode> sameFiles) {
    this(sameFiles);
    find(root);
  }

  private SharedPlans(BiPredicate<TableScanNode, TableScanNode> sameFiles) {
    this.sameFiles = sameFiles;
  }

  /** A part that may stand in several places. */
  private static final class Part {
    private final PlanNode node;
    private final String shape;

    /** Its number among those that are read, or none yet. */
    private int number = -1;

    private int places = 1;
    private int reads;
    private final Set<String> need = new LinkedHashSet<>();

    private Part(PlanNode node, String shape) {
      this.node = node;
      this.shape = shape;
    }

    private String name() {
      return "shared" + number;
    }

    private String column(String symbol) {
      return Literals.quoted(name() + "." + symbol);
    }
  }

  private record Use(Part part, Map<Symbol, Symbol> symbols) {}

  private void find(PlanNode node) {
    if (node instanceof AggregationNode
        || node instanceof IntersectNode
        || node instanceof ExceptNode) {
      String shape = shape(node);
      List<Part> parts = byShape.computeIfAbsent(shape, _ -> new ArrayList<>());
      for (Part part : parts) {
        Optional<Map<Symbol, Symbol>> symbols = SamePlan.symbols(part.node, node, sameFiles);
        if (symbols.isPresent()) {
          part.places++;
          uses.put(node, new Use(part, symbols.get()));
          return;
        }
      }
      Part part = new Part(node, shape);
      parts.add(part);
      uses.put(node, new Use(part, Map.of()));
    }
    node.getSources().forEach(this::find);
  }

  /** What two parts must have in common before it is worth comparing them. */
  private static String shape(PlanNode node) {
    StringBuilder shape = new StringBuilder(node.getClass().getSimpleName());
    shape.append(node.getOutputSymbols().size());
    node.getSources().forEach(source -> shape.append('(').append(shape(source)).append(')'));
    return shape.toString();
  }

  /** How a part that stands in several places is read at this one. */
  Optional<Block> read(PlanNode node, Set<String> need, Supplier<String> alias) {
    Use use = uses.get(node);
    if (use == null || use.part.places == 1) {
      return Optional.empty();
    }
    Part part = use.part;
    if (part.number < 0) {
      part.number = numbered().size();
    }
    part.reads++;
    Block block = new Block(part.name() + " AS " + alias.get());
    for (Symbol symbol : node.getOutputSymbols()) {
      if (need.contains(symbol.name())) {
        String name = use.symbols.getOrDefault(symbol, symbol).name();
        part.need.add(name);
        block.select.put(symbol.name(), part.column(name));
      }
    }
    return Optional.of(block);
  }

  private List<Part> numbered() {
    return byShape.values().stream().flatMap(List::stream).filter(p -> p.number >= 0).toList();
  }

  /**
   * The WITH clause of all that is read, which may be empty.
   *
   * @param translate makes a part's node with the symbols that are needed of it
   */
  String with(BiFunction<PlanNode, Set<String>, Block> translate) {
    List<String> definitions = new ArrayList<>();
    Set<Part> done = new LinkedHashSet<>();
    // A part within another one is smaller: all that reads it has been translated before it.
    for (Optional<Part> next = largest(done); next.isPresent(); next = largest(done)) {
      Part part = next.get();
      done.add(part);
      Block block = Block.over(translate.apply(part.node, part.need), part.name(), List.of());
      part.need.forEach(name -> block.select.put(part.name() + "." + name, Literals.quoted(name)));
      definitions.addFirst(
          part.name()
              + (part.reads > 1 ? " AS MATERIALIZED " : " AS NOT MATERIALIZED ")
              + block.inParentheses());
    }
    return definitions.isEmpty() ? "" : "WITH " + String.join(", ", definitions) + " ";
  }

  private Optional<Part> largest(Set<Part> done) {
    return numbered().stream()
        .filter(part -> !done.contains(part))
        .max(Comparator.comparingInt(part -> part.shape.length()));
  }
}
