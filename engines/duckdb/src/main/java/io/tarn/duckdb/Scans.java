package io.tarn.duckdb;

import static java.util.stream.Collectors.joining;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.RowDeletes;
import io.tarn.sql.spi.SourceFile;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.Type;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.PlanNodeId;
import io.trino.sql.planner.plan.TableScanNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Table scans over pinned local files: the declared schema decides, columns are found by name
 * ignoring case, partition keys are constants of their files.
 */
final class Scans implements PlanTranslator.ScanSource {
  /** Up to so many partitions are read as branches of their own; more of them are joined in. */
  private static final int BRANCHES = 32;

  private static final String ROW_NUMBER = "file_row_number";

  private final Connection connection;
  private final Map<PlanNodeId, List<SourceFile>> files;
  private final Footers footers;
  private final PageScans pageScans;
  private final List<PageScans.Announced> announced = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private long columnar;
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

  /** What will be read at most, as far as it is known before it is. */
  long expectedBytes() {
    return bytes.get() + columnar;
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
      if (FileReaders.isColumnar(source.layout().format())) {
        columnar += source.size();
      } else {
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
   * @param equality the files of rows that do not count, which name them by values
   * @param positions whether others name them by their places
   * @param given the columns that the files do not have, and that are the same for all of their
   *     rows
   */
  private record Group(
      Map<String, String> columns,
      @Nullable List<@Nullable String> partition,
      List<RowDeletes> equality,
      boolean positions,
      List<LakeColumn> given) {}

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
      List<RowDeletes> equality = source.deletes().stream().filter(d -> !d.isByPosition()).toList();
      count(footer, wanted, FileReaders.isByName(table));
      source.deletes().forEach(deletes -> bytes.addAndGet(deletes.size()));
      groups
          .computeIfAbsent(
              new Group(
                  columns,
                  keysWanted && !joined ? source.partition() : null,
                  equality,
                  source.deletes().stream().anyMatch(RowDeletes::isByPosition),
                  given(wanted.values(), equality, footer, source)),
              unused -> new ArrayList<>())
          .add(source);
    }
    return groups;
  }

  private static List<LakeColumn> given(
      Collection<LakeColumn> wanted,
      List<RowDeletes> equality,
      Footers.Footer footer,
      SourceFile source) {
    Map<String, LakeColumn> given = new LinkedHashMap<>();
    Stream.concat(
            wanted.stream().filter(column -> !column.isOfFile()),
            equality.stream().flatMap(deletes -> deletes.equality().stream()))
        .filter(column -> ParquetColumns.isGiven(column, footer, source))
        .forEach(column -> given.putIfAbsent(ParquetColumns.given(column), column));
    return List.copyOf(given.values());
  }

  private List<Footers.Footer> footersOf(LakeTable table, List<SourceFile> sources) {
    try {
      return footers.read(connection, sources);
    } catch (SQLException e) {
      throw ParquetColumns.unreadable(table, sources, e);
    }
  }

  private void count(Footers.Footer footer, Map<String, LakeColumn> wanted, boolean byName) {
    for (LakeColumn column : wanted.values()) {
      Footers.Column stored = column.isOfFile() ? null : footer.find(column, byName);
      bytes.addAndGet(stored == null ? 0 : stored.bytes());
    }
  }

  private String branch(
      LakeTable table, Group group, List<SourceFile> members, Map<String, LakeColumn> wanted) {
    List<String> items = new ArrayList<>();
    List<SourceFile> sources = members;
    List<@Nullable String> partition = group.partition();
    boolean joined =
        group.positions()
            || !group.given().isEmpty()
            || partition == null && wanted.values().stream().anyMatch(LakeColumn::isOfFile);
    boolean numbered =
        group.positions()
            || wanted.values().stream().anyMatch(column -> column.kind() == LakeColumn.Kind.ROW_ID);
    for (Map.Entry<String, LakeColumn> entry : wanted.entrySet()) {
      LakeColumn column = entry.getValue();
      String sql;
      if (!column.isOfFile()) {
        sql = java.util.Objects.requireNonNull(group.columns().get(entry.getKey()));
      } else if (column.kind() == LakeColumn.Kind.ROW_ID) {
        sql = "struct_pack(f0 := \"$uri\", f1 := file_row_number)";
      } else if (partition != null) {
        sql = constant(partition.get(column.index()), column.type());
      } else {
        sql = Literals.quoted(ofFile(column));
      }
      items.add(sql + " AS " + Literals.quoted(entry.getKey()));
    }
    if (numbered) {
      requireNumbers(table, sources);
    }
    String from =
        "read_parquet("
            + fileList(sources)
            + (joined ? ", filename='$file'" : "")
            + (numbered ? ", file_row_number=true" : "")
            + ")";
    if (joined) {
      from += " JOIN " + partitions(sources, wanted, group.given()) + " ON \"$file\" = \"$name\"";
    }
    if (group.positions()) {
      from +=
          " ANTI JOIN "
              + positions(sources)
              + " ON \"$deleted\" = \"$uri\" AND \"$place\" = file_row_number";
    }
    return "SELECT "
        + (items.isEmpty() ? "1 AS \"$\"" : String.join(", ", items))
        + " FROM "
        + from
        + equality(table, group.equality(), members);
  }

