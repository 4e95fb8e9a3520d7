package io.tarn.sql;

import io.tarn.api.glue.Partition;
import io.tarn.catalog.PartitionFilter;
import io.tarn.catalog.delta.DeltaFile;
import io.tarn.kernel.Page;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Tx;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.Functions;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.RowDeletes;
import io.tarn.sql.spi.SourceFile;
import io.tarn.store.Layout;
import io.tarn.store.ObjectVersion;
import io.tarn.store.Objects;
import io.tarn.store.Pinned;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.PlanNodeId;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * The objects a statement reads: those of the partitions its conditions leave, as one snapshot saw
 * them, pinned as local files. Hidden objects (a path segment beginning with {@code _} or {@code
 * .}) and empty ones are passed over.
 */
final class ScanFiles implements AutoCloseable {
  private final Map<PlanNodeId, List<SourceFile>> files;
  private final Pinned pinned;

  private final Map<PlanNodeId, IcebergScans.Planned> iceberg;

  private ScanFiles(
      Map<PlanNodeId, List<SourceFile>> files,
      Pinned pinned,
      Map<PlanNodeId, IcebergScans.Planned> iceberg) {
    this.files = files;
    this.pinned = pinned;
    this.iceberg = iceberg;
  }

  /** A file that a scan of an Iceberg table reads. */
  FileScanTask icebergFile(String uri) {
    return iceberg.values().stream()
        .flatMap(planned -> planned.tasks().stream())
        .filter(task -> task.file().location().equals(uri))
        .findFirst()
        .orElseThrow();
  }

  /** Which rows of a table the statement has looked at, at least. */
  Expression filterOf(LakeTable table) {
    return iceberg.values().stream()
        .filter(planned -> planned.table().equals(table))
        .map(IcebergScans.Planned::filter)
        .reduce(Expressions::or)
        .orElse(Expressions.alwaysTrue());
  }

  Map<PlanNodeId, List<SourceFile>> files() {
    return files;
  }

  java.nio.file.Path directory() {
    return pinned.directory();
  }

  @Override
  public void close() {
    pinned.close();
  }

  private record Found(
      PlanNodeId scan,
      ObjectVersion version,
      Place place,
      Optional<FileScanTask> task,
      Optional<DeltaFile> delta) {
    Found(PlanNodeId scan, ObjectVersion version, Place place) {
      this(scan, version, place, Optional.empty(), Optional.empty());
    }
  }

  /** Where files lie, and what is the same for all of them. */
  private record Place(
      String location, LakeTable layout, List<@Nullable String> partition, boolean links) {}

  /**
   * What was found in one snapshot. Who may list the places is decided after it, as rights are read
   * from the ledger, too; before that nothing of the listing, not even its failure, is shown.
   */
  private static final class Listing {
    private final Set<S3Location> places = new LinkedHashSet<>();
    private final List<Found> files = new ArrayList<>();
    private @Nullable EngineException failure;

    List<Found> allowed(StatementContext context) {
      for (S3Location place : places) {
        context.checkList(place);
      }
      if (failure != null) {
        throw failure;
      }
      return files;
    }
  }

  static ScanFiles resolve(StatementContext context, Functions functions, PlanNode root)
      throws IOException {
    return resolve(context, functions, root, _ -> true);
  }

