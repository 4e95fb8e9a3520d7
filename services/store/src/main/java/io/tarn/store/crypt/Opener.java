package io.tarn.store.crypt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Gives the data keys of sealed blobs to whoever was found to be allowed. */
@FunctionalInterface
public interface Opener {
  /**
   * @throws io.tarn.kernel.ServiceError when the key cannot be used any more
   */
  byte[] key(long blob, Encryption encryption, byte[] wrapped) throws IOException;

  /** Where sealed bytes come from. */
  @FunctionalInterface
  interface Source {
    InputStream open(long offset, long length) throws IOException;
  }

  /**
   * Opens a range of a sealed blob.
   *
   * @param size of the blob, not sealed
   * @param document what {@link Seal#document} gave
   */
  default InputStream open(
      long blob, long size, String document, long offset, long length, Source source)
      throws IOException {
    if (length == 0) {
      return InputStream.nullInputStream();
    }
    SealedKey sealed = SealedKey.ofJson(document);
    Chunks chunks = new Chunks(key(blob, sealed.encryption(), sealed.wrapped()), blob);
    long begin = offset / Chunks.PLAIN * Chunks.SEALED;
    long behind = (offset + length - 1) / Chunks.PLAIN * Chunks.SEALED + Chunks.SEALED;
    long end = Math.min(behind, Chunks.sealedSize(size));
    return new ChunkInput(source.open(begin, end - begin), chunks, size, offset, length);
  }

  /** The same for sealed bytes that are at hand. */
  default InputStream open(
      long blob, long size, String document, long offset, long length, byte[] sealed)
      throws IOException {
    return open(
        blob,
        size,
        document,
        offset,
        length,
        (from, count) -> new ByteArrayInputStream(sealed, (int) from, (int) count));
  }
}
