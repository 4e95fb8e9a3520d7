package io.tarn.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorViewDefinition;
import io.trino.spi.connector.ConnectorViewDefinition.ViewColumn;
import io.trino.spi.type.TypeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Views as AWS keeps them in the catalog: {@code /* Presto View: base64 *}{@code /} around JSON
 * with the query's text, its catalog and database, and its columns.
 */
final class Views {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEAD = "/* Presto View: ";
  private static final String TAIL = " */";

  private Views() {}

  /** A view's column with Trino's type name. */
  record Column(String name, String type) {}

  static String encode(String sql, String database, List<Column> columns) {
    ObjectNode node = JSON.createObjectNode();
    node.put("originalSql", sql);
    node.put("catalog", TrinoFront.CATALOG);
    node.put("schema", database);
    ArrayNode list = node.putArray("columns");
    columns.forEach(
        column -> list.addObject().put("name", column.name()).put("type", column.type()));
    return HEAD
        + Base64.getEncoder().encodeToString(node.toString().getBytes(StandardCharsets.UTF_8))
        + TAIL;
  }

  static ConnectorViewDefinition decode(String text, String database) {
    JsonNode node = json(text);
    List<ViewColumn> columns = new ArrayList<>();
    for (JsonNode column : node.path("columns")) {
      columns.add(
          new ViewColumn(
              column.path("name").asText(),
              TypeId.of(column.path("type").asText()),
              Optional.empty()));
    }
    return new ConnectorViewDefinition(
        node.path("originalSql").asText(),
        Optional.of(TrinoFront.CATALOG),
        Optional.of(node.path("schema").asText(database)),
        columns,
        Optional.empty(),
        Optional.empty(),
        true,
        List.of());
  }

  static String query(String text) {
    return json(text).path("originalSql").asText();
  }

  /** Whether this is a view's text as AWS keeps it. */
  static boolean isReadable(String text) {
    String body = text.strip();
    return body.startsWith(HEAD) && body.endsWith(TAIL);
  }

  private static JsonNode json(String text) {
    String body = text.strip();
    if (!isReadable(body)) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED, "Hive views are not supported: recreate the view here");
    }
    try {
      return JSON.readTree(
          Base64.getDecoder()
              .decode(body.substring(HEAD.length(), body.length() - TAIL.length()).strip()));
    } catch (IllegalArgumentException | JsonProcessingException e) {
      throw new TrinoException(
          StandardErrorCode.INVALID_VIEW, "The view's stored text cannot be read", e);
    } catch (java.io.IOException e) {
      throw new TrinoException(
          StandardErrorCode.INVALID_VIEW, "The view's stored text cannot be read", e);
    }
  }
}
