package io.tarn.duckdb;

import static java.util.stream.Collectors.joining;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SourceFile;
import io.trino.spi.type.Type;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.PlanNodeId;
import io.trino.sql.planner.plan.TableScanNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Table scans over pinned local files: the declared schema decides, columns are found by name
 * ignoring case, partition keys are constants of their files.
 */
final class Scans implements PlanTranslator.ScanSource {
  /** Up to so many partitions are read as branches of their own; more of them are joined in. */
  private static final int BRANCHES = 32;

  private final Connection connection;
  private final Map<PlanNodeId, List<SourceFile>> files;
  private final Footers footers;
  private final TextScans textScans;
  private int aliases;
  private long bytes;

  Scans(
      Connection connection,
      Map<PlanNodeId, List<SourceFile>> files,
      Footers footers,
      JavaFunctions javaFunctions) {
    this.connection = connection;
    this.files = files;
    this.footers = footers;
    this.textScans = new TextScans(javaFunctions);
  }

  /** The bytes of everything the statement has to look at. */
  long bytes() {
    return bytes;
  }

  @Override
  public Block scan(TableScanNode node, Set<String> need) {
    if (!(node.getTable().connectorHandle() instanceof LakeTable table)) {
      throw EngineException.unsupported(
          "A scan of " + node.getTable().connectorHandle().getClass().getSimpleName());
    }
    Map<String, LakeColumn> wanted = new LinkedHashMap<>();
    for (Symbol symbol : node.getOutputSymbols()) {
      if (need.contains(symbol.name())) {
        wanted.put(symbol.name(), (LakeColumn) node.getAssignments().get(symbol));
      }
    }
    List<SourceFile> sources = files.getOrDefault(node.getId(), List.of());
    if (sources.isEmpty()) {
      return nothing(wanted);
    }
    List<String> branches = new ArrayList<>();
    groups(table, sources, wanted)
        .forEach((group, members) -> branches.add(branch(table, group, members, wanted)));
    Block block =
        branches.size() == 1
            ? new Block("(" + branches.getFirst() + ") AS " + alias())
            : new Block("(" + String.join(" UNION ALL ", branches) + ") AS " + alias());
    wanted.keySet().forEach(name -> block.select.put(name, Literals.quoted(name)));
    return block;
  }

  private String alias() {
    return "s" + aliases++;
  }

  private static Block nothing(Map<String, LakeColumn> wanted) {
    Block block = new Block("(SELECT 1) AS none");
    wanted.forEach((name, column) -> block.select.put(name, Literals.of(column.type(), null)));
    block.where.add("FALSE");
    return Block.over(block, "empty", wanted.keySet());
  }

  /**
   * Files that are read by one expression.
   *
   * @param columns the declared columns' expressions over the file, by symbol
   * @param partition the partition they belong to, or null when it is joined in
   */
  private record Group(Map<String, String> columns, @Nullable List<@Nullable String> partition) {}

  private Map<Group, List<SourceFile>> groups(
      LakeTable table, List<SourceFile> sources, Map<String, LakeColumn> wanted) {
    boolean keysWanted = wanted.values().stream().anyMatch(LakeColumn::partitionKey);
    boolean joined =
        keysWanted
            && sources.stream().map(SourceFile::partition).distinct().limit(BRANCHES + 1).count()
                > BRANCHES;
    List<Footers.@Nullable Footer> read = footersOf(table, sources);
    Map<Group, List<SourceFile>> groups = new LinkedHashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      SourceFile source = sources.get(i);
      Map<String, String> columns = new LinkedHashMap<>();
      Footers.Footer footer = read.get(i);
      for (Map.Entry<String, LakeColumn> entry : wanted.entrySet()) {
        if (!entry.getValue().partitionKey()) {
          columns.put(
              entry.getKey(),
              footer == null
                  ? textScans.column(table, entry.getValue())
                  : ParquetColumns.of(table, entry.getValue(), footer, source));
        }
      }
      count(source, footer, wanted);
      groups
          .computeIfAbsent(
              new Group(columns, keysWanted && !joined ? source.partition() : null),
              unused -> new ArrayList<>())
          .add(source);
    }
    return groups;
  }

  private List<Footers.@Nullable Footer> footersOf(LakeTable table, List<SourceFile> sources) {
    List<Footers.@Nullable Footer> read = new ArrayList<>();
    if (table.format() != io.tarn.sql.spi.TableFormat.PARQUET) {
      sources.forEach(source -> read.add(null));
      return read;
    }
    try {
      read.addAll(footers.read(connection, sources));
    } catch (SQLException e) {
      throw ParquetColumns.unreadable(table, sources, e);
    }
    return read;
  }

  private void count(
      SourceFile source, Footers.@Nullable Footer footer, Map<String, LakeColumn> wanted) {
    if (footer == null) {
      bytes += source.size();
      return;
    }
    for (LakeColumn column : wanted.values()) {
      Footers.Column stored = footer.columns().get(column.name());
      bytes += stored == null ? 0 : stored.bytes();
    }
  }

  private String branch(
      LakeTable table, Group group, List<SourceFile> members, Map<String, LakeColumn> wanted) {
    List<String> items = new ArrayList<>();
    List<SourceFile> sources = members;
    List<@Nullable String> partition = group.partition();
    boolean joined =
        partition == null && wanted.values().stream().anyMatch(LakeColumn::partitionKey);
    for (Map.Entry<String, LakeColumn> entry : wanted.entrySet()) {
      LakeColumn column = entry.getValue();
      String sql;
      if (!column.partitionKey()) {
        sql = java.util.Objects.requireNonNull(group.columns().get(entry.getKey()));
      } else if (partition != null) {
        sql = constant(partition.get(column.index()), column.type());
      } else {
        sql = "\"$k" + column.index() + "\"";
      }
      items.add(sql + " AS " + Literals.quoted(entry.getKey()));
    }
    String from =
        switch (table.format()) {
          case PARQUET ->
              "read_parquet(" + fileList(sources) + (joined ? ", filename='$file'" : "") + ")";
          case DELIMITED_TEXT, QUOTED_CSV, JSON_LINES -> textScans.from(table, sources, joined);
        };
    if (joined) {
      from += " JOIN " + partitions(table, sources) + " ON \"$file\" = \"$name\"";
    }
    return "SELECT "
        + (items.isEmpty() ? "1 AS \"$\"" : String.join(", ", items))
        + " FROM "
        + from;
  }

  private static String partitions(LakeTable table, List<SourceFile> sources) {
    String rows =
        sources.stream()
            .map(
                source -> {
                  StringBuilder row = new StringBuilder("(");
                  row.append(Literals.text(source.path().toString()));
                  for (LakeColumn key : table.partitionKeys()) {
                    row.append(", ")
                        .append(constant(source.partition().get(key.index()), key.type()));
                  }
                  return row.append(")").toString();
                })
            .collect(joining(", "));
    String names =
        table.partitionKeys().stream().map(key -> ", \"$k" + key.index() + "\"").collect(joining());
    return "(VALUES " + rows + ") AS keys(\"$name\"" + names + ")";
  }

  private static String constant(@Nullable String value, Type type) {
    if (value == null) {
      return Literals.of(type, null);
    }
    return "CAST(" + Literals.text(value) + " AS " + DuckTypes.of(type) + ")";
  }

  static String fileList(List<SourceFile> sources) {
    return sources.stream()
        .map(source -> Literals.text(source.path().toString()))
        .collect(joining(", ", "[", "]"));
  }
}
