package io.tarn.sql;

import io.trino.sql.tree.CreateView;
import java.util.List;
import java.util.Locale;

/**
 * EXPLAIN as Athena writes it: Trino's, with options for EXPLAIN ANALYZE, too.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/athena-explain-statement.html">Using
 *     EXPLAIN and EXPLAIN ANALYZE in Athena</a>
 */
final class ExplainParser {
  private final String sql;
  private final List<DdlTokens.Token> tokens;
  private int next;

  private ExplainParser(String sql, List<DdlTokens.Token> tokens) {
    this.sql = sql;
    this.tokens = tokens;
  }

  static Statements.Explain parse(String sql, List<DdlTokens.Token> tokens) {
    return new ExplainParser(sql, tokens).explain();
  }

  private Statements.Explain explain() {
    next = 1;
    boolean analyze = takes("ANALYZE");
    if (analyze) {
      takes("VERBOSE");
    }
    String type = analyze ? "DISTRIBUTED" : "LOGICAL";
    String format = "TEXT";
    // A parenthesis may also begin the query itself.
    if (tokens.get(next).is("(")
        && (tokens.get(next + 1).is("TYPE") || tokens.get(next + 1).is("FORMAT"))) {
      do {
        next++;
        boolean isType = takes("TYPE");
        if (!isType && !takes("FORMAT")) {
          throw mismatch("'FORMAT', 'TYPE'");
        }
        String value = tokens.get(next++).upper();
        if (isType) {
          type = value;
        } else {
          format = value;
        }
      } while (tokens.get(next).is(","));
      if (!takes(")")) {
        throw mismatch("')', ','");
      }
    }
    DdlTokens.Token start = tokens.get(next);
    if (start.kind() == DdlTokens.Kind.END) {
      throw mismatch("<query>");
    }
    // Blanks keep the statement's lines and columns as the caller wrote them.
    String statement =
        sql.substring(0, start.offset()).replaceAll("[^\\n]", " ") + sql.substring(start.offset());
    if (!(Statements.parse(statement) instanceof Statements.Analysed analysed)
        || analysed.statement() instanceof CreateView) {
      throw unsupported("EXPLAIN of this statement");
    }
    if (analyze && analysed.writes()) {
      throw unsupported("EXPLAIN ANALYZE of a statement that writes");
    }
    return new Statements.Explain(analyze, shown(type, analyze), format(format, analyze), analysed);
  }

  private boolean takes(String word) {
    if (tokens.get(next).is(word)) {
      next++;
      return true;
    }
    return false;
  }

  private static Statements.Explain.Shown shown(String name, boolean analyze) {
    return switch (name) {
      case "LOGICAL" -> Statements.Explain.Shown.LOGICAL;
      case "VALIDATE" -> Statements.Explain.Shown.VALIDATE;
      case "IO" -> throw unsupported("EXPLAIN (TYPE IO)");
      case "DISTRIBUTED" -> {
        if (!analyze) {
          throw unsupported("EXPLAIN (TYPE DISTRIBUTED), as a statement runs in one process,");
        }
        yield Statements.Explain.Shown.LOGICAL;
      }
      default -> throw SqlError.invalid("MALFORMED_QUERY", "Unknown EXPLAIN type: " + name);
    };
  }

  private static Statements.Explain.Format format(String name, boolean analyze) {
    return switch (name) {
      case "TEXT" -> Statements.Explain.Format.TEXT;
      case "JSON" -> Statements.Explain.Format.JSON;
      case "GRAPHVIZ" -> {
        if (analyze) {
          throw unsupported("EXPLAIN ANALYZE (FORMAT GRAPHVIZ)");
        }
        yield Statements.Explain.Format.GRAPHVIZ;
      }
      default ->
          throw SqlError.invalid(
              "MALFORMED_QUERY", "Unknown EXPLAIN format: " + name.toLowerCase(Locale.ROOT));
    };
  }

  private static io.tarn.kernel.ServiceError unsupported(String what) {
    return SqlError.invalid("NOT_SUPPORTED", what + " is not supported");
  }

  private DdlTokens.SyntaxError mismatch(String expected) {
    return Statements.mismatch(tokens.get(next), expected);
  }
}
