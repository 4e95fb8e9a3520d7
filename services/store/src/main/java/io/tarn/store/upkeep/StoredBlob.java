package io.tarn.store.upkeep;

import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A blob as the ledger has it.
 *
 * @param size as its object shows it
 * @param kept what lies on the disk or in the row; empty for what an older Tarn wrote
 * @param bytes when they lie in the row itself
 * @param parts the blobs that a multipart object is made of
 */
record StoredBlob(
    long id, long size, Optional<Kept> kept, byte @Nullable [] bytes, List<Long> parts) {
  private static final String COLUMNS = "SELECT id, size, kept, crc, bytes, parts FROM store_blob";

  /** Those in use behind an id, in order. */
  static List<StoredBlob> after(Tx tx, long id, int limit) throws SQLException {
    return Sql.list(
        tx,
        COLUMNS + " WHERE id > ? AND refs > 0 ORDER BY id LIMIT " + limit,
        StoredBlob::read,
        id);
  }

  static boolean inUse(Tx tx, long id) throws SQLException {
    return !Sql.list(
            tx, "SELECT 1 FROM store_blob WHERE id = ? AND refs > 0", row -> row.getLong(1), id)
        .isEmpty();
  }

  static boolean exists(Tx tx, long id) throws SQLException {
    return !Sql.list(tx, "SELECT 1 FROM store_blob WHERE id = ?", row -> row.getLong(1), id)
        .isEmpty();
  }

  boolean isFile() {
    return bytes == null && parts.isEmpty() && size > 0;
  }

  /** Bytes of its file: more than its size when they are encrypted. */
  long fileLength() {
    return kept.map(Kept::length).orElse(size);
  }

  static StoredBlob read(ResultSet row) throws SQLException {
    long kept = row.getLong(3);
    boolean known = !row.wasNull();
    long crc = row.getLong(4);
    String parts = row.getString(6);
    return new StoredBlob(
        row.getLong(1),
        row.getLong(2),
        known ? Optional.of(new Kept(kept, crc)) : Optional.empty(),
        row.getBytes(5),
        parts == null ? List.of() : partsOf(parts));
  }

  /** A line a part: its number, its blob, its size, its checksum, with colons between. */
  private static List<Long> partsOf(String text) {
    List<Long> parts = new ArrayList<>();
    text.lines().forEach(line -> parts.add(Long.parseLong(line.split(":", 3)[1])));
    return parts;
  }
}
