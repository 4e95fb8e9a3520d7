package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import io.tarn.store.BlobRow.Piece;
import io.tarn.store.crypt.Opener;
import io.tarn.store.spi.BlobStore;
import io.tarn.store.upkeep.Kept;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Bytes by number, whichever of the three ways they are kept, with the count of who uses them. */
final class Blobs {
  private final Ledger ledger;
  private final BlobStore files;
  private final BlobIds ids;
  private final Set<Long> staged = ConcurrentHashMap.newKeySet();

  Blobs(Ledger ledger, BlobStore files, BlobIds ids) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.files = requireNonNull(files, "files is null");
    this.ids = requireNonNull(ids, "ids is null");
  }

  BlobStore files() {
    return files;
  }

  /** A new number, known as staged until {@link #settle}: the sweeper leaves its file alone. */
  long stage() {
    long id = ids.next();
    staged.add(id);
    return id;
  }

  boolean isStaged(long id) {
    return staged.contains(id);
  }

  /** The commit that uses a staged number is through, or will never be. */
  void settle(long id) {
    staged.remove(id);
  }

  static void insert(Tx tx, StoredBytes stored) throws SQLException {
    byte[] bytes = stored.bytes();
    Kept kept = bytes == null ? stored.kept() : Kept.of(bytes);
    Sql.update(
        tx,
        "INSERT INTO store_blob (id, size, refs, bytes, parts, kept, crc, seal)"
            + " VALUES (?, ?, 1, ?, NULL, ?, ?, ?)",
        stored.blob(),
        stored.size(),
        bytes,
        kept == null ? null : kept.length(),
        kept == null ? null : kept.crc(),
        stored.seal());
  }

  /**
   * @param seal what stands beside sealed bytes; each piece has its own besides
   */
  static void insertParts(Tx tx, long id, long size, List<Piece> pieces, @Nullable String seal)
      throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO store_blob (id, size, refs, bytes, parts, seal) VALUES (?, ?, 1, NULL, ?, ?)",
        id,
        size,
        BlobRow.write(pieces),
        seal);
  }

  static void share(Tx tx, long id) throws SQLException {
    int rows =
        Sql.update(tx, "UPDATE store_blob SET refs = refs + 1 WHERE id = ? AND refs > 0", id);
    if (rows != 1) {
      throw new IllegalStateException("Blob " + id + " has a version but no bytes");
    }
  }

  /** Lets go of bytes; the purger removes what nobody uses. */
  static void release(Tx tx, long id) throws SQLException {
    Sql.update(tx, "UPDATE store_blob SET refs = refs - 1 WHERE id = ? AND refs > 0", id);
  }

  static Optional<BlobRow> find(Tx tx, long id) throws SQLException {
    return Sql.one(
        tx, "SELECT id, size, bytes, parts, seal FROM store_blob WHERE id = ?", Blobs::read, id);
  }

  static boolean exists(Tx tx, long id) throws SQLException {
    return Sql.one(tx, "SELECT 1 FROM store_blob WHERE id = ?", row -> row.getLong(1), id)
        .isPresent();
  }

  private static BlobRow read(ResultSet row) throws SQLException {
    return new BlobRow(
        row.getLong(1),
        row.getLong(2),
        row.getBytes(3),
        Optional.ofNullable(row.getString(4)).map(BlobRow::pieces),
        row.getString(5));
  }

  /**
   * Opens a range, decrypted. A hold must have been open since before the version was read, and
   * stay so until the stream is closed.
   */
  InputStream open(BlobRow blob, long offset, long length, Opener opener) throws IOException {
    if (blob.parts().isPresent()) {
      return new PiecesInput(this, blob.parts().get(), offset, length, opener);
    }
    byte[] bytes = blob.bytes();
    if (blob.seal() == null) {
      return bytes == null
          ? fromFile(blob, offset, length)
          : new ByteArrayInputStream(bytes, (int) offset, (int) length);
    }
    return bytes == null
        ? opener.open(
            blob.id(),
            blob.size(),
            blob.seal(),
            offset,
            length,
            (from, count) -> fromFile(blob, from, count))
        : opener.open(blob.id(), blob.size(), blob.seal(), offset, length, bytes);
  }

  private InputStream fromFile(BlobRow blob, long offset, long length) throws IOException {
    return length == 0 ? InputStream.nullInputStream() : files.open(blob.id(), offset, length);
  }

  /** Opens a range of a piece, whose own bytes may lie inline. */
  InputStream open(long id, long offset, long length, Opener opener) throws IOException {
    Optional<BlobRow> row = ledger.read(tx -> find(tx, id));
    if (row.isEmpty()) {
      throw new IOException("Blob " + id + " is gone");
    }
    try {
      return open(row.get(), offset, length, opener);
    } catch (ServiceError e) {
      // The answer has begun: a key that went away meanwhile can only break it off.
      throw new IOException("Blob " + id + " cannot be opened any more: " + e.message(), e);
    }
  }
}
