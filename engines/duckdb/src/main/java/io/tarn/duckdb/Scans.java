package io.tarn.duckdb;

import static java.util.stream.Collectors.joining;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.FieldId;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.RowDeletes;
import io.tarn.sql.spi.SourceFile;
import io.tarn.sql.spi.TableFormat;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.PlanNodeId;
import io.trino.sql.planner.plan.TableScanNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
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

  private static final LakeColumn SIZE =
      new LakeColumn("size", BigintType.BIGINT, 0, LakeColumn.Kind.FILE_SIZE);
  private static final LakeColumn URI =
      new LakeColumn("uri", VarcharType.VARCHAR, 0, LakeColumn.Kind.PATH);
  private static final LakeColumn AT =
      new LakeColumn("at", BigintType.BIGINT, 0, LakeColumn.Kind.ROW_ID);

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
    Map<Deletes, List<SourceFile>> byJava = new LinkedHashMap<>();
    List<SourceFile> byDuckDb = new ArrayList<>();
    for (SourceFile source : sources) {
      if (FileReaders.isRead(source.layout().format())) {
        byJava.computeIfAbsent(Deletes.of(source), _ -> new ArrayList<>()).add(source);
      } else {
        byDuckDb.add(source);
      }
    }
    byJava.forEach((deletes, members) -> branches.add(pages(table, deletes, members, wanted)));
    groups(table, byDuckDb, wanted)
        .forEach((group, members) -> branches.add(branch(table, group, members, wanted)));
    Block block = new Block("(" + String.join(" UNION ALL ", branches) + ") AS " + alias());
    wanted.keySet().forEach(name -> block.select.put(name, Literals.quoted(name)));
    return block;
  }

  /**
   * How rows of a file are deleted.
   *
   * @param equality the files that name them by values
   * @param positions whether others name them by their places
   */
  private record Deletes(List<RowDeletes> equality, boolean positions) {
    static Deletes of(SourceFile source) {
      return new Deletes(
          source.deletes().stream().filter(deletes -> !deletes.isByPosition()).toList(),
          source.deletes().stream().anyMatch(RowDeletes::isByPosition));
    }
  }

  @Override
  public boolean readsSame(TableScanNode first, TableScanNode second) {
    List<SourceFile> files = this.files.getOrDefault(first.getId(), List.of());
    List<SourceFile> others = this.files.getOrDefault(second.getId(), List.of());
    return files.size() == others.size()
        && IntStream.range(0, files.size()).allMatch(i -> same(files.get(i), others.get(i)));
  }

  private static boolean same(SourceFile file, SourceFile other) {
    return file.version().equals(other.version())
        && file.layout().equals(other.layout())
        && file.partition().equals(other.partition())
        && file.deletes().equals(other.deletes())
        && file.absent().equals(other.absent());
  }

  /** Files that Java reads, as one source of rows. */
  private String pages(
      LakeTable table, Deletes deletes, List<SourceFile> sources, Map<String, LakeColumn> wanted) {
    OwnNames own = OwnNames.ALONE;
    Map<LakeColumn, String> columns = new LinkedHashMap<>();
    List<String> items = new ArrayList<>();
    for (Map.Entry<String, LakeColumn> entry : wanted.entrySet()) {
      String sql =
          entry.getValue().kind() == LakeColumn.Kind.ROW_ID
              ? "struct_pack(f0 := " + column(columns, URI) + ", f1 := " + column(columns, AT) + ")"
              : column(columns, entry.getValue());
      items.add(sql + " AS " + Literals.quoted(entry.getKey()));
    }
    DeletedRows deleted = deletedRows(table);
    String without =
        deletes.positions()
            ? deleted.antiJoin(sources, column(columns, URI), column(columns, AT))
            : "";
    without += deleted.where(deletes.equality(), own, column -> column(columns, column));
    if (columns.isEmpty()) {
      // A source must have a column; what costs nothing is the file's size.
      columns.put(SIZE, own.of("size"));
    }
    for (SourceFile source : sources) {
      if (FileReaders.isColumnar(source.layout().format())) {
        columnar += source.size();
      } else {
        bytes.addAndGet(source.size());
      }
      source.deletes().forEach(file -> bytes.addAndGet(file.size()));
    }
    return "SELECT "
        + (items.isEmpty() ? "1 AS " + own.quoted("none") : String.join(", ", items))
        + " FROM "
        + announce(
            new FileScan(
                List.copyOf(columns.values()), List.copyOf(columns.keySet()), sources, this::read))
        + without;
  }

  /** What a column is called that Java reads, which is asked for herewith. */
  private static String column(Map<LakeColumn, String> columns, LakeColumn column) {
    return Literals.quoted(
        columns.computeIfAbsent(column, _ -> OwnNames.ALONE.of("c" + columns.size())));
  }

  private String announce(PageScans.Source source) {
    PageScans.Announced one = pageScans.announce(source);
    announced.add(one);
    return one.sql();
  }

  private DeletedRows deletedRows(LakeTable table) {
    return new DeletedRows(
        table, this::announce, file -> footersOf(table, List.of(file)).getFirst());
  }

  private String alias() {
    return "s" + aliases++;
  }

  private Block nothing(Map<String, LakeColumn> wanted) {
    Block block = new Block("(SELECT 1) AS none");
    wanted.forEach((name, column) -> block.select.put(name, Literals.of(column.type(), null)));
    block.where.add("FALSE");
    return Block.over(block, alias(), wanted.keySet());
  }

  /**
   * Files that are read by one expression.
   *
   * @param columns the declared columns' expressions over the file, by symbol
   * @param partition the partition they belong to, or null when it is joined in
   * @param deletes which of their rows do not count
   * @param given the columns that the files do not have, and that are the same for all of their
   *     rows
   * @param own what no column of the files is called
   * @param alone the file, if it has to be read by itself because DuckDB's name of rows' places is
   *     one of its columns
   */
  private record Group(
      Map<String, String> columns,
      @Nullable List<@Nullable String> partition,
      Deletes deletes,
      List<LakeColumn> given,
      OwnNames own,
      Optional<Path> alone) {}

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
    OwnNames own =
        OwnNames.besides(
            read.stream()
                .flatMap(footer -> footer.columns().keySet().stream())
                .distinct()
                .toList());
    boolean numbered =
        wanted.values().stream().anyMatch(column -> column.kind() == LakeColumn.Kind.ROW_ID);
    Map<Group, List<SourceFile>> groups = new LinkedHashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      SourceFile source = sources.get(i);
      Map<String, String> columns = new LinkedHashMap<>();
      Footers.Footer footer = read.get(i);
      for (Map.Entry<String, LakeColumn> entry : wanted.entrySet()) {
        if (!entry.getValue().isOfFile()) {
          columns.put(
              entry.getKey(), ParquetColumns.of(table, entry.getValue(), footer, source, own));
        }
      }
      Deletes deletes = Deletes.of(source);
      boolean alone = (numbered || deletes.positions()) && footer.columns().containsKey(ROW_NUMBER);
      count(footer, wanted, FileReaders.isByName(table));
      source.deletes().forEach(file -> bytes.addAndGet(file.size()));
      groups
          .computeIfAbsent(
              new Group(
                  columns,
                  keysWanted && !joined ? source.partition() : null,
                  deletes,
                  given(wanted.values(), deletes.equality(), footer, source),
                  own,
                  alone ? Optional.of(source.path()) : Optional.empty()),
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
    OwnNames own = group.own();
    List<@Nullable String> partition = group.partition();
    boolean positions = group.deletes().positions();
    boolean joined =
        positions
            || !group.given().isEmpty()
            || partition == null && wanted.values().stream().anyMatch(LakeColumn::isOfFile);
    boolean numbered =
        positions
            || wanted.values().stream().anyMatch(column -> column.kind() == LakeColumn.Kind.ROW_ID);
    String place = group.alone().isPresent() ? own.quoted("at") : ROW_NUMBER;
    for (Map.Entry<String, LakeColumn> entry : wanted.entrySet()) {
      LakeColumn column = entry.getValue();
      String sql;
      if (!column.isOfFile()) {
        sql = java.util.Objects.requireNonNull(group.columns().get(entry.getKey()));
      } else if (column.kind() == LakeColumn.Kind.ROW_ID) {
        sql = "struct_pack(f0 := " + own.quoted("uri") + ", f1 := " + place + ")";
      } else if (partition != null) {
        sql = constant(partition.get(column.index()), column.type());
      } else {
        sql = own.quoted(ofFile(column));
      }
      items.add(sql + " AS " + Literals.quoted(entry.getKey()));
    }
    String from =
        "read_parquet("
            + fileList(members)
            + (joined ? ", filename=" + Literals.text(own.of("file")) : "")
            + (numbered && group.alone().isEmpty() ? ", file_row_number=true" : "")
            + ")";
    if (group.alone().isPresent()) {
      from = counted(from, place);
    }
    if (joined) {
      from +=
          " JOIN "
              + partitions(members, wanted, group.given(), own)
              + " ON "
              + own.quoted("file")
              + " = "
              + own.quoted("name");
    }
    DeletedRows deleted = deletedRows(table);
    if (positions) {
      from += deleted.antiJoin(members, own.quoted("uri"), place);
    }
    SourceFile member = members.getFirst();
    return "SELECT "
        + (items.isEmpty() ? "1 AS " + own.quoted("none") : String.join(", ", items))
        + " FROM "
        + from
        + deleted.where(
            group.deletes().equality(),
            own,
            column ->
                ParquetColumns.of(
                    table, column, footersOf(table, List.of(member)).getFirst(), member, own));
  }

  /** One file's rows, which come in their order, with their places as a column. */
  private static String counted(String from, String place) {
    return "(SELECT *, row_number() OVER () - 1 AS " + place + " FROM " + from + ") AS counted";
  }

  /**
   * The rows of a Parquet file of an Iceberg table that was written a moment ago.
   *
   * @param as what its columns are to be called
   */
  String written(
      Path file, List<String> names, List<Type> types, List<FieldId> fields, List<String> as) {
    LakeTable table =
        new LakeTable("", "", TableFormat.PARQUET, file.toString(), Map.of(), List.of(), List.of());
    SourceFile source =
        new SourceFile(file, file.toString(), 0, file.toString(), Instant.EPOCH, table, List.of());
    Footers.Footer footer = footersOf(table, List.of(source)).getFirst();
    List<String> items = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      LakeColumn column =
          new LakeColumn(names.get(i), types.get(i), i, LakeColumn.Kind.DATA, fields.get(i));
      items.add(
          ParquetColumns.of(table, column, footer, source, OwnNames.ALONE) + " AS " + as.get(i));
    }
    return "SELECT "
        + String.join(", ", items)
        + " FROM read_parquet("
        + fileList(List.of(source))
        + ")";
  }

  /** What a column of files is called where it is joined in. */
  private static String ofFile(LakeColumn column) {
    return column.kind().name() + column.index();
  }

  private static String partitions(
      List<SourceFile> sources,
      Map<String, LakeColumn> wanted,
      List<LakeColumn> given,
      OwnNames own) {
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
            .map(name -> ", " + own.quoted(name))
            .collect(joining());
    return "(VALUES "
        + rows
        + ") AS keys("
        + own.quoted("name")
        + ", "
        + own.quoted("uri")
        + names
        + ")";
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
