package io.tarn.api;

import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.ServiceError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Page tokens: opaque text, bound to the operation and the parameters of the listing they continue,
 * so that a token of one listing cannot be carried into another. A token is no secret and grants
 * nothing: the next page is authorised like the first.
 */
public final class PageTokens {
  private static final int BINDING_LENGTH = 8;

  private PageTokens() {}

  /**
   * @param position where to go on, in the room's own words
   * @param binding the operation's name and every parameter that must not change between pages
   */
  public static String seal(String position, Object... binding) {
    byte[] text = position.getBytes(StandardCharsets.UTF_8);
    byte[] token = new byte[BINDING_LENGTH + text.length];
    System.arraycopy(digest(binding), 0, token, 0, BINDING_LENGTH);
    System.arraycopy(text, 0, token, BINDING_LENGTH, text.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /**
   * The position of a token, or null when there is no token.
   *
   * @throws ServiceError with the given code when the token is not one of this listing
   */
  public static @Nullable String open(
      @Nullable String token, ErrorCode invalid, Object... binding) {
    if (token == null || token.isEmpty()) {
      return null;
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw new ServiceError(invalid, "The page token is not valid: " + token);
    }
    if (bytes.length < BINDING_LENGTH
        || !Arrays.equals(bytes, 0, BINDING_LENGTH, digest(binding), 0, BINDING_LENGTH)) {
      throw new ServiceError(
          invalid,
          "The page token is not valid for these parameters: repeat the call it came from");
    }
    return new String(bytes, BINDING_LENGTH, bytes.length - BINDING_LENGTH, StandardCharsets.UTF_8);
  }

  private static byte[] digest(Object... binding) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (Object part : binding) {
        byte[] bytes = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
        sha.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        sha.update((byte) ':');
        sha.update(bytes);
      }
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JDK", e);
    }
  }
}