  /**
   * @param chosen which of an Iceberg table's files are read
   */
  static ScanFiles resolve(
      StatementContext context, Functions functions, PlanNode root, Predicate<FileScanTask> chosen)
      throws IOException {
    PartitionPruner pruner = new PartitionPruner(functions, root);
    try (Objects.Hold hold = context.objects().hold()) {
      Map<PlanNodeId, IcebergScans.Planned> iceberg =
          IcebergScans.plan(context, pruner, new IcebergFilters(functions), chosen);
      Map<PlanNodeId, List<DeltaScans.Chosen>> delta = DeltaScans.plan(context, functions, pruner);
      IcebergDeletes deletes = new IcebergDeletes(context);
      DeltaDeletes vectors = new DeltaDeletes(context);
      Listing listing =
          context
              .ledger()
              .read(
                  tx -> {
                    Listing all = new Listing();
                    find(tx, context, pruner, iceberg, delta, all);
                    deletes.find(tx, iceberg.values());
                    vectors.find(tx, delta.values());
                    return all;
                  });
      List<Found> found = follow(context, listing.allowed(context));
      for (Found file : found) {
        context.check("s3:GetObject", file.version().bucket(), file.version().key());
      }
      List<ObjectVersion> versions = new ArrayList<>();
      found.forEach(file -> versions.add(file.version()));
      versions.addAll(deletes.versions());
      int others = versions.size();
      versions.addAll(vectors.versions());
      Pinned pinned = context.objects().pin(context.call(), versions, Layout.flat());
      deletes.pinned(pinned.files().subList(found.size(), others));
      vectors.pinned(pinned.files().subList(others, versions.size()));
      Map<PlanNodeId, List<SourceFile>> files = new LinkedHashMap<>();
      for (int i = 0; i < found.size(); i++) {
        Found file = found.get(i);
        ObjectVersion version = file.version();
        List<RowDeletes> deleted =
            file.delta()
                .map(one -> vectors.of(one, version.uri()))
                .orElseGet(() -> file.task().map(deletes::of).orElse(List.of()));
        files
            .computeIfAbsent(file.scan(), unused -> new ArrayList<>())
            .add(
                new SourceFile(
                    pinned.files().get(i),
                    file.task().map(task -> task.file().location()).orElseGet(version::uri),
                    version.size(),
                    version.uri()
                        + "#"
                        + version.order()
                        + "#"
                        + version.blob()
                        + "#"
                        + version.etag(),
                    version.modified(),
                    file.place().layout(),
                    file.place().partition(),
                    deleted,
                    file.task().map(IcebergScans::absent).orElse(Map.of())));
      }
      return new ScanFiles(files, pinned, iceberg);
    }
  }

  /** The files themselves, where others name them. */
  private static List<Found> follow(StatementContext context, List<Found> listed)
      throws IOException {
    if (listed.stream().noneMatch(found -> found.place().links())) {
      return listed;
    }
    List<Found> files = new ArrayList<>();
    for (Found each : listed) {
      if (!each.place().links()) {
        files.add(each);
        continue;
      }
      List<String> paths = Symlinks.lines(context, each.version());
      if (files.size() + paths.size() > context.limits().filesRead()) {
        throw tooMany(context);
      }
      context
          .ledger()
          .read(
              tx -> {
                List<Found> named = new ArrayList<>();
                for (String path : paths) {
                  ObjectVersion version =
                      Symlinks.object(tx, context, path, "HIVE_CANNOT_OPEN_SPLIT");
                  if (version.size() > 0) {
                    named.add(new Found(each.scan(), version, each.place()));
                  }
                }
                return named;
              })
          .forEach(files::add);
    }
    return files;
  }

  private static EngineException tooMany(StatementContext context) {
    return new EngineException(
        "GENERIC_USER_ERROR",
        "The statement reads more than " + context.limits().filesRead() + " objects");
  }

