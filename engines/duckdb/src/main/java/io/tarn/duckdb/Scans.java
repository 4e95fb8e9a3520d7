package io.tarn.duckdb;

import static java.util.stream.Collectors.joining;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SourceFile;
import io.trino.spi.type.BigintType;
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
import java.util.concurrent.atomic.AtomicLong;
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
  private final PageScans pageScans;
  private final List<PageScans.Announced> announced = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long bytesMax;
  private int aliases;

  Scans(
      Connection connection,
      Map<PlanNodeId, List<SourceFile>> files,
      Footers footers,
      PageScans pageScans,
      long bytesMax) {
    this.connection = connection;
    this.files = files;
    this.footers = footers;
    this.pageScans = pageScans;
    this.bytesMax = bytesMax;
  }

  /** The bytes of everything the statement has to look at. */
  long bytes() {
    return bytes.get();
  }

  /** Counts what a reader in Java has read of files whose need is not known beforehand. */
  private void read(long count) {
    if (bytes.addAndGet(count) > bytesMax) {
      throw new EngineException(EngineException.BYTES_SCANNED, "Bytes scanned limit was exceeded");
    }
  }

  /** Forgets what Java reads for the statement. */
  void close() {
    announced.forEach(pageScans::forget);
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
    List<SourceFile> byDuckDb =
        sources.stream().filter(file -> !FileReaders.isRead(file.layout().format())).toList();
    if (byDuckDb.size() < sources.size()) {
      List<SourceFile> byJava =
          sources.stream().filter(file -> FileReaders.isRead(file.layout().format())).toList();
      branches.add(pages(byJava, wanted));
    }
    groups(table, byDuckDb, wanted)
        .forEach((group, members) -> branches.add(branch(table, group, members, wanted)));
    Block block = new Block("(" + String.join(" UNION ALL ", branches) + ") AS " + alias());
    wanted.keySet().forEach(name -> block.select.put(name, Literals.quoted(name)));
    return block;
  }

  /** Files that Java reads, as one source of rows. */
  private String pages(List<SourceFile> sources, Map<String, LakeColumn> wanted) {
    List<String> names = new ArrayList<>(wanted.keySet());
    List<LakeColumn> columns = new ArrayList<>(wanted.values());
    if (columns.isEmpty()) {
      // A source must have a column; what costs nothing is the file's size.
      names.add("$");
      columns.add(new LakeColumn("$", BigintType.BIGINT, 0, LakeColumn.Kind.FILE_SIZE));
    }
    for (SourceFile source : sources) {
      if (!FileReaders.isColumnar(source.layout().format())) {
        bytes.addAndGet(source.size());
      }
    }
    PageScans.Announced source =
        pageScans.announce(new FileScan(names, columns, sources, this::read));
    announced.add(source);
    return "SELECT "
        + names.stream().map(Literals::quoted).collect(joining(", "))
        + " FROM "
        + source.sql();
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
        wanted.values().stream().anyMatch(column -> column.isOfFile() && !column.partitionKey())
            || keysWanted
                && sources.stream()
                        .map(SourceFile::partition)
                        .distinct()
                        .limit(BRANCHES + 1)
                        .count()
                    > BRANCHES;
    List<Footers.Footer> read = footersOf(table, sources);
    Map<Group, List<SourceFile>> groups = new LinkedHashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      SourceFile source = sources.get(i);
      Map<String, String> columns = new LinkedHashMap<>();
      Footers.Footer footer = read.get(i);
      for (Map.Entry<String, LakeColumn> entry : wanted.entrySet()) {
        if (!entry.getValue().isOfFile()) {
          columns.put(entry.getKey(), ParquetColumns.of(table, entry.getValue(), footer, source));
        }
      }
      count(footer, wanted);
      groups
          .computeIfAbsent(
              new Group(columns, keysWanted && !joined ? source.partition() : null),
              unused -> new ArrayList<>())
          .add(source);
    }
    return groups;
  }

  private List<Footers.Footer> footersOf(LakeTable table, List<SourceFile> sources) {
    try {
      return footers.read(connection, sources);
    } catch (SQLException e) {
      throw ParquetColumns.unreadable(table, sources, e);
    }
  }

  private void count(Footers.Footer footer, Map<String, LakeColumn> wanted) {
    for (LakeColumn column : wanted.values()) {
      Footers.Column stored = footer.columns().get(column.name());
      bytes.addAndGet(stored == null ? 0 : stored.bytes());
    }
  }

  private String branch(
      LakeTable table, Group group, List<SourceFile> members, Map<String, LakeColumn> wanted) {
    List<String> items = new ArrayList<>();
    List<SourceFile> sources = members;
    List<@Nullable String> partition = group.partition();
    boolean joined = partition == null && wanted.values().stream().anyMatch(LakeColumn::isOfFile);
    for (Map.Entry<String, LakeColumn> entry : wanted.entrySet()) {
      LakeColumn column = entry.getValue();
      String sql;
      if (!column.isOfFile()) {
        sql = java.util.Objects.requireNonNull(group.columns().get(entry.getKey()));
      } else if (partition != null) {
        sql = constant(partition.get(column.index()), column.type());
      } else {
        sql = Literals.quoted(ofFile(column));
      }
      items.add(sql + " AS " + Literals.quoted(entry.getKey()));
    }
    String from = "read_parquet(" + fileList(sources) + (joined ? ", filename='$file'" : "") + ")";
    if (joined) {
      from += " JOIN " + partitions(sources, wanted) + " ON \"$file\" = \"$name\"";
    }
    return "SELECT "
        + (items.isEmpty() ? "1 AS \"$\"" : String.join(", ", items))
        + " FROM "
        + from;
  }

  /** What a column of files is called where it is joined in. */
  private static String ofFile(LakeColumn column) {
    return "$" + column.kind() + column.index();
  }

  private static String partitions(List<SourceFile> sources, Map<String, LakeColumn> wanted) {
    List<LakeColumn> columns = wanted.values().stream().filter(LakeColumn::isOfFile).toList();
    String rows =
        sources.stream()
            .map(
                source -> {
                  StringBuilder row = new StringBuilder("(");
                  row.append(Literals.text(source.path().toString()));
                  for (LakeColumn column : columns) {
                    row.append(", ")
                        .append(Literals.of(column.type(), FileValues.value(source, column)));
                  }
                  return row.append(")").toString();
                })
            .collect(joining(", "));
    String names =
        columns.stream().map(column -> ", " + Literals.quoted(ofFile(column))).collect(joining());
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
