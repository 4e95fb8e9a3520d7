package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.store.BlobRow.Piece;
import io.tarn.store.crypt.Opener;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A range of a multipart object, part after part, each opened when it is reached. */
final class PiecesInput extends InputStream {
  private final Blobs blobs;
  private final List<Piece> pieces;
  private final Opener opener;
  private int next;
  private long skip;
  private long left;
  private @Nullable InputStream current;

  PiecesInput(Blobs blobs, List<Piece> pieces, long offset, long length, Opener opener) {
    this.blobs = requireNonNull(blobs, "blobs is null");
    this.pieces = pieces;
    this.opener = requireNonNull(opener, "opener is null");
    this.left = length;
    this.skip = offset;
    while (next < pieces.size() && skip >= pieces.get(next).size()) {
      skip -= pieces.get(next).size();
      next++;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (left > 0) {
      if (current == null) {
        Piece piece = pieces.get(next++);
        current = blobs.open(piece.blob(), skip, Math.min(piece.size() - skip, left), opener);
        skip = 0;
      }
      int n = current.read(target, offset, length);
      if (n >= 0) {
        left -= n;
        return n;
      }
      current.close();
      current = null;
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
    }
  }
}
