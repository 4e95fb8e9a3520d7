package io.tarn.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.api.Call;
import io.tarn.api.Dispatcher;
import io.tarn.api.Sealing;
import io.tarn.api.glue.Connection;
import io.tarn.api.glue.ConnectionInput;
import io.tarn.api.secretsmanager.GetSecretValueRequest;
import io.tarn.api.secretsmanager.GetSecretValueResponse;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import io.tarn.kernel.ServiceError;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Passwords of connections, which lie sealed in the ledger and are opened for those only who may
 * see or use them; or in Secrets Manager, which asks for its own permission.
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

  /** A property that names a secret of Secrets Manager, which holds user and password. */
  static final String SECRET_ID = "SECRET_ID";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Sealing sealing;
  private final Dispatcher dispatcher;

  /**
   * @param dispatcher the way to secrets that are kept elsewhere
   */
  ConnectionSecrets(Sealing sealing, Dispatcher dispatcher) {
    this.sealing = requireNonNull(sealing, "sealing is null");
    this.dispatcher = requireNonNull(dispatcher, "dispatcher is null");
  }

  /**
   * The properties with user and password in place of the secret that they name, which the call's
   * caller must be allowed to read himself.
   *
   * @throws ServiceError AccessDenied; InvalidInputException when the secret has no user and
   *     password
   */
  Map<String, String> login(Map<String, String> properties, Call call) {
    String id = properties.get(SECRET_ID);
    if (id == null) {
      return properties;
    }
    GetSecretValueResponse secret;
    try {
      secret =
          dispatcher.dispatch(
              SecretsmanagerService.GET_SECRET_VALUE,
              GetSecretValueRequest.builder().secretId(id).build(),
              new Dispatcher.Origin(call.caller(), call.region(), call.traceId()));
    } catch (ServiceError e) {
      if (e.status() >= 500 || e.code().startsWith("AccessDenied")) {
        throw e;
      }
      throw GlueError.INVALID_INPUT.error("The secret " + id + " cannot be read: " + e.message());
    }
    JsonNode content = content(id, secret.secretString());
    Map<String, String> login = new LinkedHashMap<>(properties);
    login.remove(SECRET_ID);
    login.put("USERNAME", text(id, content, "username"));
    login.put("PASSWORD", text(id, content, "password"));
    return login;
  }

  private static JsonNode content(String id, @Nullable String text) {
    try {
      return JSON.readTree(text == null ? "" : text);
    } catch (JsonProcessingException e) {
      // Where and what stands there is secret.
      throw GlueError.INVALID_INPUT.error("The secret " + id + " is no JSON object");
    }
  }

  private static String text(String id, JsonNode content, String name) {
    if (!content.path(name).isTextual()) {
      throw GlueError.INVALID_INPUT.error("The secret " + id + " has no " + name);
    }
    return content.path(name).asText();
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
