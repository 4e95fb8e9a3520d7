package io.tarn.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.trino.sql.tree.Query;
import io.trino.sql.tree.Statement;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs a {@code .sql.test} file: tables first, then statements with the types and rows (or the
 * error) that must come of them. The answer is the whole file again with what really came.
 */
final class CaseRunner {
  private final TrinoFront front;
  private final DuckDbEngine engine;
  private final Path directory;

  CaseRunner(TrinoFront front, DuckDbEngine engine, Path directory) {
    this.front = front;
    this.engine = engine;
    this.directory = directory;
  }

  String run(String text) throws IOException, SQLException {
    CaseLake lake = new CaseLake(front.types(), directory);
    StringBuilder answer = new StringBuilder();
    String table = "";
    List<String> lines = text.lines().toList();
    int i = 0;
    while (i < lines.size()) {
      String line = lines.get(i++);
      answer.append(line).append('\n');
      if (line.startsWith("@table ")) {
        table = lake.declare(line.substring(7));
      } else if (line.startsWith("@file") || line.startsWith("@hex")) {
        StringBuilder content = new StringBuilder();
        while (i < lines.size() && !lines.get(i).equals("@end")) {
          content.append(lines.get(i)).append('\n');
          answer.append(lines.get(i++)).append('\n');
        }
        answer.append(lines.get(i++)).append('\n');
        if (line.startsWith("@hex")) {
          lake.bytes(
              table,
              line.substring(4).strip(),
              HexFormat.of().parseHex(content.toString().replaceAll("\\s", "")));
        } else {
          lake.file(table, line.substring(5).strip(), content.toString());
        }
      } else if (line.startsWith(">")) {
        StringBuilder sql = new StringBuilder(line.substring(1).strip());
        while (i < lines.size() && lines.get(i).startsWith(">")) {
          sql.append('\n').append(lines.get(i).substring(1).strip());
          answer.append(lines.get(i++)).append('\n');
        }
        while (i < lines.size() && !lines.get(i).isEmpty()) {
          i++;
        }
        answer.append(outcome(sql.toString(), lake));
      }
    }
    assertThat(lake.touched()).as("files that a statement made or changed").isEmpty();
    return answer.toString();
  }

  private String outcome(String sql, CaseLake lake) {
    try {
      Statement statement = TrinoFront.parse(sql);
      if (!(statement instanceof Query)) {
        return "!! not a query: " + statement.getClass().getSimpleName() + "\n";
      }
      return front.plan(
          statement,
          List.of(),
          new TrinoFront.Context(
              lake, Optional.of("db"), "tester", Instant.parse("2024-06-15T10:20:30.456Z")),
          planned -> rows(planned, lake));
    } catch (EngineException e) {
      return "!! " + e.code() + ": " + e.message() + "\n";
    } catch (TrinoException e) {
      return "!! " + e.getErrorCode().getName() + ": " + e.getMessage() + "\n";
    } catch (ParsingException e) {
      return "!! SYNTAX_ERROR: " + e.getMessage() + "\n";
    }
  }

  private String rows(TrinoFront.Planned planned, CaseLake lake) {
    Map<PlanNodeId, List<SourceFile>> files = new HashMap<>();
    for (PlanNode node :
        PlanNodeSearcher.searchFrom(planned.root())
            .where(TableScanNode.class::isInstance)
            .findAll()) {
      TableScanNode scan = (TableScanNode) node;
      if (scan.getTable().connectorHandle() instanceof LakeTable table) {
        files.put(scan.getId(), lake.filesOf(table));
      }
    }
    StringBuilder answer = new StringBuilder();
    List<Symbol> symbols = planned.root().getOutputSymbols();
    List<String> heads = new ArrayList<>();
    for (int i = 0; i < symbols.size(); i++) {
      heads.add(
          planned.root().getColumnNames().get(i) + " " + symbols.get(i).type().getDisplayName());
    }
    answer.append(String.join(", ", heads)).append('\n');
    try (Execution execution =
        engine.prepare(
            new EngineQuery(
                planned.root(), files, directory.resolve("private"), Long.MAX_VALUE, "primary"),
            planned.functions())) {
      int head = answer.length();
      execution.rows(
          () -> {
            answer.setLength(head);
            return values ->
                answer
                    .append(
                        java.util.Arrays.stream(values)
                            .map(value -> value == null ? "NULL" : '"' + value + '"')
                            .collect(Collectors.joining(",")))
                    .append('\n');
          });
    }
    return answer.toString();
  }
}
