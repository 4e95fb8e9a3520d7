package io.tarn.kernel;

import static java.util.Objects.requireNonNull;

import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Identifiers, all from one source of randomness that comes by constructor, so that a seed repeats
 * a run.
 */
public final class Ids {
  private static final char[] UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".toCharArray();

  private final RandomGenerator random;

  public Ids(RandomGenerator random) {
    this.random = requireNonNull(random, "random is null");
  }

  /** A version 4 UUID in lower case with hyphens. */
  public String uuid() {
    return new UUID(
            (random.nextLong() & ~0xF000L) | 0x4000L,
            (random.nextLong() & ~0xC000000000000000L) | 0x8000000000000000L)
        .toString();
  }

  /** Lower-case hexadecimal of so many random bytes. */
  public String hex(int bytes) {
    byte[] data = new byte[bytes];
    random.nextBytes(data);
    return HexFormat.of().formatHex(data);
  }

  /** So many characters of AWS's unique-id alphabet, behind a prefix such as {@code AIDA}. */
  public String unique(String prefix, int length) {
    StringBuilder text = new StringBuilder(prefix);
    while (text.length() < length) {
      text.append(UPPER[random.nextInt(UPPER.length)]);
    }
    return text.toString();
  }

  public void bytes(byte[] target) {
    random.nextBytes(target);
  }
}
