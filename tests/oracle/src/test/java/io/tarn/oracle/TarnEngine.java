package io.tarn.oracle;

import io.tarn.duckdb.DuckDbEngine;
import io.tarn.sql.Metastore;
import io.tarn.sql.TrinoFront;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.EngineQuery;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SourceFile;
import io.trino.spi.TrinoException;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.optimizations.PlanNodeSearcher;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.PlanNodeId;
import io.trino.sql.planner.plan.TableScanNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The lake's analyzer and engine without the lake. */
final class TarnEngine implements AutoCloseable {
  private final TrinoFront front = new TrinoFront();
  private final DuckDbEngine engine = new DuckDbEngine(new DuckDbEngine.Limits(2000, 8000, 2));
  private final Metastore tables;
  private final Function<LakeTable, List<SourceFile>> files;
  private final Path directory;

  TarnEngine(Metastore tables, Function<LakeTable, List<SourceFile>> files, Path directory) {
    this.tables = tables;
    this.files = files;
    this.directory = directory;
  }

  String answer(String sql) {
    return answer("db", sql, new Answer(sql));
  }

  /** What a statement answers over the tables of a database. */
  String answer(String database, String sql, Answer answer) {
    try {
      return front.plan(
          TrinoFront.parse(sql), List.of(), context(database), planned -> rows(planned, answer));
    } catch (EngineException e) {
      return Answer.error(e.code(), e.message());
    } catch (TrinoException e) {
      return Answer.error(e.getErrorCode().getName(), e.getMessage());
    } catch (ParsingException e) {
      return Answer.error("SYNTAX_ERROR", e.getMessage());
    }
  }

  /** How many columns a statement's answer has. */
  int columns(String database, String sql) {
    return front.plan(
        TrinoFront.parse(sql),
        List.of(),
        context(database),
        planned -> planned.root().getOutputSymbols().size());
  }

  private TrinoFront.Context context(String database) {
    return new TrinoFront.Context(
        tables, Optional.of(database), "tester", Instant.parse("2024-06-15T10:20:30.456Z"));
  }

  private String rows(TrinoFront.Planned planned, Answer answer) {
    List<Symbol> symbols = planned.root().getOutputSymbols();
    for (int i = 0; i < symbols.size(); i++) {
      answer.column(planned.root().getColumnNames().get(i), symbols.get(i).type());
    }
    try (Execution execution =
        engine.prepare(
            new EngineQuery(
                planned.root(),
                filesOf(planned.root()),
                directory.resolve("private"),
                Long.MAX_VALUE,
                "primary"),
            planned.functions())) {
      execution.rows(
          () -> {
            answer.restart();
            return answer::row;
          });
    }
    return answer.toString();
  }

  private Map<PlanNodeId, List<SourceFile>> filesOf(PlanNode root) {
    Map<PlanNodeId, List<SourceFile>> found = new HashMap<>();
    for (PlanNode node : PlanNodeSearcher.searchFrom(root).findAll()) {
      if (node instanceof TableScanNode scan
          && scan.getTable().connectorHandle() instanceof LakeTable table) {
        found.put(scan.getId(), files.apply(table));
      }
    }
    return found;
  }

  @Override
  public void close() {
    engine.close();
    front.close();
  }
}
