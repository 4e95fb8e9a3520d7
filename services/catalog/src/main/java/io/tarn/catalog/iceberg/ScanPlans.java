package io.tarn.catalog.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Scan;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.NoSuchPlanIdException;
import org.apache.iceberg.exceptions.NoSuchPlanTaskException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.PlanStatus;
import org.apache.iceberg.rest.credentials.Credential;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.apache.iceberg.rest.responses.FetchPlanningResultResponse;
import org.apache.iceberg.rest.responses.FetchScanTasksResponse;
import org.apache.iceberg.rest.responses.PlanTableScanResponse;

/**
 * Scans of one table that the server plans: at once, in the request that asks for them. A long
 * plan's files are dealt out to its parts by their names, so that each part is found again whatever
 * order the manifests are read in.
 */
final class ScanPlans {
  static final int FILES_A_PART = 1_000;

  /** A name in a URL; what is longer is not offered for fetching again. */
  private static final int NAME_MAX = 4_000;

  private final Table table;
  private final int filesAPart;

  ScanPlans(Table table, int filesAPart) {
    this.table = table;
    this.filesAPart = filesAPart;
  }

  PlanTableScanResponse plan(PlanTableScanRequest request, List<Credential> keys) {
    PlanName name = new PlanName(table, request);
    List<FileScanTask> all = files(name);
    int parts = Math.max(1, (all.size() + filesAPart - 1) / filesAPart);
    String id = name.part(0, parts).text();
    PlanTableScanResponse.Builder plan =
        PlanTableScanResponse.builder(table.specs())
            .withPlanStatus(PlanStatus.COMPLETED)
            .withFileScanTasks(of(name.part(0, parts), all))
            .withCredentials(keys);
    if (id.length() <= NAME_MAX) {
      plan.withPlanId(id);
    }
    if (parts > 1) {
      plan.withPlanTasks(others(name, parts));
    }
    return plan.build();
  }

  FetchPlanningResultResponse result(String planId, List<Credential> keys) {
    PlanName name = find(planId, NoSuchPlanIdException::new);
    FetchPlanningResultResponse.Builder result =
        FetchPlanningResultResponse.builder(table.specs())
            .withPlanStatus(PlanStatus.COMPLETED)
            .withFileScanTasks(of(name, files(name)))
            .withCredentials(keys);
    if (name.parts() > 1) {
      result.withPlanTasks(others(name, name.parts()));
    }
    return result.build();
  }

  FetchScanTasksResponse tasks(String planTask) {
    PlanName name = find(planTask, NoSuchPlanTaskException::new);
    return FetchScanTasksResponse.builder(table.specs())
        .withFileScanTasks(of(name, files(name)))
        .build();
  }

  /** A plan is over when it is answered: there is nothing left to stop. */
  void cancel(String planId) {
    find(planId, NoSuchPlanIdException::new);
  }

  private static List<String> others(PlanName name, int parts) {
    return IntStream.range(1, parts).mapToObj(part -> name.part(part, parts).text()).toList();
  }

  private static List<FileScanTask> of(PlanName name, List<FileScanTask> all) {
    return all.stream()
        .filter(
            task -> Math.floorMod(task.file().location().hashCode(), name.parts()) == name.part())
        .toList();
  }

  private PlanName find(String text, Function<String, RuntimeException> none) {
    PlanName name;
    try {
      name = PlanName.parse(text);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw none.apply("There is no such plan of this table");
    }
    boolean known =
        name.table().equals(String.valueOf(table.uuid()))
            && (name.snapshot().isEmpty() || table.snapshot(name.snapshot().getAsLong()) != null);
    if (!known) {
      throw none.apply("The plan's table or its snapshot is gone");
    }
    return name;
  }

  private List<FileScanTask> files(PlanName name) {
    List<FileScanTask> files = new ArrayList<>();
    Optional<Scan<?, FileScanTask, ?>> scan = scan(name);
    if (scan.isEmpty()) {
      return files;
    }
    try (CloseableIterable<FileScanTask> planned = scan.get().planFiles()) {
      planned.forEach(files::add);
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty where the table had no snapshot yet. */
  private Optional<Scan<?, FileScanTask, ?>> scan(PlanName name) {
    PlanTableScanRequest request = name.request();
    if (request.endSnapshotId() != null) {
      known(request.startSnapshotId());
      known(request.endSnapshotId());
      // The specification excludes the first; the library's own handler includes it.
      return Optional.of(
          configured(
              table
                  .newIncrementalAppendScan()
                  .fromSnapshotExclusive(request.startSnapshotId())
                  .toSnapshot(request.endSnapshotId()),
              request));
    }
    if (request.snapshotId() == null && name.snapshot().isEmpty()) {
      return Optional.empty();
    }
    long snapshot =
        request.snapshotId() == null ? name.snapshot().getAsLong() : request.snapshotId();
    known(snapshot);
    return Optional.of(
        configured(standing(snapshot, request.useSnapshotSchema()).newScan(), request));
  }

  private void known(long snapshot) {
    if (table.snapshot(snapshot) == null) {
      throw new IllegalArgumentException("Cannot find snapshot with ID " + snapshot);
    }
  }

  /** The table with the rows of a snapshot, and the columns of today or of then. */
  private Table standing(long snapshot, boolean columnsOfThen) {
    TableOperations operations = ((HasTableOperations) table).operations();
    TableMetadata.Builder then =
        TableMetadata.buildFrom(operations.current())
            .removeRef(SnapshotRef.MAIN_BRANCH)
            .setBranchSnapshot(snapshot, SnapshotRef.MAIN_BRANCH);
    Integer schema = table.snapshot(snapshot).schemaId();
    if (columnsOfThen && schema != null) {
      then.setCurrentSchema(schema);
    }
    return new BaseTable(
        new StaticTableOperations(then.discardChanges().build(), operations.io()), table.name());
  }

  private static <T extends Scan<T, FileScanTask, ?>> T configured(
      T scan, PlanTableScanRequest request) {
    T made = scan.caseSensitive(request.caseSensitive());
    if (request.select() != null) {
      made = made.select(request.select());
    }
    if (request.filter() != null) {
      made = made.filter(request.filter());
    }
    if (request.statsFields() != null) {
      made = made.includeColumnStats(request.statsFields());
    }
    return made;
  }
}
