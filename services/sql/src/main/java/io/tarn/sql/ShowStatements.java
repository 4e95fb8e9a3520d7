package io.tarn.sql;

import io.tarn.api.athena.ColumnInfo;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.catalog.delta.DeltaGlue;
import io.tarn.ledger.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SHOW and DESCRIBE, in the lines Athena prints. */
final class ShowStatements {
  /** A DDL statement's answer: each line is one row. */
  record Answer(List<ColumnInfo> columns, List<String> lines) {
    String text() {
      StringBuilder text = new StringBuilder();
      lines.forEach(line -> text.append(line).append('\n'));
      return text.toString();
    }
  }

  Answer run(Ddl ddl, StatementContext context) {
    return switch (ddl) {
      case Ddl.ShowDatabases d ->
          new Answer(
              List.of(ResultColumns.text("database_name")),
              context.metastore().listDatabases().stream().filter(matching(d.pattern())).toList());
      case Ddl.ShowTables d -> names("tab_name", d.database(), d.pattern(), false, context);
      case Ddl.ShowViews d -> names("views", d.database(), d.pattern(), true, context);
      case Ddl.ShowColumns d -> showColumns(DdlStatements.load(d.name(), context));
      case Ddl.ShowPartitions d -> showPartitions(d, context);
      case Ddl.ShowCreateTable d when IcebergDdl.concerns(d.name(), context) ->
          showIceberg(d.name(), context);
      case Ddl.ShowCreateTable d -> showCreateTable(DdlStatements.load(d.name(), context));
      case Ddl.ShowCreateView d -> showCreateView(DdlStatements.load(d.name(), context));
      case Ddl.ShowProperties d -> showProperties(d, context);
      case Ddl.Describe d -> describe(d, DdlStatements.load(d.name(), context));
      default -> throw new IllegalArgumentException("Not a SHOW statement: " + ddl);
    };
  }

  /** Hive's patterns: {@code *} for anything, {@code |} between choices. */
  private static Predicate<String> matching(Optional<String> pattern) {
    if (pattern.isEmpty()) {
      return name -> true;
    }
    StringBuilder regex = new StringBuilder();
    for (char c : pattern.get().toCharArray()) {
      regex.append(
          switch (c) {
            case '*' -> ".*";
            case '|' -> "|";
            case '.' -> ".";
            default -> Pattern.quote(String.valueOf(c));
          });
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE).asMatchPredicate();
  }

  private static Answer names(
      String column,
      Optional<String> database,
      Optional<String> pattern,
      boolean views,
      StatementContext context) {
    String name = context.databaseOf(database);
    if (!context.metastore().databaseExists(name)) {
      throw StatementFailure.hive(
          "SemanticException [Error 10072]: Database does not exist: " + name);
    }
    List<String> lines =
        context.metastore().tablesOf(name).stream()
            .filter(table -> !views || LedgerMetastore.isView(table))
            .map(Table::name)
            .filter(matching(pattern))
            .toList();
    return new Answer(List.of(ResultColumns.text(column)), lines);
  }

  private static List<Column> columns(@Nullable List<Column> columns) {
    return columns == null ? List.of() : columns;
  }

  private static List<Column> dataColumns(Table table) {
    return table.storageDescriptor() == null
        ? List.of()
        : columns(table.storageDescriptor().columns());
  }

  private static Answer showColumns(Table table) {
    List<String> lines = new ArrayList<>();
    dataColumns(table).forEach(column -> lines.add(padded(column.name())));
    columns(table.partitionKeys()).forEach(column -> lines.add(padded(column.name())));
    return new Answer(List.of(ResultColumns.text("field")), lines);
  }

  private static Answer showPartitions(Ddl.ShowPartitions ddl, StatementContext context) {
    Table table = DdlStatements.load(ddl.name(), context);
    if (columns(table.partitionKeys()).isEmpty()) {
      throw StatementFailure.hive(
          "Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Table "
              + table.name()
              + " is not a partitioned table");
    }
    String database = context.databaseOf(ddl.name().database());
    CatalogChecks.table(context, "glue:GetPartitions", database, table.name());
    if (DeltaGlue.isDelta(table)) {
      return new Answer(
          List.of(ResultColumns.text("partition")), DeltaDdl.partitions(database, table, context));
    }
    List<String> lines = new ArrayList<>();
    Pages.forEach(
        context.ledger(),
        context.partitionsOf(database, table.name()),
        partition ->
            lines.add(
                DdlStatements.partitionName(
                    table, partition.values() == null ? List.of() : partition.values())));
    return new Answer(List.of(ResultColumns.text("partition")), lines);
  }

  private static String padded(String text) {
    return text.length() >= 20 ? text : text + " ".repeat(20 - text.length());
  }

  private static Answer describe(Ddl.Describe ddl, Table table) {
    List<ColumnInfo> heads =
        List.of(
            ResultColumns.text("col_name"),
            ResultColumns.text("data_type"),
            ResultColumns.text("comment"));
    List<String> lines = new ArrayList<>();
    dataColumns(table).forEach(column -> lines.add(line(column)));
    columns(table.partitionKeys()).forEach(column -> lines.add(line(column)));
    if (!columns(table.partitionKeys()).isEmpty()) {
      lines.add("\t \t ");
      lines.add("# Partition Information\t \t ");
      lines.add("# col_name            \tdata_type           \tcomment             ");
      lines.add("\t \t ");
      columns(table.partitionKeys()).forEach(column -> lines.add(line(column)));
    }
    if (ddl.formatted()) {
      lines.add("\t \t ");
      lines.add("# Detailed Table Information\t \t ");
      lines.add(padded("Database:") + "\t" + table.databaseName() + "\t ");
      lines.add(padded("Table Type:") + "\t" + table.tableType() + "\t ");
      if (table.storageDescriptor() != null) {
        lines.add(padded("Location:") + "\t" + table.storageDescriptor().location() + "\t ");
      }
    }
    return new Answer(heads, lines);
  }

