package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Body;
import io.tarn.store.crypt.Opener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The answer of a read: bytes of a version, held until the body is closed. */
final class StoredBody implements Body {
  private final Blobs blobs;
  private final BlobRow blob;
  private final long offset;
  private final long length;
  private final Opener opener;
  private final Objects.Hold hold;
  private @Nullable InputStream stream;

  StoredBody(
      Blobs blobs, BlobRow blob, long offset, long length, Opener opener, Objects.Hold hold) {
    this.blobs = requireNonNull(blobs, "blobs is null");
    this.blob = requireNonNull(blob, "blob is null");
    this.offset = offset;
    this.length = length;
    this.opener = requireNonNull(opener, "opener is null");
    this.hold = requireNonNull(hold, "hold is null");
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(length);
  }

  @Override
  public InputStream open() throws IOException {
    InputStream opened = blobs.open(blob, offset, length, opener);
    stream = opened;
    return opened;
  }

  @Override
  public void close() {
    try {
      if (stream != null) {
        stream.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      hold.close();
    }
  }
}
