package io.tarn.oracle;

import io.tarn.duckdb.DuckDbEngine;
import io.tarn.sql.Metastore;
import io.tarn.sql.TrinoFront;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.EngineQuery;
import io.tarn.sql.spi.Execution;
import io.trino.spi.TrinoException;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.planner.Symbol;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lake's analyzer and engine without the lake. */
final class TarnEngine implements AutoCloseable {
  private final TrinoFront front = new TrinoFront();
  private final DuckDbEngine engine = new DuckDbEngine(new DuckDbEngine.Limits(500, 2));
  private final Metastore tables;
  private final Path directory;

  TarnEngine(Metastore tables, Path directory) {
    this.tables = tables;
    this.directory = directory;
  }

  String answer(String sql) {
    try {
      return front.plan(
          TrinoFront.parse(sql),
          List.of(),
          new TrinoFront.Context(
              tables, Optional.of("db"), "tester", Instant.parse("2024-06-15T10:20:30.456Z")),
          planned -> rows(sql, planned));
    } catch (EngineException e) {
      return Answer.error(e.code(), e.message());
    } catch (TrinoException e) {
      return Answer.error(e.getErrorCode().getName(), e.getMessage());
    } catch (ParsingException e) {
      return Answer.error("SYNTAX_ERROR", e.getMessage());
    }
  }

  private String rows(String sql, TrinoFront.Planned planned) {
    Answer answer = new Answer(sql);
    List<Symbol> symbols = planned.root().getOutputSymbols();
    for (int i = 0; i < symbols.size(); i++) {
      answer.column(planned.root().getColumnNames().get(i), symbols.get(i).type());
    }
    try (Execution execution =
        engine.prepare(
            new EngineQuery(planned.root(), Map.of(), directory.resolve("private"), Long.MAX_VALUE),
            planned.functions())) {
      execution.rows(answer::row);
    }
    return answer.toString();
  }

  @Override
  public void close() {
    engine.close();
    front.close();
  }
}