  /** DuckDB gives rows their places in a column of its own, which a file must not have. */
  private void requireNumbers(LakeTable table, List<SourceFile> sources) {
    for (Footers.Footer footer : footersOf(table, sources)) {
      if (footer.columns().containsKey(ROW_NUMBER)) {
        throw EngineException.unsupported(
            "Deleting or updating rows of a table with a column " + ROW_NUMBER);
      }
    }
  }

  /** The places of rows that do not count. */
  private String positions(List<SourceFile> sources) {
    List<RowDeletes> deletes =
        sources.stream()
            .flatMap(source -> source.deletes().stream())
            .filter(RowDeletes::isByPosition)
            .toList();
    List<String> from = new ArrayList<>();
    String files =
        deletes.stream()
            .filter(file -> file.vector() == null)
            .map(file -> Literals.text(file.path().toString()))
            .distinct()
            .collect(joining(", "));
    if (!files.isEmpty()) {
      from.add("read_parquet([" + files + "])");
    }
    List<RowDeletes> vectors = deletes.stream().filter(file -> file.vector() != null).toList();
    if (!vectors.isEmpty()) {
      PageScans.Announced source = pageScans.announce(new DeletionVectors(vectors));
      announced.add(source);
      from.add(source.sql());
    }
    return from.stream()
        .map(rows -> "SELECT file_path AS \"$deleted\", pos AS \"$place\" FROM " + rows)
        .collect(joining(" UNION ALL ", "(", ") AS deleted"));
  }

  /** That no row is named by its values; NULL is equal to NULL here. */
  private String equality(LakeTable table, List<RowDeletes> deletes, List<SourceFile> members) {
    StringBuilder where = new StringBuilder();
    for (RowDeletes file : deletes) {
      SourceFile named =
          new SourceFile(
              file.path(),
              file.uri(),
              file.size(),
              file.uri(),
              members.getFirst().modified(),
              members.getFirst().layout(),
              List.of());
      Footers.Footer theirs = footersOf(table, List.of(named)).getFirst();
      Footers.Footer ours = footersOf(table, List.of(members.getFirst())).getFirst();
      List<String> same = new ArrayList<>();
      List<String> names = new ArrayList<>();
      for (LakeColumn column : file.equality()) {
        String name = Literals.quoted("$e" + names.size());
        names.add(ParquetColumns.of(table, column, theirs, named) + " AS " + name);
        same.add(
            name
                + " IS NOT DISTINCT FROM "
                + ParquetColumns.of(table, column, ours, members.getFirst()));
      }
      where
          .append(where.isEmpty() ? " WHERE " : " AND ")
          .append("NOT EXISTS (SELECT 1 FROM (SELECT ")
          .append(String.join(", ", names))
          .append(" FROM read_parquet([")
          .append(Literals.text(file.path().toString()))
          .append("])) AS gone WHERE ")
          .append(String.join(" AND ", same))
          .append(")");
    }
    return where.toString();
  }

  /** What a column of files is called where it is joined in. */
  private static String ofFile(LakeColumn column) {
    return "$" + column.kind() + column.index();
  }

  private static String partitions(
      List<SourceFile> sources, Map<String, LakeColumn> wanted, List<LakeColumn> given) {
    List<LakeColumn> columns =
        wanted.values().stream()
            .filter(column -> column.isOfFile() && column.kind() != LakeColumn.Kind.ROW_ID)
            .toList();
    String rows =
        sources.stream()
            .map(
                source -> {
                  StringBuilder row = new StringBuilder("(");
                  row.append(Literals.text(source.path().toString()))
                      .append(", ")
                      .append(Literals.text(source.uri()));
                  for (LakeColumn column : columns) {
                    row.append(", ")
                        .append(Literals.of(column.type(), FileValues.value(source, column)));
                  }
                  for (LakeColumn column : given) {
                    int id = java.util.Objects.requireNonNull(column.field()).id();
                    row.append(", ").append(Literals.of(column.type(), source.absent().get(id)));
                  }
                  return row.append(")").toString();
                })
            .collect(joining(", "));
    String names =
        Stream.concat(
                columns.stream().map(Scans::ofFile), given.stream().map(ParquetColumns::given))
            .map(name -> ", " + Literals.quoted(name))
            .collect(joining());
    return "(VALUES " + rows + ") AS keys(\"$name\", \"$uri\"" + names + ")";
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
