package io.tarn.catalog.iceberg;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.catalog.CatalogAccess;
import io.tarn.catalog.Tables;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.store.Objects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchIcebergTableException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.jspecify.annotations.Nullable;

/**
 * Iceberg's REST catalog below {@code /iceberg/v1/}. Every endpoint asks for the Glue actions that
 * do the same, and files are read and written with the caller's own permissions. Source: Apache
 * Iceberg 1.12, "REST Catalog Spec".
 */
public final class IcebergDoor {
  public static final String PREFIX = "/iceberg/v1/";
  private static final char LEVELS = '\u001f';

  private static final List<Endpoint> ENDPOINTS =
      List.of(
          Endpoint.V1_LIST_NAMESPACES,
          Endpoint.V1_LOAD_NAMESPACE,
          Endpoint.V1_NAMESPACE_EXISTS,
          Endpoint.V1_CREATE_NAMESPACE,
          Endpoint.V1_UPDATE_NAMESPACE,
          Endpoint.V1_DELETE_NAMESPACE,
          Endpoint.V1_LIST_TABLES,
          Endpoint.V1_LOAD_TABLE,
          Endpoint.V1_TABLE_EXISTS,
          Endpoint.V1_CREATE_TABLE,
          Endpoint.V1_UPDATE_TABLE,
          Endpoint.V1_DELETE_TABLE,
          Endpoint.V1_RENAME_TABLE,
          Endpoint.V1_REGISTER_TABLE,
          Endpoint.V1_REPORT_METRICS);

  private final Ledger ledger;
  private final Tables tables;
  private final Objects objects;
  private final Authorizer authorizer;
  private final ObjectMapper json;

  public IcebergDoor(Ledger ledger, Tables tables, Objects objects, Authorizer authorizer) {
    this.ledger = ledger;
    this.tables = tables;
    this.objects = objects;
    this.authorizer = authorizer;
    json = new ObjectMapper();
    json.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
    json.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    json.setPropertyNamingStrategy(PropertyNamingStrategies.KebabCaseStrategy.INSTANCE);
    RESTSerializers.registerAll(json);
  }

  /**
   * @param body empty where there is nothing to say (204)
   */
  public record Answer(int status, byte[] body) {}

  /** Answers a request, also one that is wrong. */
  public Answer answer(
      String method, String rawPath, Map<String, String> query, byte[] body, Call call) {
    try {
      Route route = Route.of(rawPath);
      Session session = new Session(ledger, tables, objects, authorizer, call, route.warehouse());
      return route(method, route, query, body, session);
    } catch (RuntimeException e) {
      return error(e);
    }
  }

  /** An error in the catalog's own form, also for what was refused before it was asked. */
  public Answer error(RuntimeException e) {
    return switch (e) {
      case ServiceError error when error.status() >= 500 -> throw error;
      case ServiceError error ->
          error(
              error.code().startsWith("AccessDenied") ? 403 : status(error),
              error.code(),
              error.message());
      case NoSuchNamespaceException none ->
          error(404, "NoSuchNamespaceException", none.getMessage());
      case NoSuchIcebergTableException none ->
          error(404, "NoSuchIcebergTableException", none.getMessage());
      case NoSuchTableException none -> error(404, "NoSuchTableException", none.getMessage());
      case NotFoundException none -> error(404, "NotFoundException", none.getMessage());
      case AlreadyExistsException there -> error(409, "AlreadyExistsException", there.getMessage());
      case NamespaceNotEmptyException full ->
          error(409, "NamespaceNotEmptyException", full.getMessage());
      case CommitFailedException lost -> error(409, "CommitFailedException", lost.getMessage());
      case ValidationException wrong -> error(400, "ValidationException", wrong.getMessage());
      case UnsupportedOperationException not ->
          error(406, "UnsupportedOperationException", not.getMessage());
      case IllegalArgumentException wrong -> error(400, "BadRequestException", wrong.getMessage());
      default -> throw e;
    };
  }

  private static int status(ServiceError error) {
    return switch (error.code()) {
      case "EntityNotFoundException", "NoSuchBucket" -> 404;
      case "AlreadyExistsException", "ConcurrentModificationException" -> 409;
      default -> error.status();
    };
  }

