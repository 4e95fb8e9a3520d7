package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.FileBytes;
import io.tarn.store.BlobRow.Piece;
import io.tarn.store.crypt.Opener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A range of a multipart object, part after part, each opened when it is reached. */
final class PiecesInput extends InputStream implements ReadableByteChannel, FileBytes {
  private static final int BUFFER = 64 * 1024;

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
    for (InputStream piece = piece(); piece != null; piece = piece()) {
      int n = piece.read(target, offset, length);
      if (n >= 0) {
        left -= n;
        return n;
      }
      close();
    }
    return -1;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    for (InputStream piece = piece(); piece != null; piece = piece()) {
      int n = read(piece, target);
      if (n >= 0) {
        left -= n;
        return n;
      }
      close();
    }
    return -1;
  }

  private static int read(InputStream piece, ByteBuffer target) throws IOException {
    if (piece instanceof ReadableByteChannel channel) {
      return channel.read(target);
    }
    byte[] some = new byte[Math.min(target.remaining(), BUFFER)];
    int n = piece.read(some, 0, some.length);
    if (n > 0) {
      target.put(some, 0, n);
    }
    return n;
  }

  @Override
  public long sendTo(WritableByteChannel target, long most) throws IOException {
    if (!(piece() instanceof FileBytes file)) {
      return 0;
    }
    long n = file.sendTo(target, most);
    left -= n;
    return n;
  }

  /** The part under way, or the next one; null behind the last. */
  private @Nullable InputStream piece() throws IOException {
    if (current == null && left > 0) {
      Piece piece = pieces.get(next++);
      current = blobs.open(piece.blob(), skip, Math.min(piece.size() - skip, left), opener);
      skip = 0;
    }
    return current;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
