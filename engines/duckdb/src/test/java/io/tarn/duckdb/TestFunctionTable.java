package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.sql.TrinoFront;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.Functions;
import io.trino.spi.TrinoException;
import io.trino.spi.function.FunctionKind;
import io.trino.spi.function.FunctionMetadata;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Expression;
import io.trino.sql.planner.ExpressionExtractor;
import io.trino.sql.planner.optimizations.PlanNodeSearcher;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.WindowNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of functions in docs/FUNCTIONS.md: every function of Trino, whose code computes it and
 * how many statements that a real Trino answered prove it. {@code UPDATE=1} in the environment
 * rewrites it.
 */
class TestFunctionTable {
  private static final Path ROOT = Path.of("../..");
  private static final Path ANSWERS = ROOT.resolve("tests/oracle/src/test/resources/answers");
  private static final Path TABLE = ROOT.resolve("docs/FUNCTIONS.md");
  private static final Pattern NAME = Pattern.compile("\\b([a-z_][a-z_0-9]*)\\(");

  /** Planning every statement would say no more. */
  private static final int PLANNED_EACH = 6;

  private final TreeMap<String, Use> uses = new TreeMap<>();

  /** What plans call a function that has several names. */
  private final Map<String, String> canonical = new HashMap<>();

  private static final class Use {
    private final FunctionKind kind;
    private final Set<String> by = new TreeSet<>();
    private int planned;
    private int statements;

    Use(FunctionKind kind) {
      this.kind = kind;
    }
  }

