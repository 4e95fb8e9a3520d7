package io.tarn.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.tarn.api.Sealing;
import io.tarn.api.glue.Connection;
import io.tarn.api.glue.ConnectionInput;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Passwords of connections, which lie sealed in the ledger and are opened for those only who may
 * see or use them.
 */
final class ConnectionSecrets {
  /**
   * The properties that are secret. Source: AWS Glue Web API reference, "ConnectionPropertyKey".
   */
  static final Set<String> NAMES =
      Set.of(
          "PASSWORD",
          "ENCRYPTED_PASSWORD",
          "KAFKA_CLIENT_KEYSTORE_PASSWORD",
          "KAFKA_CLIENT_KEY_PASSWORD",
          "KAFKA_SASL_PLAIN_PASSWORD",
          "KAFKA_SASL_SCRAM_PASSWORD");

  /** Before what is sealed; what a lake kept before it sealed anything has it not. */
  private static final String MARK = "sealed:1:";

  private final Sealing sealing;

  ConnectionSecrets(Sealing sealing) {
    this.sealing = requireNonNull(sealing, "sealing is null");
  }

  ConnectionInput seal(ConnectionInput input, String region) {
    String context = context(region, input.name());
    return input.toBuilder()
        .connectionProperties(
            map(
                input.connectionProperties(),
                plain -> {
                  byte[] sealed = sealing.seal(plain.getBytes(UTF_8), context);
                  return MARK + Base64.getEncoder().encodeToString(sealed);
                }))
        .build();
  }

  Connection open(Connection connection, String region) {
    Map<String, String> kept = connection.connectionProperties();
    if (kept == null) {
      return connection;
    }
    String context = context(region, requireNonNull(connection.name()));
    return connection.toBuilder()
        .connectionProperties(
            map(
                kept,
                text ->
                    text.startsWith(MARK)
                        ? new String(
                            sealing.open(
                                Base64.getDecoder().decode(text.substring(MARK.length())), context),
                            UTF_8)
                        : text))
        .build();
  }

  private static Map<String, String> map(
      Map<String, String> properties, UnaryOperator<String> secret) {
    Map<String, String> mapped = new LinkedHashMap<>(properties);
    mapped.replaceAll((name, value) -> NAMES.contains(name) ? secret.apply(value) : value);
    return mapped;
  }

  /** A sealed password is another connection's under no name. */
  private static String context(String region, String name) {
    return "glue/connection/" + region + "/" + name;
  }
}
