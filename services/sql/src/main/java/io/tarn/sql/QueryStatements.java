package io.tarn.sql;

import io.tarn.api.athena.ColumnInfo;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.EngineQuery;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.SqlEngine;
import io.tarn.sql.spi.WrittenFile;
import io.tarn.store.Objects;
import io.tarn.store.Publication;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.CreateView;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Insert;
import io.trino.sql.tree.Statement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs what Trino analyses: queries, CREATE TABLE AS, INSERT, UNLOAD and CREATE VIEW. */
final class QueryStatements {
  private final TrinoFront front;
  private final SqlEngine engine;

  QueryStatements(TrinoFront front, SqlEngine engine) {
    this.front = front;
    this.engine = engine;
  }

  /** Told which execution can be cancelled now. */
  @FunctionalInterface
  interface Started {
    void with(Execution execution);
  }

  Outcome run(
      Statement statement,
      List<Expression> values,
      Optional<Statements.Unload> unload,
      StatementContext context,
      Started started) {
    Outcome outcome = new Outcome();
    boolean done = false;
    try {
      long begin = System.nanoTime();
      TrinoFront.Context where = TrinoFront.Context.of(context);
      if (statement instanceof CreateView view) {
        createView(view, where, context, outcome);
      } else {
        front.plan(
            statement,
            values,
            where,
            planned -> {
              outcome.planningMillis = millisSince(begin);
              if (planned.isNothing()) {
                return true;
              }
              execute(statement, unload, planned, context, outcome, started);
              return true;
            });
      }
      done = true;
      return outcome;
    } finally {
      if (!done) {
        outcome.close();
      }
    }
  }

