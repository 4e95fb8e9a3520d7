package io.tarn.catalog;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.DeltaTarget;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.delta.DeltaColumn;
import io.tarn.catalog.delta.DeltaException;
import io.tarn.catalog.delta.DeltaFile;
import io.tarn.catalog.delta.DeltaGlue;
import io.tarn.catalog.delta.DeltaLog;
import io.tarn.catalog.delta.DeltaSnapshot;
import io.tarn.catalog.inference.ListedFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Delta Lake's tables, one at each path, from their logs: as native tables, or as tables over
 * manifests that name their files. Source: AWS Glue Developer Guide, "Supported data sources for
 * crawling", Delta Lake, and "DeltaTarget" of the Web API reference.
 */
final class DeltaTargets {
  private static final String HIVE = "org.apache.hadoop.hive.ql.io.";

  private final DeltaLog log;
  private final DeltaManifests manifests;
  private final CrawlContext crawl;
  private final int filesMax;

  DeltaTargets(DeltaLog log, DeltaManifests manifests, CrawlContext crawl, int filesMax) {
    this.log = log;
    this.manifests = manifests;
    this.crawl = crawl;
    this.filesMax = filesMax;
  }

  /** The table at a path; empty when there is none, or none that can be read. */
  Optional<Candidate> find(DeltaTarget target, S3Path path) {
    boolean isNative = Boolean.TRUE.equals(target.createNativeDeltaTable());
    boolean writes = Boolean.TRUE.equals(target.writeManifest());
    try {
      DeltaSnapshot snapshot =
          isNative && !writes
              ? log.describe(path.bucket(), path.folder())
              : log.load(path.bucket(), path.folder(), filesMax);
      crawl
          .log()
          .info("Version " + snapshot.version() + " of the Delta table at " + path.location());
      if (!isNative || writes) {
        Optional<String> why = snapshot.unreadable();
        if (why.isPresent()) {
          crawl.unread(log(path), why.get() + " is not supported by manifests");
          return Optional.empty();
        }
      }
      if (writes) {
        manifests.write(path, snapshot, byPartition(snapshot));
      }
      return Optional.of(isNative ? nativeTable(path, snapshot) : linked(path, snapshot));
    } catch (DeltaException e) {
      if (e.kind() == DeltaException.Kind.MISSING) {
        crawl.log().warn("No Delta table was found at " + path.location() + ": " + e.text());
      } else {
        crawl.unread(log(path), e.text());
      }
      return Optional.empty();
    }
  }

  private static ListedFile log(S3Path path) {
    return new ListedFile(path.bucket(), path.folder() + "_delta_log/", 0, Instant.EPOCH);
  }

  private static String element(S3Path path) {
    String folder = path.folder().isEmpty() ? path.bucket() : path.folder();
    return folder.replaceFirst("/$", "").replaceFirst("^.*/", "");
  }

  private Candidate nativeTable(S3Path path, DeltaSnapshot snapshot) {
    Map<String, String> parameters = parameters();
    parameters.put("classification", "delta");
    parameters.putAll(DeltaGlue.parameters(snapshot));
    TableInput table =
        input(path, snapshot)
            .parameters(parameters)
            .storageDescriptor(
                DeltaGlue.storage(snapshot).toBuilder()
                    .columns(columns(snapshot, snapshot.dataColumns()))
                    .build())
            .build();
    return candidate(
        path,
        path.location(),
        table,
        List.of(),
        "the native Delta table at " + path.location() + ", version " + snapshot.version(),
        snapshot);
  }

  private Candidate linked(S3Path path, DeltaSnapshot snapshot) {
    String location = path.location() + DeltaManifests.FOLDER;
    Map<String, String> parameters = parameters();
    parameters.put("classification", "parquet");
    parameters.put("EXTERNAL", "TRUE");
    parameters.put("delta.lastUpdateVersion", Long.toString(snapshot.version()));
    TableInput table =
        input(path, snapshot)
            .parameters(parameters)
            .storageDescriptor(linked(location, columns(snapshot, snapshot.dataColumns())))
            .build();
    List<PartitionInput> partitions = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (List<@Nullable String> values : byPartition(snapshot).keySet()) {
      String folder = DeltaManifests.folder(snapshot, values);
      if (!manifests.isThere(path, folder)) {
        warnings.add("there is no manifest at " + location + folder);
      } else if (!values.isEmpty()) {
        partitions.add(
            PartitionInput.builder()
                .values(values.stream().map(DeltaManifests::nameOf).toList())
                .parameters(parameters())
                .storageDescriptor(linked(location + folder, plain(snapshot.dataColumns())))
                .build());
      }
    }
    Candidate found =
        candidate(
            path,
            location,
            table,
            partitions,
            "the manifests of the Delta table at "
                + path.location()
                + ", version "
                + snapshot.version(),
            snapshot);
    return new Candidate(
        found.element(),
        found.location(),
        found.table(),
        found.partitions(),
        found.why(),
        found.columns(),
        warnings);
  }

