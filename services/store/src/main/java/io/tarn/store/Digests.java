package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.Checksum;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * MD5, which is S3's entity tag and takes longer than anything else that happens to a large body,
 * and what other checksums are wanted. Large pieces are digested beside the thread that receives
 * and writes them.
 */
final class Digests {
  /** Below it, handing over costs more than it saves. */
  private static final int BESIDE_MIN = 64 * 1024;

  private static final Executor BESIDE = task -> Thread.ofVirtual().name("digest").start(task);

  private final Checksum.Running md5 = Checksum.MD5.start();
  private final Map<Checksum, Checksum.Running> running = new EnumMap<>(Checksum.class);
  private @Nullable CompletableFuture<Void> underWay;

  Digests(Set<Checksum> wanted) {
    requireNonNull(wanted, "wanted is null").forEach(each -> running.put(each, each.start()));
  }

  /** Begins with the next piece, which may not change before {@link #await} has returned. */
  void begin(byte[] bytes, int length) {
    await();
    if (length < BESIDE_MIN) {
      update(bytes, length);
    } else {
      underWay = CompletableFuture.runAsync(() -> update(bytes, length), BESIDE);
    }
  }

  /** Waits for the piece that was begun last. */
  void await() {
    if (underWay != null) {
      underWay.join();
      underWay = null;
    }
  }

  private void update(byte[] bytes, int length) {
    md5.update(bytes, 0, length);
    running.values().forEach(each -> each.update(bytes, 0, length));
  }

  /** In hexadecimal; nothing may be begun any more. */
  String md5() {
    await();
    return HexFormat.of().formatHex(md5.value());
  }

  /** In Base64; nothing may be begun any more. */
  Map<Checksum, String> checksums() {
    await();
    Map<Checksum, String> checksums = new EnumMap<>(Checksum.class);
    running.forEach((checksum, value) -> checksums.put(checksum, value.base64()));
    return checksums;
  }
}