  Outcome optimize(Statements.Optimize optimize, StatementContext context, Started started) {
    Outcome outcome = new Outcome();
    boolean done = false;
    try {
      new IcebergUpkeep(context, outcome).optimize(optimize, front, engine, started);
      String name = context.id() + ".txt";
      ResultFile.checkOutput(context, name);
      ResultFile.text(context, outcome, name, "");
      ResultFile.metadata(context, outcome, name + ".metadata", List.of());
      outcome.outputLocation = Optional.of(context.output() + name);
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

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private void execute(
      Statement statement,
      Optional<Statements.Unload> unload,
      TrinoFront.Planned planned,
      StatementContext context,
      Outcome outcome,
      Started started) {
    Optional<IcebergChanges.Step> iceberg = IcebergChanges.of(statement, planned, context, outcome);
    Writing writing =
        iceberg.isPresent()
            ? null
            : switch (statement) {
              case CreateTableAsSelect create -> TableCreation.of(planned, context);
              case Insert insert -> Writing.insertion(planned, context);
              default -> unload.map(u -> Writing.unload(u, planned, context)).orElse(null);
            };
    String result = context.id() + ".csv";
    boolean isQuery = writing == null && iceberg.isEmpty();
    ResultFile.checkOutput(context, isQuery ? result : context.id() + "-manifest.csv");
    try (ScanFiles files = ScanFiles.resolve(context, planned.functions(), planned.root());
        Objects.Scratch scratch = context.objects().scratch()) {
      long begin = System.nanoTime();
      EngineQuery query = context.query(planned.root(), files, scratch);
      try (Execution execution = engine.prepare(query, planned.functions())) {
        started.with(execution);
        if (iceberg.isPresent()) {
          iceberg.get().run(execution, files);
        } else if (writing == null) {
          select(planned.root(), execution, context, outcome, result);
        } else {
          write(writing, execution, context, outcome);
        }
      }
      outcome.engineMillis = millisSince(begin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void select(
      OutputNode root,
      Execution execution,
      StatementContext context,
      Outcome outcome,
      String result)
      throws IOException {
    List<ColumnInfo> columns = new ArrayList<>();
    List<Symbol> symbols = root.getOutputSymbols();
    for (int i = 0; i < symbols.size(); i++) {
      columns.add(ResultColumns.of(root.getColumnNames().get(i), symbols.get(i).type()));
    }
    try (ResultFile file = new ResultFile(context.objects())) {
      Execution.Scanned scanned =
          execution.rows(
              () -> {
                file.restart();
                ResultCsv.write(file, root.getColumnNames().toArray(String[]::new));
                return values -> ResultCsv.write(file, values);
              });
      outcome.bytesScanned = scanned.bytes();
      outcome.outputRows = scanned.rows();
      ResultFile.publish(
          context, outcome, result, file.stage(context, result), "application/octet-stream");
    }
    outcome.columns = columns;
    outcome.outputLocation = Optional.of(context.output() + result);
    ResultFile.metadata(context, outcome, result + ".metadata", columns);
  }

  private static void write(
      Writing writing, Execution execution, StatementContext context, Outcome outcome)
      throws IOException {
    Execution.Written written = execution.write(writing.spec());
    long open =
        written.files().stream()
            .map(file -> List.of(file.partition(), file.bucket()))
            .distinct()
            .count();
    if (open > context.limits().partitionsWritten()) {
      throw new EngineException(
          "HIVE_TOO_MANY_OPEN_PARTITIONS",
          "Exceeded limit of "
              + context.limits().partitionsWritten()
              + " open writers for partitions/buckets");
    }
    outcome.bytesScanned = written.bytes();
    outcome.outputRows = written.rows();
    outcome.updateCount = Optional.of(written.rows());
    StringBuilder manifest = new StringBuilder();
    Map<List<@Nullable String>, S3Location> places = new LinkedHashMap<>();
    int number = 0;
    for (WrittenFile file : written.files()) {
      if (file.rows() == 0) {
        continue;
      }
      S3Location place = writing.place(file.partition());
      places.put(file.partition(), place);
      String key =
          place.prefix()
              + context.id().replace("-", "_")
              + "_"
              + String.format(Locale.ROOT, "%05d", number++)
              + (file.bucket().isPresent()
                  ? String.format(Locale.ROOT, "_bucket-%05d", file.bucket().getAsInt())
                  : "")
              + writing.extension();
      context.check("s3:PutObject", place.bucket(), key);
      outcome.outputs.add(
          new Outcome.Output(
              context
                  .objects()
                  .stage(context.call(), place.bucket(), key, file.path(), context.encryption()),
              Publication.of(
                  context.call(), place.bucket(), key, Optional.of("application/octet-stream"))));
      manifest.append("s3://").append(place.bucket()).append('/').append(key).append('\n');
    }
    writing.effects(context, places, outcome);
    written(context, outcome, manifest.toString());
  }

  /** What a statement that writes rows leaves at its output location. */
  static void written(StatementContext context, Outcome outcome, String manifest)
      throws IOException {
    String name = context.id() + "-manifest.csv";
    ResultFile.text(context, outcome, name, manifest);
    outcome.manifestLocation = Optional.of(context.output() + name);
    outcome.outputLocation = Optional.of(context.output() + context.id());
    outcome.columns = List.of(ResultColumns.of("rows", io.trino.spi.type.BigintType.BIGINT));
    ResultFile.metadata(context, outcome, context.id() + ".metadata", outcome.columns);
  }

  private void createView(
      CreateView view, TrinoFront.Context where, StatementContext context, Outcome outcome) {
    List<String> parts = view.getName().getParts();
    String name = parts.getLast();
    String database =
        parts.size() > 1 ? parts.get(parts.size() - 2) : context.databaseOf(Optional.empty());
    List<Views.Column> columns =
        front.analyse(
            view,
            where,
            analysis ->
                analysis.getOutputDescriptor(view.getQuery()).getVisibleFields().stream()
                    .map(
                        field ->
                            new Views.Column(
                                field.getName().orElse(""), field.getType().getDisplayName()))
                    .toList());
    // Trino keeps a view's query as its formatter writes it.
    String query = TrinoFront.formatted(view.getQuery());
    TableInput input =
        TableInput.builder()
            .name(name)
            .tableType("VIRTUAL_VIEW")
            .viewOriginalText(Views.encode(query, database, columns))
            .viewExpandedText("/* Presto View */")
            .parameters(Map.of("presto_view", "true", "comment", "Presto View"))
            .partitionKeys(List.of())
            .storageDescriptor(
                StorageDescriptor.builder()
                    .columns(
                        columns.stream()
                            .map(
                                column ->
                                    Column.builder()
                                        .name(column.name())
                                        .type(glueType(column.type()))
                                        .build())
                            .toList())
                    .location("")
                    .serdeInfo(SerDeInfo.builder().build())
                    .build())
            .build();
    Optional<Table> existing = context.metastore().find(database, name);
    CatalogChecks.table(
        context, existing.isPresent() ? "glue:UpdateTable" : "glue:CreateTable", database, name);
    if (existing.isPresent() && !view.isReplace()) {
      throw new EngineException(
          "TABLE_ALREADY_EXISTS", "View already exists: " + database + "." + name);
    }
    if (existing.isPresent() && !LedgerMetastore.isView(existing.get())) {
      throw new EngineException(
          "TABLE_ALREADY_EXISTS", "Table already exists: " + database + "." + name);
    }
    if (existing.isPresent() && LedgerMetastore.isIcebergView(existing.get())) {
      // Its versions would be lost to the clients that wrote them.
      throw new EngineException(
          "NOT_SUPPORTED",
          "Iceberg view " + database + "." + name + " is replaced through Iceberg's catalog only");
    }
    outcome.effects.add(
        tx -> {
          if (context.tables().findTable(tx, context.region(), database, name).isPresent()) {
            context.tables().updateTable(tx, context.change(), database, input);
          } else {
            context.tables().createTable(tx, context.change(), database, input);
          }
        });
  }

  private String glueType(String trino) {
    return HiveTypes.name(front.types().fromSqlType(trino)).orElse("string");
  }
}
