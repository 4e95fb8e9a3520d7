package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A table in the making: a place, a schema, and the partitions found so far. Not thread-safe. */
final class Dataset {
  private static final int NAMES_SHOWN = 5;

  private final String bucket;
  private final String path;
  private final String element;
  private final List<String> keys;
  private final List<TableFinding.Part> parts;
  private final List<ListedFile> files;
  private final List<String> why;
  private final List<String> warnings;
  private FileFormat format;
  private Compression compression;
  private List<ColumnFinding> columns;
  private TableFinding.Volume volume;
  private int swallowed;

  private Dataset(
      String bucket,
      String path,
      String element,
      List<String> keys,
      FolderProbe.Cluster cluster,
      List<TableFinding.Part> parts) {
    this.bucket = bucket;
    this.path = path;
    this.element = element;
    this.keys = new ArrayList<>(keys);
    this.parts = new ArrayList<>(parts);
    this.files = new ArrayList<>(cluster.files());
    this.why = new ArrayList<>(cluster.why());
    this.warnings = new ArrayList<>(cluster.warnings());
    this.format = cluster.format();
    this.compression = cluster.compression();
    this.columns = cluster.columns();
    this.volume = cluster.volume();
  }

  static Dataset of(Folder folder, FolderProbe.Cluster cluster) {
    return new Dataset(
        folder.bucket(), folder.path(), folder.name(), List.of(), cluster, List.of());
  }

  String path() {
    return path;
  }

  boolean isFolder() {
    return path.isEmpty() || path.endsWith("/");
  }

  int fileCount() {
    return files.size();
  }

  String fileNames() {
    List<String> names = files.stream().map(ListedFile::uri).limit(NAMES_SHOWN).toList();
    return String.join(", ", names)
        + (files.size() > names.size() ? " and " + (files.size() - names.size()) + " more" : "");
  }

  String describe() {
    return format.classification() + " with columns " + names();
  }

  private List<String> names() {
    return columns.stream().map(ColumnFinding::name).toList();
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  boolean alike(Dataset other) {
    return alike(other, Schemas.Bond.SIBLINGS);
  }

  boolean alike(Dataset other, Schemas.Bond bond) {
    return Schemas.alike(format, columns, other.format, other.columns, bond);
  }

  boolean hasKeysOf(Dataset other) {
    return keys.equals(other.keys);
  }

  /** One table a file. A dataset that has become partitions already stays as it is. */
  List<Dataset> byFile() {
    if (!isFolder() || !parts.isEmpty()) {
      return List.of(this);
    }
    List<Dataset> tables = new ArrayList<>();
    for (ListedFile file : files) {
      TableFinding.Volume share =
          files.size() == 1
              ? volume
              : new TableFinding.Volume(
                  1, file.size(), volume.sampledRows(), volume.sampledBytes());
      FolderProbe.Cluster cluster =
          new FolderProbe.Cluster(
              format, compression, columns, List.of(file), share, why, warnings);
      tables.add(new Dataset(bucket, file.key(), file.name(), List.of(), cluster, List.of()));
    }
    return tables;
  }

  /** The same data as one value of a partition key of the folder above. */
  Dataset asPartition(Folder parent, String key, String value) {
    List<String> longer = new ArrayList<>(List.of(key));
    longer.addAll(keys);
    List<TableFinding.Part> deeper = new ArrayList<>();
    if (parts.isEmpty()) {
      deeper.add(new TableFinding.Part(List.of(value), path, format, compression, columns, volume));
    }
    for (TableFinding.Part part : parts) {
      deeper.add(
          new TableFinding.Part(
              Stream.concat(Stream.of(value), part.values().stream()).toList(),
              part.path(),
              part.format(),
              part.compression(),
              part.columns(),
              part.volume()));
    }
    FolderProbe.Cluster cluster =
        new FolderProbe.Cluster(format, compression, columns, files, volume, why, warnings);
    return new Dataset(bucket, parent.path(), parent.name(), longer, cluster, deeper);
  }

  void add(Dataset other) {
    String where = other.parts.getFirst().path();
    boolean nameless = isNameless(format);
    if (nameless == isNameless(other.format)) {
      columns = Schemas.merge(columns, other.columns, where);
    } else {
      warnings.add(
          where
              + " has "
              + (nameless ? "a" : "no")
              + " header, the partitions before it "
              + (nameless ? "have none" : "have one"));
      columns =
          nameless
              ? Delimiteds.widenByPosition(other.columns, columns, where)
              : Delimiteds.widenByPosition(columns, other.columns, where);
    }
    if (format instanceof FileFormat.Delimited ours
        && other.format instanceof FileFormat.Delimited theirs) {
      format = Delimiteds.merge(ours, theirs);
    }
    parts.addAll(other.parts);
    files.addAll(other.files);
    warnings.addAll(other.warnings);
    volume = volume.plus(other.volume);
  }

  private static boolean isNameless(FileFormat format) {
    return format instanceof FileFormat.Delimited csv && !csv.header();
  }

  /** The folders below hold the same as this one: one table without partitions reads them all. */
  Dataset swallow(Dataset below) {
    columns = Schemas.merge(columns, below.columns, below.path);
    volume = volume.plus(below.volume);
    files.addAll(below.files);
    warnings.addAll(below.warnings);
    swallowed += below.parts.size();
    return this;
  }

  TableFinding toTable() {
    List<String> named = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      named.add(keys.get(i).isEmpty() ? "partition_" + i : keys.get(i));
    }
    List<ColumnFinding> data = asRead(withoutKeys(named), format);
    List<String> reasons = new ArrayList<>();
    reasons.add(
        "one table at s3://"
            + bucket
            + "/"
            + path
            + ": "
            + volume.objects()
            + " files, "
            + volume.bytes()
            + " bytes, "
            + (named.isEmpty()
                ? "no partitions"
                : parts.size() + " partitions by " + String.join(", ", named))
            + (swallowed > 0 ? ", " + swallowed + " folders below read along" : ""));
    reasons.addAll(why);
    return new TableFinding(
        bucket,
        path,
        element,
        format,
        compression,
        data,
        named,
        parts.stream().map(Dataset::asRead).toList(),
        volume,
        reasons,
        warnings.stream().distinct().toList());
  }

  /** The types that the format's reader is told. */
  private static List<ColumnFinding> asRead(List<ColumnFinding> found, FileFormat format) {
    return format instanceof FileFormat.Delimited csv && csv.isReadByOpenCsv()
        ? found.stream().map(ColumnFinding::strictly).toList()
        : found;
  }

  private static TableFinding.Part asRead(TableFinding.Part part) {
    return new TableFinding.Part(
        part.values(),
        part.path(),
        part.format(),
        part.compression(),
        asRead(part.columns(), part.format()),
        part.volume());
  }

  /** A column cannot have a partition key's name: by-name formats lose it, CSV renames it. */
  private List<ColumnFinding> withoutKeys(List<String> partitionKeys) {
    List<ColumnFinding> kept = new ArrayList<>();
    for (ColumnFinding column : columns) {
      if (!partitionKeys.contains(column.name())) {
        kept.add(column);
      } else if (format instanceof FileFormat.Delimited) {
        String renamed = column.name() + "_1";
        kept.add(column.named(renamed));
        warnings.add("column " + column.name() + " is also a partition key: named " + renamed);
      } else {
        warnings.add(
            "column " + column.name() + " is also a partition key: the key's value is read");
      }
    }
    return kept;
  }
}
