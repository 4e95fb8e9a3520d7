package io.tarn.server.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.RequestHead;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a request to {@code /query} asks for, from its query string or its JSON body.
 *
 * @param parameters SQL literals for the statement's question marks
 * @param maxRows the most that a page is to have; empty when nobody has said it
 */
record QueryRequest(
    String query,
    Optional<String> database,
    Optional<String> workGroup,
    List<String> parameters,
    OptionalInt maxRows) {
  static final int ROWS_MAX = 1000;

  private static final int BODY_MAX = 1 << 20;
  private static final Set<String> NAMES =
      Set.of("query", "database", "workGroup", "parameters", "maxRows");
  private static final ObjectMapper JSON = new ObjectMapper();

  static QueryRequest of(RequestHead head, InputStream body) throws IOException {
    return switch (head.method()) {
      case "GET" -> ofQuery(parameters(head.rawQuery()));
      case "POST" -> ofBody(head, body);
      default -> throw new ServiceError("MethodNotAllowed", 405, "/query takes GET and POST");
    };
  }

  private static QueryRequest ofQuery(Map<String, List<String>> given) {
    known(given.keySet());
    return checked(
        first(given, "query"),
        first(given, "database"),
        first(given, "workGroup"),
        given.getOrDefault("parameters", List.of()),
        first(given, "maxRows"));
  }

  private static QueryRequest ofBody(RequestHead head, InputStream body) throws IOException {
    String type = Optional.ofNullable(head.headers().first("content-type")).orElse("");
    if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new ServiceError("UnsupportedMediaType", 415, "POST /query takes application/json");
    }
    byte[] bytes = body.readNBytes(BODY_MAX + 1);
    // The signature covers all of the body: it is proven only when its end has been read.
    if (bytes.length > BODY_MAX || body.read() >= 0) {
      throw new ServiceError("EntityTooLarge", 413, "The body may have 1 MiB at most");
    }
    JsonNode node;
    try {
      node = JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw invalid("The body is no JSON: " + e.getOriginalMessage());
    }
    if (node == null || !node.isObject()) {
      throw invalid("The body must be a JSON object");
    }
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    known(names);
    List<String> parameters = new ArrayList<>();
    for (JsonNode value : node.path("parameters")) {
      parameters.add(value.asText());
    }
    return checked(
        text(node, "query"),
        text(node, "database"),
        text(node, "workGroup"),
        parameters,
        node.has("maxRows") ? Optional.of(node.get("maxRows").asText()) : Optional.empty());
  }

  private static Optional<String> text(JsonNode node, String name) {
    if (!node.has(name)) {
      return Optional.empty();
    }
    if (!node.get(name).isTextual()) {
      throw invalid(name + " must be a string");
    }
    return Optional.of(node.get(name).asText());
  }

  private static QueryRequest checked(
      Optional<String> query,
      Optional<String> database,
      Optional<String> workGroup,
      List<String> parameters,
      Optional<String> maxRows) {
    String sql =
        query.filter(text -> !text.isBlank()).orElseThrow(() -> invalid("query is missing"));
    if (!ReadingStatements.isOne(sql)) {
      throw invalid("/query takes SELECT, WITH, SHOW and DESCRIBE only");
    }
    return new QueryRequest(sql, database, workGroup, List.copyOf(parameters), rows(maxRows));
  }

  static OptionalInt rows(Optional<String> text) {
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int rows = Integer.parseInt(text.get());
      if (rows >= 1 && rows <= ROWS_MAX) {
        return OptionalInt.of(rows);
      }
    } catch (NumberFormatException e) {
      // Answered like a number out of range.
    }
    throw invalid("maxRows is a number from 1 to " + ROWS_MAX + ", not " + text.get());
  }

  private static void known(Iterable<String> names) {
    for (String name : names) {
      if (!NAMES.contains(name) && !name.regionMatches(true, 0, "X-Amz-", 0, 6)) {
        throw invalid("Unknown parameter: " + name);
      }
    }
  }

  static Optional<String> first(Map<String, List<String>> given, String name) {
    return given.getOrDefault(name, List.of()).stream().findFirst();
  }

  /**
   * @throws ServiceError for a percent sign that begins no byte
   */
  static Map<String, List<String>> parameters(String rawQuery) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : rawQuery.isEmpty() ? new String[0] : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      try {
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters
            .computeIfAbsent(
                URLDecoder.decode(name, StandardCharsets.UTF_8), unused -> new ArrayList<>())
            .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw invalid("The query string is not well encoded: " + e.getMessage());
      }
    }
    return parameters;
  }

  static ServiceError invalid(String message) {
    return new ServiceError("InvalidRequest", 400, message);
  }
}
