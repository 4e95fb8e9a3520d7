package io.tarn.duckdb;

import io.tarn.sql.Metastore;
import io.tarn.sql.TrinoFront;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.EngineQuery;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SourceFile;
import io.tarn.sql.spi.TableFormat;
import io.trino.spi.connector.ConnectorViewDefinition;
import io.trino.sql.planner.optimizations.PlanNodeSearcher;
import io.trino.sql.planner.plan.PlanNodeId;
import io.trino.sql.planner.plan.TableScanNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One table {@code t} over files of any bytes. */
final class FormatLake implements Metastore, AutoCloseable {
  final TrinoFront front = new TrinoFront();
  final DuckDbEngine engine = new DuckDbEngine(new DuckDbEngine.Limits(2000, 8000, 2));
  private final Path directory;
  private LakeTable table;
  private final List<SourceFile> files = new ArrayList<>();

  FormatLake(Path directory) {
    this.directory = directory;
    this.table = of(TableFormat.ORC, List.of(), Map.of());
  }

  private static LakeTable of(
      TableFormat format, List<LakeColumn> columns, Map<String, String> properties) {
    return new LakeTable("db", "t", format, "s3://b/t/", properties, columns, List.of());
  }

  /** Declares the table anew; {@code name type} for each column. */
  void declare(TableFormat format, Map<String, String> properties, String... columns) {
    List<LakeColumn> declared = new ArrayList<>();
    for (String column : columns) {
      int space = column.indexOf(' ');
      declared.add(
          new LakeColumn(
              column.substring(0, space),
              front.types().fromSqlType(column.substring(space + 1)),
              declared.size(),
              false));
    }
    table = of(format, declared, properties);
    files.clear();
  }

  void file(String name, byte[] bytes) throws IOException {
    Path path = directory.resolve(files.size() + "-" + System.nanoTime() + "-" + name);
    Files.write(path, bytes);
    files.add(
        new SourceFile(
            path,
            "s3://b/t/" + name,
            bytes.length,
            path.toString(),
            Instant.EPOCH,
            table,
            List.of()));
  }

  LakeTable table() {
    return table;
  }

  /** Each row as Athena prints its values, or the error. */
  List<String> rows(String sql) {
    List<String> rows = new ArrayList<>();
    try {
      run(
          sql,
          execution ->
              execution.rows(
                  () -> {
                    rows.clear();
                    return values -> rows.add(Arrays.toString(values));
                  }));
      return rows;
    } catch (EngineException e) {
      return List.of(e.code() + ": " + e.message());
    }
  }

  void run(String sql, Consumer<Execution> action) {
    front.plan(
        TrinoFront.parse(sql),
        List.of(),
        new TrinoFront.Context(this, Optional.of("db"), "tester", Instant.EPOCH),
        planned -> {
          Map<PlanNodeId, List<SourceFile>> sources = new HashMap<>();
          PlanNodeSearcher.searchFrom(planned.root())
              .where(TableScanNode.class::isInstance)
              .findAll()
              .forEach(node -> sources.put(node.getId(), List.copyOf(files)));
          try (Execution execution =
              engine.prepare(
                  new EngineQuery(
                      planned.root(),
                      sources,
                      directory.resolve("private"),
                      Long.MAX_VALUE,
                      "primary"),
                  planned.functions())) {
            action.accept(execution);
          }
          return true;
        });
  }

  @Override
  public boolean databaseExists(String database) {
    return database.equals("db");
  }

  @Override
  public List<String> listDatabases() {
    return List.of("db");
  }

  @Override
  public List<String> listTables(String database) {
    return List.of("t");
  }

  @Override
  public Map<String, List<LakeColumn>> listColumns(String database) {
    return Map.of("t", table.columns());
  }

  @Override
  public Map<String, ConnectorViewDefinition> listViews(String database) {
    return Map.of();
  }

  @Override
  public Optional<LakeTable> findTable(String database, String name) {
    return name.equals("t") ? Optional.of(table) : Optional.empty();
  }

  @Override
  public Optional<ConnectorViewDefinition> findView(String database, String view) {
    return Optional.empty();
  }

  @Override
  public void close() {
    engine.close();
    front.close();
  }
}