  private static StorageDescriptor linked(String location, List<Column> columns) {
    return StorageDescriptor.builder()
        .columns(columns)
        .location(location)
        .inputFormat(HIVE + "SymlinkTextInputFormat")
        .outputFormat(HIVE + "HiveIgnoreKeyTextOutputFormat")
        .compressed(false)
        .numberOfBuckets(-1)
        .serdeInfo(
            SerDeInfo.builder()
                .serializationLibrary(HIVE + "parquet.serde.ParquetHiveSerDe")
                .parameters(Map.of("serialization.format", "1"))
                .build())
        .bucketColumns(List.of())
        .sortColumns(List.of())
        .storedAsSubDirectories(false)
        .build();
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("CrawlerSchemaDeserializerVersion", "1.0");
    parameters.put("CrawlerSchemaSerializerVersion", "1.0");
    parameters.put("UPDATED_BY_CRAWLER", crawl.name());
    return parameters;
  }

  private static TableInput.Builder input(S3Path path, DeltaSnapshot snapshot) {
    return TableInput.builder()
        .name(element(path))
        .description(snapshot.description())
        .owner("owner")
        .retention(0)
        .tableType("EXTERNAL_TABLE")
        .partitionKeys(plain(snapshot.partitionColumns()));
  }

  private static Candidate candidate(
      S3Path path,
      String location,
      TableInput table,
      List<PartitionInput> partitions,
      String why,
      DeltaSnapshot snapshot) {
    List<String> columns = new ArrayList<>();
    snapshot
        .columns()
        .forEach(
            column ->
                columns.add(
                    column.name()
                        + " "
                        + column.type().text()
                        + ": of the schema in version "
                        + snapshot.version()));
    return new Candidate(
        element(path),
        location,
        table,
        partitions,
        List.of("one table: " + why),
        columns,
        List.of());
  }

  /** The columns with why they are as they are. */
  private static List<Column> columns(DeltaSnapshot snapshot, List<DeltaColumn> columns) {
    List<Column> explained = new ArrayList<>();
    for (Column column : plain(columns)) {
      explained.add(
          column.toBuilder()
              .parameters(
                  Map.of(
                      CrawlAccount.EVIDENCE,
                      "the schema in version " + snapshot.version() + " of the Delta log",
                      CrawlAccount.CERTAINTY,
                      "1.0"))
              .build());
    }
    return explained;
  }

  private static List<Column> plain(List<DeltaColumn> columns) {
    return columns.stream().map(DeltaGlue::column).toList();
  }

  /** The files of each partition, in the order of the partitions' folders. */
  private static Map<List<@Nullable String>, List<DeltaFile>> byPartition(DeltaSnapshot snapshot) {
    Map<String, List<@Nullable String>> folders = new TreeMap<>();
    Map<List<@Nullable String>, List<DeltaFile>> files = new LinkedHashMap<>();
    for (DeltaFile file : snapshot.files()) {
      List<@Nullable String> values = snapshot.partitionOf(file);
      folders.put(DeltaManifests.folder(snapshot, values), values);
      files.computeIfAbsent(values, unused -> new ArrayList<>()).add(file);
    }
    if (snapshot.partitionColumns().isEmpty()) {
      // A table without rows has a manifest, too: one that names nothing.
      files.computeIfAbsent(List.of(), unused -> new ArrayList<>());
      folders.put("", List.of());
    }
    Map<List<@Nullable String>, List<DeltaFile>> ordered = new LinkedHashMap<>();
    folders.values().forEach(values -> ordered.put(values, files.get(values)));
    return ordered;
  }
}
