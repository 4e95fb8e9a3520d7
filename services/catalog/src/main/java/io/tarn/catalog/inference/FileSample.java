package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What was read of one file.
 *
 * @param name as the log shows it, an {@code s3://} URI
 * @param size of the stored object in bytes
 * @param compression what the bytes were unpacked from
 * @param head the first bytes, unpacked
 * @param whole whether {@code head} is all of the file
 * @param pieces further parts of a large file, in order, none of them overlapping
 */
public record FileSample(
    String name,
    long size,
    Compression compression,
    byte[] head,
    boolean whole,
    List<Piece> pieces) {
  public FileSample {
    requireNonNull(name, "name is null");
    requireNonNull(compression, "compression is null");
    pieces = List.copyOf(pieces);
  }

  /** A small file read whole. */
  public static FileSample whole(String name, byte[] bytes) {
    return new FileSample(name, bytes.length, Compression.of(bytes, name), bytes, true, List.of());
  }

  /**
   * A part from inside a file.
   *
   * @param offset of its first byte in the file
   */
  public record Piece(long offset, byte[] bytes) {}

  /** Reads more of the file when a finding must be located exactly. */
  @FunctionalInterface
  public interface LineCounter {
    /** How many line feeds stand before the offset. */
    long linesBefore(long offset);
  }
}
