package io.tarn.protocol.sigv4;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes {@code Credential=..., SignedHeaders=..., Signature=...} apart. */
final class AuthorizationHeader {
  private AuthorizationHeader() {}

  /** Holds all three names, none of them blank. */
  static Map<String, String> parse(String text, Dialect dialect) {
    Map<String, String> parts = new HashMap<>();
    for (String part : text.split(",")) {
      String trimmed = part.strip();
      int equals = trimmed.indexOf('=');
      if (equals > 0) {
        parts.put(trimmed.substring(0, equals), trimmed.substring(equals + 1).strip());
      }
    }
    for (String name : List.of("Credential", "SignedHeaders", "Signature")) {
      if (parts.getOrDefault(name, "").isEmpty()) {
        throw Refusal.malformed(
            dialect,
            false,
            dialect == Dialect.S3
                ? "The authorization header is malformed; the authorization header requires three"
                    + " components: Credential, SignedHeaders, and Signature."
                : "Authorization header requires '" + name + "' parameter.");
      }
    }
    return parts;
  }
}