  private static Answer error(int status, String type, @Nullable String message) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .putObject("error")
        .put("message", message == null ? type : message)
        .put("type", type)
        .put("code", status);
    return new Answer(status, answer.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param warehouse what the prefix stands for
   * @param parts of the path behind it
   */
  private record Route(String warehouse, List<String> parts) {
    static Route of(String rawPath) {
      List<String> parts = new ArrayList<>();
      for (String part : rawPath.substring(PREFIX.length()).split("/", -1)) {
        parts.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
      }
      boolean plain =
          List.of("config", "namespaces", "tables", "transactions").contains(parts.getFirst());
      if (plain) {
        return new Route("", parts);
      }
      String warehouse =
          new String(Base64.getUrlDecoder().decode(parts.getFirst()), StandardCharsets.UTF_8);
      return new Route(warehouse, parts.subList(1, parts.size()));
    }

    boolean is(int length, String first) {
      return parts.size() == length && parts.getFirst().equals(first);
    }

    boolean is(int length, String first, String third) {
      return is(length, first) && parts.get(2).equals(third);
    }
  }

  private Answer route(
      String method, Route route, Map<String, String> query, byte[] body, Session session) {
    LakeIcebergCatalog catalog = new LakeIcebergCatalog(session);
    if (route.is(1, "config") && method.equals("GET")) {
      return config(query.getOrDefault("warehouse", ""));
    }
    if (route.is(1, "namespaces")) {
      return namespaces(method, query, body, session, catalog);
    }
    if (route.is(2, "namespaces")) {
      return namespace(method, namespace(route.parts().get(1)), session, catalog);
    }
    if (route.is(3, "namespaces", "properties") && method.equals("POST")) {
      Namespace namespace = namespace(route.parts().get(1));
      check(session, "glue:UpdateDatabase", namespace);
      return json(
          CatalogHandlers.updateNamespaceProperties(
              catalog, namespace, read(body, UpdateNamespacePropertiesRequest.class)));
    }
    if (route.is(3, "namespaces", "tables")) {
      return tables(method, namespace(route.parts().get(1)), query, body, session, catalog);
    }
    if (route.is(3, "namespaces", "register") && method.equals("POST")) {
      Namespace namespace = namespace(route.parts().get(1));
      RegisterTableRequest request = read(body, RegisterTableRequest.class);
      check(session, "glue:CreateTable", TableIdentifier.of(namespace, request.name()));
      return json(CatalogHandlers.registerTable(catalog, namespace, request));
    }
    if (route.is(4, "namespaces", "tables")) {
      TableIdentifier table =
          TableIdentifier.of(namespace(route.parts().get(1)), route.parts().get(3));
      return table(method, table, query, body, session, catalog);
    }
    if (route.is(5, "namespaces", "tables") && route.parts().get(4).equals("metrics")) {
      TableIdentifier table =
          TableIdentifier.of(namespace(route.parts().get(1)), route.parts().get(3));
      check(session, "glue:GetTable", table);
      return new Answer(204, new byte[0]);
    }
    if (route.is(2, "tables") && route.parts().get(1).equals("rename") && method.equals("POST")) {
      RenameTableRequest request = read(body, RenameTableRequest.class);
      check(session, "glue:GetTable", request.source());
      check(session, "glue:DeleteTable", request.source());
      check(session, "glue:CreateTable", request.destination());
      CatalogHandlers.renameTable(catalog, request);
      return new Answer(204, new byte[0]);
    }
    throw new UnsupportedOperationException(
        method + " " + String.join("/", route.parts()) + " is not implemented by this lake");
  }

  private Answer config(String warehouse) {
    ConfigResponse.Builder config = ConfigResponse.builder().withEndpoints(ENDPOINTS);
    if (warehouse.startsWith("s3://") || warehouse.startsWith("s3a://")) {
      Location.parse(warehouse.endsWith("/") ? warehouse + "x" : warehouse + "/x");
      config.withOverride(
          "prefix",
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(warehouse.getBytes(StandardCharsets.UTF_8)));
    }
    return json(config.build());
  }

  private Answer namespaces(
      String method,
      Map<String, String> query,
      byte[] body,
      Session session,
      LakeIcebergCatalog catalog) {
    if (method.equals("GET")) {
      Call call = session.call();
      check(session, CatalogAccess.catalog("glue:GetDatabases", call.region(), call.account()));
      String parent = query.getOrDefault("parent", "");
      Namespace of = parent.isEmpty() ? Namespace.empty() : namespace(parent);
      return json(
          query.containsKey("pageSize")
              ? CatalogHandlers.listNamespaces(
                  catalog, of, query.getOrDefault("pageToken", ""), query.get("pageSize"))
              : CatalogHandlers.listNamespaces(catalog, of));
    }
    if (method.equals("POST")) {
      CreateNamespaceRequest request = read(body, CreateNamespaceRequest.class);
      check(session, "glue:CreateDatabase", request.namespace());
      return json(CatalogHandlers.createNamespace(catalog, request));
    }
    throw notAllowed(method);
  }

  private Answer namespace(
      String method, Namespace namespace, Session session, LakeIcebergCatalog catalog) {
    switch (method) {
      case "GET" -> {
        check(session, "glue:GetDatabase", namespace);
        return json(CatalogHandlers.loadNamespace(catalog, namespace));
      }
      case "HEAD" -> {
        check(session, "glue:GetDatabase", namespace);
        CatalogHandlers.namespaceExists(catalog, namespace);
      }
      case "DELETE" -> {
        check(session, "glue:DeleteDatabase", namespace);
        CatalogHandlers.dropNamespace(catalog, namespace);
      }
      default -> throw notAllowed(method);
    }
    return new Answer(204, new byte[0]);
  }

  private Answer tables(
      String method,
      Namespace namespace,
      Map<String, String> query,
      byte[] body,
      Session session,
      LakeIcebergCatalog catalog) {
    if (method.equals("GET")) {
      check(session, "glue:GetTables", namespace);
      return json(
          query.containsKey("pageSize")
              ? CatalogHandlers.listTables(
                  catalog, namespace, query.getOrDefault("pageToken", ""), query.get("pageSize"))
              : CatalogHandlers.listTables(catalog, namespace));
    }
    if (method.equals("POST")) {
      CreateTableRequest request = read(body, CreateTableRequest.class);
      check(session, "glue:CreateTable", TableIdentifier.of(namespace, request.name()));
      return json(
          request.stageCreate()
              ? CatalogHandlers.stageTableCreate(catalog, namespace, request)
              : CatalogHandlers.createTable(catalog, namespace, request));
    }
    throw notAllowed(method);
  }

  private Answer table(
      String method,
      TableIdentifier table,
      Map<String, String> query,
      byte[] body,
      Session session,
      LakeIcebergCatalog catalog) {
    switch (method) {
      case "GET" -> {
        check(session, "glue:GetTable", table);
        boolean refs = "refs".equalsIgnoreCase(query.get("snapshots"));
        return json(
            CatalogHandlers.loadTable(catalog, table, refs ? SnapshotMode.REFS : SnapshotMode.ALL));
      }
      case "HEAD" -> {
        check(session, "glue:GetTable", table);
        CatalogHandlers.tableExists(catalog, table);
      }
      case "POST" -> {
        check(session, "glue:UpdateTable", table);
        UpdateTableRequest request = read(body, UpdateTableRequest.class);
        boolean creates =
            request.requirements().stream()
                .anyMatch(
                    r -> r instanceof org.apache.iceberg.UpdateRequirement.AssertTableDoesNotExist);
        if (creates) {
          check(session, "glue:CreateTable", table);
        }
        return json(CatalogHandlers.updateTable(catalog, table, request));
      }
      case "DELETE" -> {
        check(session, "glue:DeleteTable", table);
        if (Boolean.parseBoolean(query.get("purgeRequested"))) {
          CatalogHandlers.purgeTable(catalog, table);
        } else {
          CatalogHandlers.dropTable(catalog, table);
        }
      }
      default -> throw notAllowed(method);
    }
    return new Answer(204, new byte[0]);
  }

  private static RuntimeException notAllowed(String method) {
    return new UnsupportedOperationException(method + " is not possible here");
  }

  private static Namespace namespace(String part) {
    return Namespace.of(part.split(String.valueOf(LEVELS), -1));
  }

  private void check(Session session, String action, Namespace namespace) {
    Call call = session.call();
    String name = LakeIcebergCatalog.nameOf(namespace);
    check(session, CatalogAccess.database(action, call.region(), call.account(), name));
  }

  private void check(Session session, String action, TableIdentifier table) {
    Call call = session.call();
    String database = LakeIcebergCatalog.nameOf(table.namespace());
    check(
        session,
        CatalogAccess.table(action, call.region(), call.account(), database, table.name()));
  }

  private void check(Session session, List<Access> accesses) {
    accesses.forEach(access -> authorizer.check(session.call(), access));
  }

  private <T> T read(byte[] body, Class<T> type) {
    T request;
    try {
      request = json.readValue(body, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Malformed request: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("A body in memory cannot be read", e);
    }
    return Optional.ofNullable(request)
        .orElseThrow(() -> new IllegalArgumentException("Malformed request: null"));
  }

  private Answer json(Object response) {
    try {
      return new Answer(200, json.writeValueAsBytes(response));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("An answer cannot be written", e);
    }
  }
}
