package io.tarn.store.crypt;

import static java.util.Objects.requireNonNull;

import io.tarn.store.spi.BlobStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The sealing of one blob, begun for its number; {@link #OPEN} leaves bytes as they are. */
public final class Seal {
  /** No encryption. */
  public static final Seal OPEN = new Seal(0, null, null);

  private final long blob;
  private final byte @Nullable [] key;
  private final @Nullable SealedKey sealedKey;

  Seal(long blob, byte @Nullable [] key, @Nullable SealedKey sealedKey) {
    this.blob = blob;
    this.key = key;
    this.sealedKey = sealedKey;
  }

  /** How blobs of one object are sealed, each with a key of its own. */
  @FunctionalInterface
  public interface Maker {
    Maker NONE = blob -> OPEN;

    Seal seal(long blob);
  }

  /** What is kept beside the blob; null for bytes that are not sealed. */
  public @Nullable String document() {
    return sealedKey == null ? null : sealedKey.toJson();
  }

  /** A writer that seals on its way to the target. */
  public BlobStore.Writer writer(BlobStore.Writer target) {
    return key == null ? target : new ChunkWriter(target, new Chunks(key, blob));
  }

  /** Seals bytes that are kept inline. */
  public byte[] inline(byte[] plain) {
    if (key == null) {
      return plain;
    }
    if (plain.length > Chunks.PLAIN) {
      throw new IllegalArgumentException("Inline bytes have one chunk: " + plain.length);
    }
    byte[] sealed = new byte[plain.length + Aes.TAG_BYTES];
    new Chunks(key, blob).seal(0, true, plain, plain.length, sealed);
    return sealed;
  }

  /**
   * The ETag of bytes with this MD5: the MD5 itself, but where the key is not the lake's, when it
   * tells nothing of them. Source: S3 API Reference, "Object" (ETag).
   */
  public String etag(String md5) {
    if (key == null || requireNonNull(sealedKey).encryption().kind() == Encryption.Kind.LAKE) {
      return md5;
    }
    byte[] hidden = Aes.mac(key, ("etag " + md5).getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(Arrays.copyOf(hidden, 16));
  }
}
