package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A table that a crawl has found.
 *
 * @param bucket and {@code path}: where it lies; the path ends with {@code /} unless the table is
 *     one file, and is empty for a whole bucket
 * @param element the path element that names it
 * @param partitionKeys names, outermost first; empty for a table without partitions
 * @param partitions one for each folder that holds data, with as many values as there are keys
 * @param why how it came to be this table, for the log
 * @param warnings what does not fit, with file and line
 */
public record TableFinding(
    String bucket,
    String path,
    String element,
    FileFormat format,
    Compression compression,
    List<ColumnFinding> columns,
    List<String> partitionKeys,
    List<Part> partitions,
    Volume volume,
    List<String> why,
    List<String> warnings) {
  public TableFinding {
    requireNonNull(format, "format is null");
    columns = List.copyOf(columns);
    partitionKeys = List.copyOf(partitionKeys);
    partitions = List.copyOf(partitions);
    why = List.copyOf(why);
    warnings = List.copyOf(warnings);
  }

  public String location() {
    return "s3://" + bucket + "/" + path;
  }

  /**
   * One partition.
   *
   * @param path its folder, ending with {@code /}
   * @param columns what its own files hold
   */
  public record Part(
      List<String> values,
      String path,
      FileFormat format,
      Compression compression,
      List<ColumnFinding> columns,
      Volume volume) {
    public Part {
      values = List.copyOf(values);
      columns = List.copyOf(columns);
    }
  }

  /**
   * How much there is.
   *
   * @param objects files with data
   * @param bytes as stored
   * @param sampledRows rows counted in what was read
   * @param sampledBytes bytes those rows took, unpacked
   */
  public record Volume(long objects, long bytes, long sampledRows, long sampledBytes) {
    static final Volume NONE = new Volume(0, 0, 0, 0);

    Volume plus(Volume other) {
      return new Volume(
          objects + other.objects,
          bytes + other.bytes,
          sampledRows + other.sampledRows,
          sampledBytes + other.sampledBytes);
    }

    public long averageRecordSize() {
      return sampledRows == 0 ? 0 : Math.max(1, sampledBytes / sampledRows);
    }

    /** Counted where every byte was read, estimated from the size otherwise. */
    public long recordCount() {
      if (sampledBytes >= bytes || averageRecordSize() == 0) {
        return sampledRows;
      }
      return bytes / averageRecordSize();
    }
  }
}
