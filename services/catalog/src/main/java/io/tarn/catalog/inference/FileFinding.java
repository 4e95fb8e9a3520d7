package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * What one file turned out to be.
 *
 * @param rows counted in what was read
 * @param bytes those rows took
 * @param whole whether all of the file was read
 * @param why what decided the format, for the log
 * @param warnings what does not fit, each with file and line
 * @param fault why the file, or the rest of it, could not be read; empty when it could
 */
public record FileFinding(
    String file,
    FileFormat format,
    Compression compression,
    List<ColumnFinding> columns,
    long rows,
    long bytes,
    boolean whole,
    List<String> why,
    List<String> warnings,
    String fault) {
  public FileFinding {
    requireNonNull(file, "file is null");
    requireNonNull(format, "format is null");
    requireNonNull(compression, "compression is null");
    columns = List.copyOf(columns);
    why = List.copyOf(why);
    warnings = List.copyOf(warnings);
    requireNonNull(fault, "fault is null");
  }

  /** A file that was read without a fault. */
  FileFinding(
      String file,
      FileFormat format,
      Compression compression,
      List<ColumnFinding> columns,
      long rows,
      long bytes,
      boolean whole,
      List<String> why,
      List<String> warnings) {
    this(file, format, compression, columns, rows, bytes, whole, why, warnings, "");
  }

  /** A file that should have data and gives none: damaged, encrypted, or other than its name. */
  static FileFinding unreadable(String file, Compression compression, String why) {
    return unknown(file, compression, why).withFault(why);
  }

  static FileFinding unknown(String file, Compression compression, String why) {
    return new FileFinding(
        file,
        new FileFormat.Unknown(why),
        compression,
        List.of(),
        0,
        0,
        true,
        List.of(why),
        List.of());
  }

  static FileFinding nothing(String file, Compression compression, String why) {
    return new FileFinding(
        file,
        new FileFormat.Nothing(why),
        compression,
        List.of(),
        0,
        0,
        true,
        List.of(why),
        List.of());
  }

  FileFinding withFormat(FileFormat other) {
    return new FileFinding(
        file, other, compression, columns, rows, bytes, whole, why, warnings, fault);
  }

  FileFinding withWhy(List<String> other) {
    return new FileFinding(
        file, format, compression, columns, rows, bytes, whole, other, warnings, fault);
  }

  FileFinding withColumns(List<ColumnFinding> other) {
    return new FileFinding(
        file, format, compression, other, rows, bytes, whole, why, warnings, fault);
  }

  FileFinding withWarning(String warning) {
    List<String> more = new ArrayList<>(warnings);
    more.add(warning);
    return new FileFinding(
        file, format, compression, columns, rows, bytes, whole, why, more, fault);
  }

  FileFinding withFault(String other) {
    return new FileFinding(
        file, format, compression, columns, rows, bytes, whole, why, warnings, other);
  }

  /** Whether the file can be (part of) a table. */
  boolean isTable() {
    return !(format instanceof FileFormat.Unknown) && !(format instanceof FileFormat.Nothing);
  }
}
