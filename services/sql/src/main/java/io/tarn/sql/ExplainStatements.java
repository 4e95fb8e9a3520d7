package io.tarn.sql;

import io.tarn.sql.spi.EngineQuery;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.Functions;
import io.tarn.sql.spi.SqlEngine;
import io.tarn.store.Objects;
import io.trino.cost.StatsAndCosts;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.VarcharType;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.planprinter.PlanPrinter;
import io.trino.sql.tree.Expression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Shows what a statement does: Trino's logical plan, and with ANALYZE also what the engine made of
 * it and what each of its steps took. The first reads no object; the second runs the query.
 */
final class ExplainStatements {
  private final TrinoFront front;
  private final SqlEngine engine;

  ExplainStatements(TrinoFront front, SqlEngine engine) {
    this.front = front;
    this.engine = engine;
  }

  Outcome run(
      Statements.Explain explain,
      List<Expression> values,
      StatementContext context,
      QueryStatements.Started started) {
    Outcome outcome = new Outcome();
    boolean done = false;
    try {
      String name = context.id() + ".txt";
      ResultFile.checkOutput(context, name);
      String text =
          front.plan(
              explain.statement().statement(),
              values,
              TrinoFront.Context.of(context),
              planned -> text(explain, planned, context, outcome, started));
      boolean valid = explain.shown() == Statements.Explain.Shown.VALIDATE;
      String column = valid ? "Valid" : "Query Plan";
      outcome.columns =
          List.of(ResultColumns.of(column, valid ? BooleanType.BOOLEAN : VarcharType.VARCHAR));
      ResultFile.text(context, outcome, name, column + "\n" + text);
      outcome.outputLocation = Optional.of(context.output() + name);
      ResultFile.metadata(context, outcome, name + ".metadata", outcome.columns);
      done = true;
      return outcome;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!done) {
        outcome.close();
      }
    }
  }

  private String text(
      Statements.Explain explain,
      TrinoFront.Planned planned,
      StatementContext context,
      Outcome outcome,
      QueryStatements.Started started) {
    if (explain.shown() == Statements.Explain.Shown.VALIDATE) {
      return "true\n";
    }
    if (!explain.analyze()) {
      return logical(explain.format(), planned);
    }
    boolean json = explain.format() == Statements.Explain.Format.JSON;
    try (ScanFiles files = ScanFiles.resolve(context, planned.functions(), planned.root());
        Objects.Scratch scratch = context.objects().scratch()) {
      EngineQuery query = context.query(planned.root(), files, scratch);
      try (Execution execution = engine.prepare(query, planned.functions())) {
        started.with(execution);
        Execution.Analyzed analyzed = execution.analyze(json);
        outcome.bytesScanned = analyzed.bytes();
        return json
            ? analyzed.profile()
            : logical(explain.format(), planned)
                + "\nRun by "
                + engine.name()
                + ", "
                + analyzed.bytes()
                + " bytes read:\n\n"
                + analyzed.profile();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String logical(Statements.Explain.Format format, TrinoFront.Planned planned) {
    Functions functions = planned.functions();
    OutputNode root = planned.root();
    return switch (format) {
      case TEXT ->
          PlanPrinter.textLogicalPlan(
              root,
              functions.context().getMetadata(),
              functions.context().getFunctionManager(),
              StatsAndCosts.empty(),
              functions.session(),
              0,
              false);
      case JSON ->
          PlanPrinter.jsonLogicalPlan(
              root,
              functions.session(),
              functions.context().getMetadata(),
              functions.context().getFunctionManager(),
              StatsAndCosts.empty());
      case GRAPHVIZ -> PlanPrinter.graphvizLogicalPlan(root);
    };
  }
}
