package io.tarn.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where bytes are: in the row itself, in the parts of a multipart object, or, when there is
 * neither, in the file of the same number.
 *
 * @param size before the bytes were sealed
 * @param seal what stands beside sealed bytes, also beside those of parts; null for others
 */
record BlobRow(
    long id,
    long size,
    byte @Nullable [] bytes,
    Optional<List<Piece>> parts,
    @Nullable String seal) {
  /**
   * One part of a multipart object.
   *
   * @param checksum of the object's algorithm in Base64, or empty
   */
  record Piece(int number, long blob, long size, String checksum) {}

  static String write(List<Piece> pieces) {
    StringBuilder text = new StringBuilder(pieces.size() * 32);
    for (Piece piece : pieces) {
      text.append(piece.number()).append(':').append(piece.blob()).append(':');
      text.append(piece.size()).append(':').append(piece.checksum()).append('\n');
    }
    return text.toString();
  }

  static List<Piece> pieces(String text) {
    return text.lines()
        .map(
            line -> {
              String[] parts = line.split(":", 4);
              return new Piece(
                  Integer.parseInt(parts[0]),
                  Long.parseLong(parts[1]),
                  Long.parseLong(parts[2]),
                  parts[3]);
            })
        .toList();
  }
}
