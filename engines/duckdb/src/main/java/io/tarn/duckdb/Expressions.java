package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.Functions;
import io.trino.spi.TrinoException;
import io.trino.spi.type.Type;
import io.trino.sql.ir.Array;
import io.trino.sql.ir.Bind;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Case;
import io.trino.sql.ir.Cast;
import io.trino.sql.ir.Coalesce;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.FieldReference;
import io.trino.sql.ir.In;
import io.trino.sql.ir.IrExpressions;
import io.trino.sql.ir.IsNull;
import io.trino.sql.ir.Lambda;
import io.trino.sql.ir.Let;
import io.trino.sql.ir.Logical;
import io.trino.sql.ir.Match;
import io.trino.sql.ir.MatchClause;
import io.trino.sql.ir.Reference;
import io.trino.sql.ir.Row;
import io.trino.sql.ir.WhenClause;
import io.trino.sql.planner.DeterminismEvaluator;
import io.trino.sql.planner.SymbolsExtractor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Trino's typed expressions as DuckDB expressions of the same type. What holds no column is
 * evaluated by Trino itself and becomes a literal.
 */
final class Expressions {
  private final Functions functions;
  private final TrinoExpressions trino;
  private final Casts casts;
  private final ScalarFunctions scalars;
  private final boolean exact;
  private final Map<String, String> bound = new HashMap<>();

  private Expressions(Functions functions, JavaFunctions javaFunctions, boolean exact) {
    this.functions = functions;
    this.exact = exact;
    this.trino =
        exact
            ? TrinoExpressions.whole(this, javaFunctions)
            : TrinoExpressions.outermost(this, javaFunctions);
    this.casts = new Casts(trino);
    this.scalars = new ScalarFunctions(this, trino, casts);
  }

  /** Everything that DuckDB computes equally is DuckDB's. */
  static Expressions fast(Functions functions, JavaFunctions javaFunctions) {
    return new Expressions(functions, javaFunctions, false);
  }

  /**
   * What can fail for some value is Trino's, so that it fails for the same values in the same
   * words. Slower, and therefore for statements that have failed already.
   */
  static Expressions exact(Functions functions, JavaFunctions javaFunctions) {
    return new Expressions(functions, javaFunctions, true);
  }

  Casts casts() {
    return casts;
  }

  /** Whether what fails now has failed for good. */
  boolean isExact() {
    return exact;
  }

  String sql(Expression expression) {
    Constant constant = fold(expression);
    if (constant != null) {
      return Literals.of(constant.type(), constant.value());
    }
    if (exact
        && !(expression instanceof Logical)
        && bound.isEmpty()
        && TrinoExpressions.isKnown(expression.type())
        && Faults.canFail(expression)) {
      return trino.sql(expression);
    }
    return switch (expression) {
      case Constant e -> Literals.of(e.type(), e.value());
      case Reference e -> bound.getOrDefault(e.name(), Literals.quoted(e.name()));
      case Cast e -> casts.sql(e.expression().type(), e.type(), sql(e.expression()));
      case Call e -> scalars.sql(e);
      case Logical e -> logical(e);
      case IsNull e -> "(" + sql(e.value()) + " IS NULL)";
      case Coalesce e -> "coalesce(" + list(e.operands()) + ")";
      case Case e -> searched(e);
      case Match e -> simple(e);
      case In e -> in(e);
      case Let e -> let(e);
      case Row e -> row(e);
      case Array e -> array(e);
      case FieldReference e ->
          "struct_extract(" + sql(e.base()) + ", '" + DuckTypes.field(e.field()) + "')";
      case Lambda e -> throw EngineException.unsupported("A lambda here");
      case Bind e -> throw EngineException.unsupported("A lambda here");
    };
  }

  String list(List<? extends Expression> expressions) {
    return expressions.stream().map(this::sql).collect(Collectors.joining(", "));
  }

  /** A lambda's body with its one parameter under a name of DuckDB's lambda. */
  String lambda(Expression lambda) {
    if (!(lambda instanceof Lambda plain) || plain.arguments().size() != 1) {
      throw EngineException.unsupported("A lambda that captures or takes several arguments");
    }
    String name = Literals.quoted(plain.arguments().getFirst().name());
    return "lambda " + name + ": " + sql(plain.body());
  }

