package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.trino.spi.type.Type;
import io.trino.sql.ir.Bind;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.ExpressionRewriter;
import io.trino.sql.ir.ExpressionTreeRewriter;
import io.trino.sql.ir.Lambda;
import io.trino.sql.ir.Let;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.Symbol;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a statement that Trino's own compiled code computes inside DuckDB. The arguments come
 * from DuckDB where it knows their types; what it does not know (a compiled pattern, a JSON path, a
 * lambda) stays inside the compiled part.
 */
final class TrinoExpressions {
  private final Expressions expressions;
  private final JavaFunctions javaFunctions;

  private final boolean whole;

  private TrinoExpressions(Expressions expressions, JavaFunctions javaFunctions, boolean whole) {
    this.expressions = expressions;
    this.javaFunctions = javaFunctions;
    this.whole = whole;
  }

  /** Only what has to be is Trino's; the arguments are computed by whoever can. */
  static TrinoExpressions outermost(Expressions expressions, JavaFunctions javaFunctions) {
    return new TrinoExpressions(expressions, javaFunctions, false);
  }

  /** Whole expressions are Trino's, down to the columns. */
  static TrinoExpressions whole(Expressions expressions, JavaFunctions javaFunctions) {
    return new TrinoExpressions(expressions, javaFunctions, true);
  }

  /** The expression by Trino. */
  String sql(Expression expression) {
    Inputs inputs = new Inputs(expression);
    Expression rewritten = ExpressionTreeRewriter.rewriteWith(inputs, expression, Scope.OUTSIDE);
    return javaFunctions.compiled(rewritten, inputs.sql);
  }

  /** An expression over one symbol whose SQL is given. */
  String sql(Expression expression, Symbol symbol, String value) {
    return javaFunctions.compiled(expression, Map.of(symbol, value));
  }

  static boolean isKnown(Type type) {
    try {
      DuckTypes.of(type);
      return true;
    } catch (EngineException e) {
      return false;
    }
  }

  /**
   * @param locals names that a lambda or a LET around gives meaning to
   * @param lazy whether a lambda is around, which may never be called
   */
  private record Scope(Set<String> locals, boolean lazy) {
    static final Scope OUTSIDE = new Scope(Set.of(), false);

    Scope with(Iterable<Symbol> symbols, boolean isLazy) {
      Set<String> names = new HashSet<>(locals);
      symbols.forEach(symbol -> names.add(symbol.name()));
      return new Scope(names, lazy || isLazy);
    }
  }

  private final class Inputs extends ExpressionRewriter<Scope> {
    private final Expression root;
    private final Map<Symbol, String> sql = new LinkedHashMap<>();
    private final Map<Expression, Symbol> symbols = new HashMap<>();

    Inputs(Expression root) {
      this.root = root;
    }

    @Override
    protected @Nullable Expression rewriteExpression(
        Expression node, Scope scope, ExpressionTreeRewriter<Scope> rewriter) {
      if (node == root || node instanceof Lambda || node instanceof Bind) {
        return null;
      }
      if (node instanceof Reference reference && scope.locals().contains(reference.name())) {
        return node;
      }
      Constant constant = expressions.fold(node);
      if (constant != null) {
        return constant;
      }
      boolean ready =
          isKnown(node.type())
              && (node instanceof Reference || (!whole && !scope.lazy()))
              && !mentions(node, scope.locals());
      return ready ? input(node) : null;
    }

    private Expression input(Expression node) {
      Symbol symbol =
          symbols.computeIfAbsent(
              node,
              _ -> {
                Symbol made = new Symbol(node.type(), "x" + symbols.size());
                sql.put(made, expressions.sql(node));
                return made;
              });
      return symbol.toSymbolReference();
    }

    @Override
    public Expression rewriteLambda(
        Lambda node, Scope scope, ExpressionTreeRewriter<Scope> rewriter) {
      return new Lambda(
          node.arguments(), rewriter.rewrite(node.body(), scope.with(node.arguments(), true)));
    }

    @Override
    public Expression rewriteLet(Let node, Scope scope, ExpressionTreeRewriter<Scope> rewriter) {
      if (node != root) {
        Expression ready = rewriteExpression(node, scope, rewriter);
        if (ready != null) {
          return ready;
        }
      }
      return new Let(
          node.name(),
          rewriter.rewrite(node.value(), scope),
          rewriter.rewrite(node.body(), scope.with(java.util.List.of(node.name()), false)));
    }

    private static boolean mentions(Expression node, Set<String> names) {
      return !names.isEmpty()
          && ((node instanceof Reference reference && names.contains(reference.name()))
              || node.children().stream().anyMatch(child -> mentions(child, names)));
    }
  }
}