  @Test
  void isWhatTheTranslatorDoes(@TempDir Path directory) throws Exception {
    try (TrinoFront front = new TrinoFront();
        DuckDBConnection connection =
            (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:")) {
      CaseLake lake = new CaseLake(front.types(), directory);
      plan(front, lake, "SELECT 1", planned -> listAll(planned.functions()));
      JavaFunctions.Registry registry = new JavaFunctions.Registry();
      for (String sql : statements()) {
        if (wanted(sql)) {
          plan(front, lake, sql, planned -> look(planned, connection, registry));
        }
      }
    }
    String text = text();
    if (System.getenv("UPDATE") != null) {
      Files.writeString(TABLE, text);
    }
    assertThat(Files.readString(TABLE)).isEqualTo(text);
    assertThat(works() * 100).isGreaterThanOrEqualTo(uses.size() * 95L);
  }

  @FunctionalInterface
  private interface Look {
    void at(TrinoFront.Planned planned) throws SQLException;
  }

  private static void plan(TrinoFront front, CaseLake lake, String sql, Look look) {
    try {
      front.plan(
          TrinoFront.parse(sql),
          List.of(),
          new TrinoFront.Context(lake, Optional.of("db"), "tester", Instant.EPOCH),
          planned -> {
            try {
              look.at(planned);
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
            return true;
          });
    } catch (TrinoException | io.trino.sql.parser.ParsingException e) {
      // Statements that must fail stand among the others.
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  /** The statements, with their files' definitions, that have an answer. */
  private static List<String> statements() throws IOException {
    List<String> statements = new ArrayList<>();
    try (Stream<Path> files = Files.list(ANSWERS)) {
      for (Path file : files.sorted().toList()) {
        List<String> with = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
          String line = lines.get(i);
          if (line.startsWith("@with ")) {
            with.add(line.substring(6));
          } else if (line.startsWith("> ") && !lines.get(i + 1).startsWith("!!")) {
            boolean own = with.isEmpty() || line.startsWith("> WITH ");
            statements.add(
                own
                    ? line.substring(2)
                    : "WITH " + String.join(", ", with) + " " + line.substring(2));
          }
        }
      }
    }
    return statements;
  }

  private void listAll(Functions functions) {
    for (FunctionMetadata function :
        functions.context().getMetadata().listGlobalFunctions(functions.session())) {
      if (!function.isHidden() && !function.isMethod()) {
        for (String name : function.getNames()) {
          uses.putIfAbsent(name, new Use(function.getKind()));
          canonical.put(name, function.getCanonicalName());
        }
      }
    }
  }

  private boolean wanted(String sql) {
    boolean wanted = false;
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(sql.substring(sql.lastIndexOf("SELECT ")));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    matcher = NAME.matcher(sql);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    for (String name : names) {
      Use use = uses.get(name);
      if (use != null) {
        use.statements++;
        wanted |= use.planned < PLANNED_EACH;
      }
    }
    return wanted;
  }

  private void look(
      TrinoFront.Planned planned, DuckDBConnection connection, JavaFunctions.Registry registry) {
    Functions functions = planned.functions();
    JavaFunctions java = new JavaFunctions(connection, functions, registry);
    Expressions expressions = Expressions.fast(functions, java);
    for (Expression expression : ExpressionExtractor.extractExpressions(planned.root())) {
      look(expression, expressions);
    }
    Aggregates aggregates =
        new Aggregates(expressions, java, new TrinoAggregates(expressions, java, functions));
    for (PlanNode node : PlanNodeSearcher.searchFrom(planned.root()).findAll()) {
      if (node instanceof AggregationNode aggregation) {
        aggregation
            .getAggregations()
            .values()
            .forEach(
                call ->
                    note(
                        call.getResolvedFunction().name().functionName(),
                        aggregates.sql(call, aggregation.getSource())));
      } else if (node instanceof WindowNode window) {
        window
            .getWindowFunctions()
            .values()
            .forEach(
                call ->
                    note(
                        call.getResolvedFunction().name().functionName(),
                        aggregates.window(call, window.getSource(), "")));
      }
    }
  }

  private void look(Expression expression, Expressions expressions) {
    if (expression instanceof Call call) {
      String name = call.function().name().functionName();
      if (uses.containsKey(name) && TrinoExpressions.isKnown(call.type())) {
        try {
          note(name, expressions.sql(call));
        } catch (EngineException e) {
          assertThat(e.code()).isEqualTo("NOT_SUPPORTED");
        }
      }
    }
    expression.children().forEach(child -> look(child, expressions));
  }

  private void note(String name, String sql) {
    Use use = uses.get(name.replace("$", ""));
    if (use != null) {
      use.planned++;
      use.by.add(sql.startsWith("trino_") ? "Trino" : "DuckDB");
    }
  }

  private long works() {
    return uses.keySet().stream().filter(name -> !computedBy(name).isEmpty()).count();
  }

  /** Whose code computes a function that a real Trino was asked for under this name. */
  private Set<String> computedBy(String name) {
    Use use = requireNonNull(uses.get(name));
    Use same = uses.get(requireNonNull(canonical.get(name)));
    return use.by.isEmpty() && use.statements > 0 && same != null ? same.by : use.by;
  }

  private String text() {
    StringBuilder text =
        new StringBuilder(
            """
            # Functions

            Every function of Trino 483's own library, the dialect of Athena's engine version 3. *DuckDB* computes a function natively where it gives the same; *Trino* means
            Trino's own code on DuckDB's rows; both where it depends on the types or on which arguments are written out. The last column counts the
            statements in `tests/oracle` that a real Trino answered and that name the function. `TestFunctionTable` compares this table with the code,
            `TestTrinoAnswers` the answers.

            """);
    text.append(works()).append(" of ").append(uses.size()).append(" functions work.\n");
    text.append(
        "Geospatial functions (`ST_*` and their kin), which are a plugin of Trino's, are refused by"
            + " name.\n\n");
    text.append("| function | kind | computed by | statements |\n|---|---|---|---|\n");
    for (Map.Entry<String, Use> entry : uses.entrySet()) {
      Use use = entry.getValue();
      text.append("| ")
          .append(entry.getKey())
          .append(" | ")
          .append(requireNonNull(use.kind).name().toLowerCase(java.util.Locale.ROOT))
          .append(" | ")
          .append(
              computedBy(entry.getKey()).isEmpty()
                  ? "not proved"
                  : String.join(", ", computedBy(entry.getKey())))
          .append(" | ")
          .append(use.statements)
          .append(" |\n");
    }
    return text.toString();
  }
}
