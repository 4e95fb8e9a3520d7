package io.tarn.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a repeated request must repeat: SHA-256 over all members of an input but its idempotency
 * token, in the stored form, so that it is the same after a restart and for a newer model.
 */
public final class Fingerprints {
  private Fingerprints() {}

  public static String of(Structure input) {
    StructureBuilder builder = input.schema().newBuilder();
    for (Member member : input.schema().members()) {
      Object value = input.get(member.index());
      if (value != null && !member.isIdempotencyToken()) {
        builder.set(member.index(), value);
      }
    }
    byte[] text = StructureJson.write(builder.build()).getBytes(StandardCharsets.UTF_8);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JDK", e);
    }
  }
}
