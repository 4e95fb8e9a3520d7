package io.tarn.kernel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Canonical user ids, the other name S3 has for an account: 64 hexadecimal digits made of its
 * number. Source: S3 User Guide, "Finding an AWS account canonical user ID".
 */
public final class CanonicalIds {
  private CanonicalIds() {}

  /** The canonical user id of an account. */
  public static String of(String account) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(sha.digest(("tarn:" + account).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JDK", e);
    }
  }
}
