package io.tarn.keys.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value in plain: text or bytes. */
record SecretValue(byte[] bytes, boolean text) {
  /**
   * What a request gives.
   *
   * @throws io.tarn.kernel.ServiceError InvalidParameterException when it gives both or too much
   */
  static Optional<SecretValue> of(@Nullable String string, byte @Nullable [] binary, int most) {
    if (string != null && binary != null) {
      throw SecretsError.INVALID_PARAMETER.with(
          "You can't specify both a binary secret value and a string secret value in the same"
              + " secret.");
    }
    if (string == null && binary == null) {
      return Optional.empty();
    }
    SecretValue value =
        string != null ? new SecretValue(string.getBytes(UTF_8), true) : bytes(binary);
    if (value.bytes.length > most) {
      throw SecretsError.INVALID_PARAMETER.with(
          "The secret value is larger than " + most + " bytes.");
    }
    return Optional.of(value);
  }

  private static SecretValue bytes(byte @Nullable [] binary) {
    return new SecretValue(binary == null ? new byte[0] : binary, false);
  }

  boolean is(SecretValue other) {
    return text == other.text && Arrays.equals(bytes, other.bytes);
  }

  @Nullable String string() {
    return text ? new String(bytes, UTF_8) : null;
  }

  byte @Nullable [] binary() {
    return text ? null : bytes;
  }

  @Override
  public String toString() {
    return "SecretValue[" + bytes.length + " bytes]";
  }
}