  private static String line(Column column) {
    return padded(column.name())
        + "\t"
        + padded(String.valueOf(column.type()))
        + "\t"
        + padded(column.comment() == null ? "" : column.comment());
  }

  private static Answer showProperties(Ddl.ShowProperties ddl, StatementContext context) {
    Table table = DdlStatements.load(ddl.name(), context);
    Map<String, String> parameters =
        new TreeMap<>(table.parameters() == null ? Map.of() : table.parameters());
    if (LedgerMetastore.isIceberg(table)) {
      String database = context.databaseOf(ddl.name().database());
      parameters.putAll(
          IcebergShown.properties(
              context.metastore().iceberg().load(database, table.name()).properties()));
    }
    List<String> lines = new ArrayList<>();
    if (ddl.key().isPresent()) {
      String key = ddl.key().get();
      lines.add(
          parameters.getOrDefault(
              key, "Table " + table.name() + " does not have property: " + key));
    } else {
      parameters.forEach((key, value) -> lines.add(key + "\t" + value));
    }
    return new Answer(
        List.of(ResultColumns.text("prpt_name"), ResultColumns.text("prpt_value")), lines);
  }

  private static Answer showCreateView(Table table) {
    if (!LedgerMetastore.isView(table)) {
      throw StatementFailure.hive("SemanticException " + table.name() + " is not a view");
    }
    String text = table.viewOriginalText() == null ? "" : table.viewOriginalText();
    List<String> lines = new ArrayList<>();
    lines.add("CREATE VIEW " + table.databaseName() + "." + table.name() + " AS");
    Views.query(text).lines().forEach(lines::add);
    return new Answer(List.of(ResultColumns.text("Create View")), lines);
  }

  private static Answer showIceberg(Ddl.Name name, StatementContext context) {
    String database = context.databaseOf(name.database());
    return new Answer(
        List.of(ResultColumns.text("createtab_stmt")),
        IcebergShown.create(
            database, name.table(), context.metastore().iceberg().load(database, name.table())));
  }

  private static Answer showCreateTable(Table table) {
    if (LedgerMetastore.isView(table)) {
      throw StatementFailure.hive(
          "SemanticException " + table.name() + " is a view: use SHOW CREATE VIEW");
    }
    List<String> lines = new ArrayList<>();
    lines.add("CREATE EXTERNAL TABLE `" + table.databaseName() + "." + table.name() + "`(");
    declarations(dataColumns(table), lines);
    if (!columns(table.partitionKeys()).isEmpty()) {
      lines.add("PARTITIONED BY ( ");
      declarations(columns(table.partitionKeys()), lines);
    }
    StorageDescriptor storage = table.storageDescriptor();
    if (storage != null && storage.bucketColumns() != null && !storage.bucketColumns().isEmpty()) {
      lines.add("CLUSTERED BY ( ");
      lines.add("  " + String.join(", ", storage.bucketColumns()) + ") ");
      lines.add("INTO " + storage.numberOfBuckets() + " BUCKETS");
    }
    if (storage != null) {
      SerDeInfo serde = storage.serdeInfo();
      if (serde != null) {
        lines.add("ROW FORMAT SERDE ");
        lines.add("  '" + serde.serializationLibrary() + "' ");
        if (serde.parameters() != null && !serde.parameters().isEmpty()) {
          lines.add("WITH SERDEPROPERTIES ( ");
          properties(serde.parameters(), lines);
        }
      }
      lines.add("STORED AS INPUTFORMAT ");
      lines.add("  '" + storage.inputFormat() + "' ");
      lines.add("OUTPUTFORMAT ");
      lines.add("  '" + storage.outputFormat() + "'");
      lines.add("LOCATION");
      lines.add("  '" + storage.location() + "'");
    }
    Map<String, String> parameters =
        new TreeMap<>(table.parameters() == null ? Map.of() : table.parameters());
    parameters.remove("EXTERNAL");
    if (!parameters.isEmpty()) {
      lines.add("TBLPROPERTIES (");
      properties(parameters, lines);
    }
    return new Answer(List.of(ResultColumns.text("createtab_stmt")), lines);
  }

  private static void declarations(List<Column> columns, List<String> lines) {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      String comment =
          column.comment() == null || column.comment().isEmpty()
              ? ""
              : " COMMENT '" + escaped(column.comment()) + "'";
      String end = i < columns.size() - 1 ? ", " : ")";
      lines.add("  `" + column.name() + "` " + column.type() + comment + end);
    }
  }

  private static void properties(Map<String, String> properties, List<String> lines) {
    int left = properties.size();
    for (Map.Entry<String, String> property : new TreeMap<>(properties).entrySet()) {
      left--;
      lines.add(
          "  '"
              + escaped(property.getKey())
              + "'='"
              + escaped(property.getValue())
              + "'"
              + (left > 0 ? ", " : ") "));
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("'", "\\'")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\u0001", "\\u0001");
  }
}
