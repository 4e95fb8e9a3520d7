package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Body;
import io.tarn.kernel.Checksum;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.LedgerException;
import io.tarn.ledger.Work;
import io.tarn.store.crypt.Seal;
import io.tarn.store.crypt.Wipe;
import io.tarn.store.spi.BlobStore;
import io.tarn.store.upkeep.Kept;
import io.tarn.store.upkeep.KeptWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes request bodies in: small ones to memory, others to a blob that is durable on return.
 * Nothing is visible yet, and nothing stays when this throws.
 */
final class Payloads {
  private static final Logger LOG = LoggerFactory.getLogger(Payloads.class);
  private static final int BUFFER = 128 * 1024;

  private final Ledger ledger;
  private final Blobs blobs;
  private final Limits limits;

  Payloads(Ledger ledger, Blobs blobs, Limits limits) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.blobs = requireNonNull(blobs, "blobs is null");
    this.limits = requireNonNull(limits, "limits is null");
  }

  /**
   * @param wanted checksums to compute besides those that the sender declared
   */
  StoredBytes take(Body body, Set<Checksum> wanted, Seal.Maker sealing) {
    if (body.length().isPresent() && body.length().getAsLong() > limits.putMax()) {
      throw tooLarge(body.length().getAsLong());
    }
    long id = blobs.stage();
    try {
      return read(body, wanted, id, sealing.seal(id));
    } catch (IOException e) {
      blobs.settle(id);
      throw failed(e);
    } catch (RuntimeException e) {
      blobs.settle(id);
      throw e;
    }
  }

  /** Bytes of the lake's own making, e.g. a staged result. */
  StoredBytes take(InputStream bytes, Seal.Maker sealing) throws IOException {
    long id = blobs.stage();
    try (InputStream in = bytes) {
      return read(in, BUFFER, EnumSet.noneOf(Checksum.class), id, sealing.seal(id));
    } catch (IOException | RuntimeException e) {
      blobs.settle(id);
      throw e;
    }
  }

  /** Takes over a finished file: moved when it is large and on the same file system. */
  StoredBytes take(Path file, Seal.Maker sealing) throws IOException {
    long size = Files.size(file);
    if (sealing != Seal.Maker.NONE) {
      StoredBytes stored = take(Files.newInputStream(file), sealing);
      Wipe.file(file);
      return stored;
    }
    if (size <= limits.inlineMax()) {
      StoredBytes stored = take(Files.newInputStream(file), sealing);
      Files.delete(file);
      return stored;
    }
    Checksum.Running md5 = Checksum.MD5.start();
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        md5.update(buffer, 0, n);
        crc.update(buffer, 0, n);
      }
    }
    String hex = HexFormat.of().formatHex(md5.value());
    long id = blobs.stage();
    try {
      blobs.files().adopt(id, file);
    } catch (IOException | RuntimeException e) {
      blobs.settle(id);
      throw e;
    }
    return new StoredBytes(
        id, size, null, new Kept(size, crc.getValue()), hex, Map.of(), hex, null);
  }

  /** Ends a staging: bytes that a commit has used stay, others go. */
  void closeStaged(StoredBytes stored) {
    boolean used = ledger.read(tx -> Blobs.exists(tx, stored.blob()));
    if (used) {
      blobs.settle(stored.blob());
    } else {
      discard(stored);
    }
  }

  private StoredBytes read(Body body, Set<Checksum> wanted, long id, Seal seal) throws IOException {
    Set<Checksum> compute = EnumSet.noneOf(Checksum.class);
    compute.addAll(wanted);
    Set<Checksum> declared = body.declaredChecksums();
    compute.removeAll(declared);
    try (InputStream in = new BodyInput(body)) {
      StoredBytes stored = read(in, body.length().orElse(BUFFER), compute, id, seal);
      Map<Checksum, String> checksums = new EnumMap<>(Checksum.class);
      checksums.putAll(stored.checksums());
      checksums.putAll(body.checksums());
      checksums.remove(Checksum.MD5);
      return new StoredBytes(
          stored.blob(),
          stored.size(),
          stored.bytes(),
          stored.kept(),
          stored.md5(),
          checksums,
          stored.etag(),
          stored.seal());
    }
  }

  /**
   * @param length what is to be expected; another is no fault here
   */
  private StoredBytes read(InputStream in, long length, Set<Checksum> compute, long id, Seal seal)
      throws IOException {
    Digests digests = new Digests(compute);
    // With room for one byte more, so that the end is seen by filling the buffer once.
    byte[] buffer = new byte[(int) Math.min(BUFFER, length + 1)];
    int filled = in.readNBytes(buffer, 0, buffer.length);
    long size = filled;
    byte[] inline = null;
    Kept kept = null;
    if (filled < buffer.length && filled <= limits.inlineMax()) {
      digests.begin(buffer, filled);
      inline = seal.inline(Arrays.copyOf(buffer, filled));
    } else {
      try (KeptWriter below = new KeptWriter(blobs.files().create(id));
          BlobStore.Writer writer = seal.writer(below)) {
        size = write(in, buffer, filled, digests, writer);
        writer.finish();
        kept = below.kept();
      }
    }
    String hex = digests.md5();
    return new StoredBytes(
        id, size, inline, kept, hex, digests.checksums(), seal.etag(hex), seal.document());
  }

  /** Writes what is in the buffer and what follows, and gives the size of all. */
  private long write(
      InputStream in, byte[] first, int filled, Digests digests, BlobStore.Writer writer)
      throws IOException {
    byte[] buffer = first;
    byte[] other = {};
    int n = filled;
    long size = 0;
    while (n > 0) {
      size += n;
      if (size > limits.putMax()) {
        throw tooLarge(size);
      }
      digests.begin(buffer, n);
      writer.write(buffer, 0, n);
      if (n < buffer.length) {
        break;
      }
      if (other.length == 0) {
        other = new byte[BUFFER];
      }
      n = in.readNBytes(other, 0, other.length);
      digests.await();
      byte[] swap = buffer;
      buffer = other;
      other = swap;
    }
    return size;
  }

  /**
   * Runs the commit that makes these bytes visible. When the commit was refused, the bytes go; when
   * it is not known how it ended, they stay and the sweeper decides.
   */
  <T> T commit(StoredBytes stored, Work<T> work) {
    try {
      return ledger.commit(work);
    } catch (ServiceError e) {
      if (e.status() < 500) {
        removeFile(stored);
      }
      throw e;
    } catch (LedgerException e) {
      // On a full disk every byte counts, and these will never be used.
      if (e.answer().isPresent()) {
        removeFile(stored);
      }
      throw e;
    } finally {
      blobs.settle(stored.blob());
    }
  }

  /**
   * Compares with what the request's own members state, for callers whose body did not prove it
   * already (a dispatched call).
   *
   * @throws ServiceError BadDigest, with nothing kept
   */
  void verify(StoredBytes stored, Map<Checksum, String> stated, @Nullable String md5) {
    stated.forEach(
        (checksum, value) -> {
          if (!value.equals(stored.checksums().get(checksum))) {
            discard(stored);
            throw S3Error.BAD_DIGEST.with(
                "The " + checksum.name() + " you specified did not match the calculated checksum.");
          }
        });
    if (md5 != null) {
      String actual = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(stored.md5()));
      if (!actual.equals(md5.strip())) {
        discard(stored);
        throw S3Error.BAD_DIGEST.with(
            "The Content-MD5 you specified did not match what we received.");
      }
    }
  }

  /** Lets go of bytes that no commit has tried to use. */
  void discard(StoredBytes stored) {
    removeFile(stored);
    blobs.settle(stored.blob());
  }

  private void removeFile(StoredBytes stored) {
    if (stored.bytes() != null) {
      return;
    }
    try {
      blobs.files().delete(stored.blob());
    } catch (IOException e) {
      LOG.warn("Blob {} was not used and could not be removed: the sweeper will", stored.blob(), e);
    }
  }

  private ServiceError tooLarge(long size) {
    return S3Error.ENTITY_TOO_LARGE
        .with("Your proposed upload exceeds the maximum allowed size")
        .with("ProposedSize", Long.toString(size))
        .with("MaxSizeAllowed", Long.toString(limits.putMax()));
  }

  /** What a client hears when bytes cannot be kept or no longer come. */
  static ServiceError failed(IOException e) {
    if (e instanceof BodyInput.Broken) {
      LOG.info("A body could not be taken in: {}", e.getMessage());
      return new ServiceError(
          "IncompleteBody",
          400,
          "You did not provide the number of bytes specified by the Content-Length HTTP header.");
    }
    return DiskFaults.answer(e);
  }
}
