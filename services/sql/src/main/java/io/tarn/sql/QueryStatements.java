package io.tarn.sql;

import io.tarn.api.athena.ColumnInfo;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.EngineQuery;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SqlEngine;
import io.tarn.sql.spi.WriteSpec;
import io.tarn.sql.spi.WrittenFile;
import io.tarn.store.Objects;
import io.tarn.store.Publication;
import io.trino.spi.type.Type;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.CreateView;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Insert;
import io.trino.sql.tree.Statement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
      String sql,
      StatementContext context,
      Started started) {
    Outcome outcome = new Outcome();
    boolean done = false;
    try {
      long begin = System.nanoTime();
      TrinoFront.Context where = TrinoFront.Context.of(context);
      if (statement instanceof CreateView view) {
        createView(view, sql, where, context, outcome);
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
    Writing writing =
        switch (statement) {
          case CreateTableAsSelect create -> Writing.creation(planned, context);
          case Insert insert -> Writing.insertion(planned, context);
          default -> unload.map(u -> Writing.unload(u, planned, context)).orElse(null);
        };
    String result = context.id() + ".csv";
    ResultFile.checkOutput(context, writing == null ? result : context.id() + "-manifest.csv");
    try (ScanFiles files =
            ScanFiles.resolve(context, new PartitionPruner(planned.functions(), planned.root()));
        Objects.Scratch scratch = context.objects().scratch()) {
      long begin = System.nanoTime();
      EngineQuery query =
          new EngineQuery(planned.root(), files.files(), scratch.directory(), context.bytesMax());
      try (Execution execution = engine.prepare(query, planned.functions())) {
        started.with(execution);
        if (writing == null) {
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
      ResultCsv.write(file, root.getColumnNames().toArray(String[]::new));
      Execution.Scanned scanned = execution.rows(values -> ResultCsv.write(file, values));
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
    long partitions = written.files().stream().map(WrittenFile::partition).distinct().count();
    if (writing.spec().partitionKeys() > 0 && partitions > context.limits().partitionsWritten()) {
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
              + writing.extension();
      context.check("s3:PutObject", place.bucket(), key);
      outcome.outputs.add(
          new Outcome.Output(
              context.objects().stage(context.call(), place.bucket(), key, file.path()),
              Publication.of(
                  context.call(), place.bucket(), key, Optional.of("application/octet-stream"))));
      manifest.append("s3://").append(place.bucket()).append('/').append(key).append('\n');
    }
    writing.effects(context, places, outcome);
    String name = context.id() + "-manifest.csv";
    ResultFile.text(context, outcome, name, manifest.toString());
    outcome.manifestLocation = Optional.of(context.output() + name);
    outcome.outputLocation = Optional.of(context.output() + context.id());
    outcome.columns = List.of(ResultColumns.of("rows", io.trino.spi.type.BigintType.BIGINT));
    ResultFile.metadata(context, outcome, context.id() + ".metadata", outcome.columns);
  }

  private void createView(
      CreateView view,
      String sql,
      TrinoFront.Context where,
      StatementContext context,
      Outcome outcome) {
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
    String query = Statements.viewQuery(sql, view);
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

  /** Where a statement's files go and what the catalog learns of them. */
  private record Writing(
      WriteSpec spec,
      S3Location root,
      List<String> keys,
      String extension,
      Optional<TableInput> creates,
      Optional<LakeTable> inserts) {
    S3Location place(List<@Nullable String> partition) {
      StringBuilder path = new StringBuilder();
      for (int i = 0; i < keys.size(); i++) {
        String value = partition.get(i);
        path.append(keys.get(i)).append('=').append(segment(value)).append('/');
      }
      return root.below(path.toString());
    }

    private static String segment(@Nullable String value) {
      return value == null
          ? "__HIVE_DEFAULT_PARTITION__"
          : URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", " ");
    }

    void effects(
        StatementContext context, Map<List<@Nullable String>, S3Location> places, Outcome outcome) {
      String database;
      String table;
      StorageDescriptor storage;
      if (creates.isPresent()) {
        TableInput input = creates.get();
        database = java.util.Objects.requireNonNull(input.parameters()).getOrDefault("$db", "");
        TableInput clean = withoutMark(input);
        table = input.name();
        storage = java.util.Objects.requireNonNull(input.storageDescriptor());
        outcome.effects.add(
            tx -> context.tables().createTable(tx, context.change(), database, clean));
      } else if (inserts.isPresent()) {
        database = inserts.get().database();
        table = inserts.get().name();
        storage =
            java.util.Objects.requireNonNull(
                context.metastore().find(database, table).orElseThrow().storageDescriptor());
      } else {
        return;
      }
      if (keys.isEmpty() || places.isEmpty()) {
        return;
      }
      CatalogChecks.table(context, "glue:BatchCreatePartition", database, table);
      List<PartitionInput> partitions = new ArrayList<>();
      places.forEach(
          (values, place) ->
              partitions.add(
                  PartitionInput.builder()
                      .values(
                          values.stream()
                              .map(value -> value == null ? "__HIVE_DEFAULT_PARTITION__" : value)
                              .toList())
                      .storageDescriptor(
                          storage.toBuilder().location(stripped(place.toString())).build())
                      .build()));
      // Those that exist already are reported back as errors, which is what is wanted here.
      outcome.effects.add(
          tx ->
              context.tables().createPartitions(tx, context.change(), database, table, partitions));
    }

    private static TableInput withoutMark(TableInput input) {
      Map<String, String> parameters =
          new HashMap<>(java.util.Objects.requireNonNull(input.parameters()));
      parameters.remove("$db");
      return input.toBuilder().parameters(parameters).build();
    }

    private static String stripped(String location) {
      return location.endsWith("/") ? location : location + "/";
    }

    static Writing creation(TrinoFront.Planned planned, StatementContext context) {
      return TableCreation.of(planned, context);
    }

    static Writing insertion(TrinoFront.Planned planned, StatementContext context) {
      LakeTable table = planned.insertTarget();
      CatalogChecks.table(context, "glue:GetTable", table.database(), table.name());
      int keys = table.partitionKeys().size();
      List<String> names = planned.root().getColumnNames();
      S3Location root = location(table.location());
      String delimiter = table.property("field.delim", "\u0001");
      if (table.format() == io.tarn.sql.spi.TableFormat.QUOTED_CSV
          || table.format() == io.tarn.sql.spi.TableFormat.JSON_LINES) {
        throw EngineException.unsupported("INSERT into a table of " + table.format());
      }
      boolean text = table.format() == io.tarn.sql.spi.TableFormat.DELIMITED_TEXT;
      return new Writing(
          new WriteSpec(
              table.format(),
              names,
              keys,
              text
                  ? "none"
                  : table.property("parquet.compression", "snappy").toLowerCase(Locale.ROOT),
              Map.of("field.delim", delimiter)),
          root,
          table.partitionKeys().stream().map(LakeColumn::name).toList(),
          "",
          Optional.empty(),
          Optional.of(table));
    }

    static Writing unload(
        Statements.Unload unload, TrinoFront.Planned planned, StatementContext context) {
      List<String> names = planned.root().getColumnNames();
      List<String> keys = unload.partitionedBy();
      TableCreation.requireLast(names, keys);
      S3Location root = location(unload.location());
      TableCreation.requireEmpty(context, root);
      return new Writing(
          new WriteSpec(
              unload.format(),
              names,
              keys.size(),
              unload.compression(),
              Map.of("field.delim", unload.delimiter())),
          root,
          keys,
          unload.compression().equals("gzip")
                  && unload.format() == io.tarn.sql.spi.TableFormat.DELIMITED_TEXT
              ? ".gz"
              : "",
          Optional.empty(),
          Optional.empty());
    }

    static S3Location location(String text) {
      return S3Location.parse(text)
          .orElseThrow(
              () ->
                  new EngineException("INVALID_TABLE_PROPERTY", "Not an s3:// location: " + text));
    }
  }

  /** CREATE TABLE AS: the properties and what the catalog gets. */
  private static final class TableCreation {
    private TableCreation() {}

    static Writing of(TrinoFront.Planned planned, StatementContext context) {
      TrinoFront.NewTable table = planned.newTable();
      Map<String, Object> properties = table.properties();
      refuse(properties, "bucketed_by", "bucket_count", "table_type", "orc_compression");
      io.tarn.sql.spi.TableFormat format = format(properties);
      boolean text = format == io.tarn.sql.spi.TableFormat.DELIMITED_TEXT;
      String compression = compression(properties);
      List<String> keys = names(properties.get(CreateTableProperties.PARTITIONED_BY));
      List<String> names = table.columns().stream().map(TrinoFront.NewColumn::name).toList();
      requireLast(names, keys);
      S3Location root =
          properties.get(CreateTableProperties.LOCATION) instanceof String location
              ? Writing.location(location)
              : context.output().below("tables/" + context.id() + "/");
      requireEmpty(context, root);
      CatalogChecks.table(context, "glue:CreateTable", table.database(), table.name());
      String delimiter =
          properties.get(CreateTableProperties.FIELD_DELIMITER) instanceof String given
              ? given
              : "\u0001";
      return new Writing(
          new WriteSpec(format, names, keys.size(), compression, Map.of("field.delim", delimiter)),
          root,
          keys,
          text && compression.equals("gzip") ? ".gz" : "",
          Optional.of(input(table, keys, root, text, compression, delimiter)),
          Optional.empty());
    }

    private static TableInput input(
        TrinoFront.NewTable table,
        List<String> keys,
        S3Location root,
        boolean text,
        String compression,
        String delimiter) {
      HiveFormats.Classes classes = HiveFormats.stored(text ? "TEXTFILE" : "PARQUET").orElseThrow();
      List<Column> columns = new ArrayList<>();
      for (TrinoFront.NewColumn column : table.columns()) {
        columns.add(
            Column.builder().name(column.name()).type(hive(column.name(), column.type())).build());
      }
      int data = columns.size() - keys.size();
      Map<String, String> parameters = new HashMap<>();
      parameters.put("EXTERNAL", "TRUE");
      parameters.put("classification", text ? "csv" : "parquet");
      if (!text) {
        parameters.put("parquet.compression", compression.toUpperCase(Locale.ROOT));
      }
      parameters.put("$db", table.database());
      return TableInput.builder()
          .name(table.name())
          .tableType("EXTERNAL_TABLE")
          .parameters(parameters)
          .partitionKeys(columns.subList(data, columns.size()))
          .storageDescriptor(
              StorageDescriptor.builder()
                  .columns(columns.subList(0, data))
                  .location(root.toString())
                  .inputFormat(classes.input())
                  .outputFormat(classes.output())
                  .serdeInfo(
                      SerDeInfo.builder()
                          .serializationLibrary(classes.serde())
                          .parameters(
                              text
                                  ? Map.of(
                                      "field.delim", delimiter, "serialization.format", delimiter)
                                  : Map.of("serialization.format", "1"))
                          .build())
                  .build())
          .build();
    }

    private static String hive(String column, Type type) {
      return HiveTypes.name(type)
          .orElseThrow(
              () ->
                  new EngineException(
                      "NOT_SUPPORTED",
                      "Unsupported Hive type: " + type.getDisplayName() + " of column " + column));
    }

    private static void refuse(Map<String, Object> properties, String... names) {
      for (String name : names) {
        Object value = properties.get(name);
        boolean absent =
            value == null
                || value.equals(List.of())
                || (name.equals("table_type") && "HIVE".equalsIgnoreCase(value.toString()));
        if (!absent) {
          throw EngineException.unsupported("The table property " + name);
        }
      }
    }

    private static io.tarn.sql.spi.TableFormat format(Map<String, Object> properties) {
      String name =
          properties.get(CreateTableProperties.FORMAT) instanceof String given ? given : "PARQUET";
      return switch (name.toUpperCase(Locale.ROOT)) {
        case "PARQUET" -> io.tarn.sql.spi.TableFormat.PARQUET;
        case "TEXTFILE" -> io.tarn.sql.spi.TableFormat.DELIMITED_TEXT;
        default -> throw EngineException.unsupported("CREATE TABLE AS in the format " + name);
      };
    }

    private static String compression(Map<String, Object> properties) {
      Object given = properties.get(CreateTableProperties.WRITE_COMPRESSION);
      if (given == null) {
        given = properties.get(CreateTableProperties.PARQUET_COMPRESSION);
      }
      return given == null ? "gzip" : given.toString().toLowerCase(Locale.ROOT);
    }

    private static List<String> names(@Nullable Object value) {
      return value instanceof List<?> list
          ? list.stream().map(name -> name.toString().toLowerCase(Locale.ROOT)).toList()
          : List.of();
    }

    static void requireLast(List<String> names, List<String> keys) {
      if (keys.size() >= names.size() && !keys.isEmpty()) {
        throw new EngineException(
            "INVALID_TABLE_PROPERTY", "Table contains only partition columns");
      }
      if (!names.subList(names.size() - keys.size(), names.size()).equals(keys)) {
        throw new EngineException(
            "HIVE_COLUMN_ORDER_MISMATCH",
            "Partition keys must be the last columns in the table and in the same order as the"
                + " table properties: "
                + keys.stream().collect(Collectors.joining(", ", "[", "]")));
      }
    }

    static void requireEmpty(StatementContext context, S3Location root) {
      boolean taken =
          context
              .ledger()
              .read(
                  tx ->
                      !context
                          .objects()
                          .list(tx, root.bucket(), root.prefix(), Optional.empty(), 1)
                          .items()
                          .isEmpty());
      if (taken) {
        throw new EngineException(
            "HIVE_PATH_ALREADY_EXISTS", "Target directory for table already exists: " + root);
      }
    }
  }
}
