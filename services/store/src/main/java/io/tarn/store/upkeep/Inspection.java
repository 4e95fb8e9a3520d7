package io.tarn.store.upkeep;

import static java.util.Objects.requireNonNull;

import io.tarn.store.spi.BlobStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Compares a blob with what is known of it. Changes nothing. */
final class Inspection {
  private static final int BUFFER = 64 * 1024;

  private final BlobStore blobs;
  private final Pace pace;
  private final byte[] buffer = new byte[BUFFER];

  Inspection(BlobStore blobs, Pace pace) {
    this.blobs = requireNonNull(blobs, "blobs is null");
    this.pace = requireNonNull(pace, "pace is null");
  }

  /**
   * What a look found.
   *
   * @param damage empty when the bytes are those that were written, as far as that was looked at
   * @param seen what was read
   */
  record Finding(Optional<String> damage, Optional<Kept> seen) {
    static Finding damaged(String what) {
      return new Finding(Optional.of(what), Optional.empty());
    }
  }

  /** Whether the file is there, in its length. */
  Finding glance(StoredBlob blob) throws IOException {
    try {
      return lengthOf(blob);
    } catch (NoSuchFileException e) {
      return Finding.damaged("its file is missing");
    }
  }

  /** Reads all of it. */
  Finding read(StoredBlob blob) throws IOException, InterruptedException {
    byte[] inline = blob.bytes();
    if (inline != null) {
      pace.spend(inline.length);
      return compare(blob, Kept.of(inline));
    }
    try {
      Finding length = lengthOf(blob);
      return length.damage().isPresent() ? length : compare(blob, readFile(blob));
    } catch (NoSuchFileException e) {
      return Finding.damaged("its file is missing");
    } catch (EOFException e) {
      return Finding.damaged("its file is too short");
    } catch (IOException e) {
      if (isUnreadable(e)) {
        return Finding.damaged("its file cannot be read: " + e.getMessage());
      }
      throw e;
    }
  }

  private Finding lengthOf(StoredBlob blob) throws IOException {
    long length = blobs.size(blob.id());
    return length == blob.fileLength()
        ? new Finding(Optional.empty(), Optional.empty())
        : Finding.damaged("its file has " + length + " bytes instead of " + blob.fileLength());
  }

  private Kept readFile(StoredBlob blob) throws IOException, InterruptedException {
    CRC32C crc = new CRC32C();
    long length = 0;
    try (InputStream in = blobs.open(blob.id(), 0, blob.fileLength())) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        pace.spend(n);
        crc.update(buffer, 0, n);
        length += n;
      }
    }
    return new Kept(length, crc.getValue());
  }

  private static Finding compare(StoredBlob blob, Kept seen) {
    if (blob.kept().isEmpty() || blob.kept().get().equals(seen)) {
      return new Finding(Optional.empty(), Optional.of(seen));
    }
    Kept written = blob.kept().get();
    return Finding.damaged(
        String.format(
            Locale.ROOT,
            "its %d bytes have CRC32C %08x instead of %08x",
            seen.length(),
            seen.crc(),
            written.crc()));
  }

  /** The disk says that it cannot read this; all else (too many open files) may pass. */
  private static boolean isUnreadable(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("input/output error") || message.contains("structure needs cleaning");
  }
}