  /** The value of an expression without columns, by Trino's own evaluation; null when it has. */
  @Nullable Constant fold(Expression expression) {
    if (expression instanceof Constant constant) {
      return constant;
    }
    if (expression instanceof Lambda
        || expression instanceof Bind
        || expression instanceof Reference
        || !SymbolsExtractor.extractAll(expression).isEmpty()
        || !DeterminismEvaluator.isDeterministic(expression)) {
      return null;
    }
    try {
      Object value =
          functions
              .context()
              .getExpressionEvaluator()
              .evaluate(expression, functions.session(), Map.of());
      return new Constant(expression.type(), value);
    } catch (TrinoException e) {
      // A failing constant fails only if a row reaches it: leave it to the engine.
      return null;
    }
  }

  private String in(In expression) {
    Type type = expression.value().type();
    if (DuckTypes.isNested(type) || DuckTypes.isOpaque(type)) {
      return trino.sql(expression);
    }
    String value = sql(expression.value());
    String sql = "(" + value + " IN (" + list(expression.valueList()) + "))";
    // NaN equals nothing, not even itself; with NULL among the values the answer is unknown.
    return DuckTypes.isFloating(expression.value().type())
        ? "CASE WHEN isnan(" + value + ") THEN (FALSE AND " + sql + ") ELSE " + sql + " END"
        : sql;
  }

  private String logical(Logical expression) {
    boolean and = expression.operator() == Logical.Operator.AND;
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < expression.terms().size(); i++) {
      Expression term = expression.terms().get(i);
      String guards = guards(term, expression.terms().subList(0, i), and ? " AND " : " OR ");
      terms.add(
          guards.isEmpty()
              ? sql(term)
              : "CASE WHEN ("
                  + guards
                  + (and ? ") IS FALSE THEN FALSE" : ") THEN TRUE")
                  + " ELSE "
                  + sql(term)
                  + " END");
    }
    return terms.stream().collect(Collectors.joining(and ? " AND " : " OR ", "(", ")"));
  }

  /** The terms without which a term must not be evaluated. */
  private String guards(Expression term, List<Expression> before, String operator) {
    if (!(exact ? Faults.canFail(term) : Faults.mayFail(term))) {
      return "";
    }
    return before.stream()
        .filter(guard -> exact || (Faults.shareColumns(guard, term) && !Faults.mayFail(guard)))
        .map(this::sql)
        .collect(Collectors.joining(operator));
  }

  private String searched(Case expression) {
    StringBuilder sql = new StringBuilder("CASE");
    for (WhenClause clause : expression.whenClauses()) {
      sql.append(" WHEN ").append(sql(clause.getOperand()));
      sql.append(" THEN ").append(sql(clause.getResult()));
    }
    return sql.append(" ELSE ").append(sql(expression.defaultValue())).append(" END").toString();
  }

  private String simple(Match expression) {
    if (expression.clauses().stream().anyMatch(c -> !(c.predicate() instanceof Lambda))) {
      return trino.sql(expression);
    }
    requireDeterministic(expression.operand(), "CASE over a random value");
    String operand = sql(expression.operand());
    StringBuilder sql = new StringBuilder("CASE");
    for (MatchClause clause : expression.clauses()) {
      Lambda predicate = (Lambda) clause.predicate();
      String parameter = predicate.arguments().getFirst().name();
      sql.append(" WHEN ").append(with(parameter, operand, predicate.body()));
      sql.append(" THEN ").append(sql(clause.result()));
    }
    return sql.append(" ELSE ").append(sql(expression.defaultValue())).append(" END").toString();
  }

  private String let(Let expression) {
    IrExpressions.Between between = IrExpressions.matchBetween(expression);
    if (between != null && !DuckTypes.isFloating(between.value().type())) {
      return "("
          + sql(between.value())
          + " BETWEEN "
          + sql(between.min())
          + " AND "
          + sql(between.max())
          + ")";
    }
    requireDeterministic(expression.value(), "A random value used twice");
    return with(expression.name().name(), sql(expression.value()), expression.body());
  }

  private String with(String name, String value, Expression body) {
    String previous = bound.put(name, value);
    try {
      return sql(body);
    } finally {
      if (previous == null) {
        bound.remove(name);
      } else {
        bound.put(name, previous);
      }
    }
  }

  private static void requireDeterministic(Expression value, String construct) {
    if (!DeterminismEvaluator.isDeterministic(value)) {
      throw EngineException.unsupported(construct);
    }
  }

  private String row(Row expression) {
    List<String> fields = new ArrayList<>();
    for (Expression item : expression.items()) {
      fields.add(DuckTypes.field(fields.size()) + " := " + sql(item));
    }
    return "struct_pack(" + String.join(", ", fields) + ")";
  }

  private String array(Array expression) {
    Type element = expression.elementType();
    return "CAST([" + list(expression.elements()) + "] AS " + DuckTypes.of(element) + "[])";
  }
}