  private static void find(
      Tx tx,
      StatementContext context,
      PartitionPruner pruner,
      Map<PlanNodeId, IcebergScans.Planned> iceberg,
      Map<PlanNodeId, List<DeltaScans.Chosen>> delta,
      Listing found)
      throws SQLException {
    for (Map.Entry<PlanNodeId, PartitionPruner.Scan> entry : pruner.scans().entrySet()) {
      LakeTable table = entry.getValue().table();
      IcebergScans.Planned planned = iceberg.get(entry.getKey());
      if (planned != null) {
        for (FileScanTask task : planned.tasks()) {
          found.files.add(
              new Found(
                  entry.getKey(),
                  IcebergScans.object(tx, context, task.file()),
                  new Place(
                      table.location(),
                      IcebergScans.layout(table, task.file().format()),
                      List.of(),
                      false),
                  Optional.of(task),
                  Optional.empty()));
        }
        continue;
      }
      if (table.files() == LakeTable.Files.DELTA_LOG) {
        LakeTable layout = DeltaScans.layout(table);
        for (DeltaScans.Chosen chosen : delta.getOrDefault(entry.getKey(), List.of())) {
          found.files.add(
              new Found(
                  entry.getKey(),
                  DeltaScans.object(tx, context, chosen.file().location()),
                  new Place(table.location(), layout, chosen.partition(), false),
                  Optional.empty(),
                  Optional.of(chosen.file())));
        }
        continue;
      }
      boolean links = table.files() == LakeTable.Files.SYMLINKS;
      if (table.partitionKeys().isEmpty()) {
        list(
            tx,
            context,
            entry.getKey(),
            new Place(table.location(), table, List.of(), links),
            found);
        continue;
      }
      if (isProjected(tx, context, pruner, entry.getKey(), entry.getValue(), found)) {
        continue;
      }
      PartitionFilter filter = pruner.filter(entry.getValue());
      Optional<String> after = Optional.empty();
      do {
        Page<Partition> page =
            context
                .tables()
                .listPartitions(
                    tx, context.region(), table.database(), table.name(), filter, after, 1000);
        for (Partition partition : page.items()) {
          List<@Nullable String> values =
              PartitionPruner.nulls(partition.values() == null ? List.of() : partition.values());
          list(
              tx,
              context,
              entry.getKey(),
              new Place(
                  location(table, partition), PartitionLayouts.of(table, partition), values, links),
              found);
        }
        after = page.next();
      } while (after.isPresent());
    }
  }

  /** Whether the table's own properties say what partitions there are; then they are listed. */
  private static boolean isProjected(
      Tx tx,
      StatementContext context,
      PartitionPruner pruner,
      PlanNodeId id,
      PartitionPruner.Scan scan,
      Listing found)
      throws SQLException {
    LakeTable table = scan.table();
    Optional<PartitionProjection> projection =
        PartitionProjection.of(table, context.call().now().toEpochMilli());
    if (projection.isEmpty()) {
      return false;
    }
    List<PartitionProjection.Projected> kept = new ArrayList<>();
    projection
        .get()
        .partitions(
            key -> pruner.values(scan, key), values -> pruner.keeps(scan, values), kept::add);
    boolean links = table.files() == LakeTable.Files.SYMLINKS;
    for (PartitionProjection.Projected partition : kept) {
      list(
          tx,
          context,
          id,
          new Place(partition.location(), table, partition.values(), links),
          found);
    }
    return true;
  }

  private static String location(LakeTable table, Partition partition) {
    return partition.storageDescriptor() == null || partition.storageDescriptor().location() == null
        ? table.location()
        : partition.storageDescriptor().location();
  }

  private static void list(
      Tx tx, StatementContext context, PlanNodeId scan, Place where, Listing found)
      throws SQLException {
    String location = where.location();
    S3Location place =
        S3Location.parse(location)
            .orElseThrow(
                () ->
                    new EngineException(
                        "HIVE_UNKNOWN_ERROR",
                        "The table's location is no s3:// name: " + location));
    found.places.add(place);
    if (found.failure != null) {
      return;
    }
    Optional<String> after = Optional.empty();
    do {
      Page<ObjectVersion> page;
      try {
        page = context.objects().list(tx, place.bucket(), place.prefix(), after, 1000);
      } catch (ServiceError e) {
        found.failure =
            new EngineException(
                "HIVE_METASTORE_ERROR", e.code() + ": " + e.message() + " (" + location + ")", e);
        return;
      }
      for (ObjectVersion version : page.items()) {
        if (version.size() > 0 && !isHidden(version.key().substring(place.prefix().length()))) {
          found.files.add(new Found(scan, version, where));
        }
      }
      if (found.files.size() > context.limits().filesRead()) {
        found.failure = tooMany(context);
        return;
      }
      after = page.next();
    } while (after.isPresent());
  }

  /** Whether Hive passes the object over. */
  static boolean isHidden(String path) {
    for (String segment : path.split("/", -1)) {
      if (segment.startsWith("_") || segment.startsWith(".")) {
        return true;
      }
    }
    return path.endsWith("/");
  }
}
