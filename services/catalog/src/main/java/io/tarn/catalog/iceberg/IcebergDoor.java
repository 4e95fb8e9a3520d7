package io.tarn.catalog.iceberg;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.ScopedSessions;
import io.tarn.catalog.CatalogAccess;
import io.tarn.catalog.Tables;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.store.Objects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTMessage;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.credentials.Credential;
import org.apache.iceberg.rest.requests.CommitTransactionRequest;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ImmutableLoadCredentialsResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;

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
          Endpoint.V1_REPORT_METRICS,
          Endpoint.V1_COMMIT_TRANSACTION,
          Endpoint.V1_TABLE_CREDENTIALS);

  private final Ledger ledger;
  private final Tables tables;
  private final Objects objects;
  private final Authorizer authorizer;
  private final TableKeys tableKeys;
  private final ObjectMapper json;

  public IcebergDoor(
      Ledger ledger,
      Tables tables,
      Objects objects,
      Authorizer authorizer,
      ScopedSessions sessions) {
    tableKeys = new TableKeys(sessions);
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

  /**
   * Answers a request, also one that is wrong.
   *
   * @param delegation what the client says in {@code X-Iceberg-Access-Delegation}
   */
  public Answer answer(
      String method,
      String rawPath,
      Map<String, String> query,
      Optional<String> delegation,
      byte[] body,
      Call call) {
    try {
      Route route = Route.of(rawPath);
      Session session = new Session(ledger, tables, objects, authorizer, call, route.warehouse());
      return route(method, route, query, body, session, TableKeys.areWanted(delegation));
    } catch (RuntimeException e) {
      return Errors.of(e);
    }
  }

  /** An error in the catalog's own form, for what was refused before it was asked. */
  public Answer error(ServiceError refused) {
    return Errors.of(refused);
  }

  private Answer route(
      String method,
      Route route,
      Map<String, String> query,
      byte[] body,
      Session session,
      boolean keys) {
    LakeIcebergCatalog catalog = new LakeIcebergCatalog(session);
    if (route.is(1, "config") && method.equals("GET")) {
      return config(query.getOrDefault("warehouse", ""), session.call());
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
      return tables(method, namespace(route.parts().get(1)), query, body, session, catalog, keys);
    }
    if (route.is(3, "namespaces", "register") && method.equals("POST")) {
      Namespace namespace = namespace(route.parts().get(1));
      RegisterTableRequest request = read(body, RegisterTableRequest.class);
      check(session, "glue:CreateTable", TableIdentifier.of(namespace, request.name()));
      TableIdentifier table = TableIdentifier.of(namespace, request.name());
      return table(
          CatalogHandlers.registerTable(catalog, namespace, request), table, session, keys);
    }
    if (route.is(4, "namespaces", "tables")) {
      TableIdentifier table =
          TableIdentifier.of(namespace(route.parts().get(1)), route.parts().get(3));
      return table(method, table, query, body, session, catalog, keys);
    }
    if (route.is(5, "namespaces", "tables") && route.parts().get(4).equals("metrics")) {
      TableIdentifier table =
          TableIdentifier.of(namespace(route.parts().get(1)), route.parts().get(3));
      check(session, "glue:GetTable", table);
      CatalogHandlers.tableExists(catalog, table);
      // Reports are for whoever keeps them; the lake keeps none.
      return new Answer(204, new byte[0]);
    }
    if (route.is(5, "namespaces", "tables")
        && route.parts().get(4).equals("credentials")
        && method.equals("GET")) {
      TableIdentifier table =
          TableIdentifier.of(namespace(route.parts().get(1)), route.parts().get(3));
      check(session, "glue:GetTable", table);
      TableMetadata metadata =
          CatalogHandlers.loadTable(catalog, table, SnapshotMode.ALL).tableMetadata();
      return json(
          ImmutableLoadCredentialsResponse.builder()
              .credentials(tableKeys.issue(session.call(), metadata, mayWrite(session, table)))
              .build());
    }
    if (route.is(2, "tables") && route.parts().get(1).equals("rename") && method.equals("POST")) {
      RenameTableRequest request = read(body, RenameTableRequest.class);
      check(session, "glue:GetTable", request.source());
      check(session, "glue:DeleteTable", request.source());
      check(session, "glue:CreateTable", request.destination());
      CatalogHandlers.renameTable(catalog, request);
      return new Answer(204, new byte[0]);
    }
    if (route.is(2, "transactions") && route.parts().get(1).equals("commit")) {
      return transaction(read(body, CommitTransactionRequest.class), session, catalog);
    }
    throw new UnsupportedOperationException(
        method + " " + String.join("/", route.parts()) + " is not implemented by this lake");
  }

  /** What clients need not be told: where the store is, and what they may ask for. */
  private Answer config(String warehouse, Call call) {
    ConfigResponse.Builder config = ConfigResponse.builder().withEndpoints(ENDPOINTS);
    config.withDefault("s3.endpoint", call.transport().endpoint());
    config.withDefault("s3.path-style-access", "true");
    config.withDefault("s3.region", call.region());
    config.withDefault("client.region", call.region());
    if (warehouse.startsWith("s3://") || warehouse.startsWith("s3a://")) {
      Location.parse(warehouse.endsWith("/") ? warehouse + "x" : warehouse + "/x");
      config.withOverride("prefix", Route.prefix(warehouse));
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
      LakeIcebergCatalog.checkNew(request.namespace());
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
      LakeIcebergCatalog catalog,
      boolean keys) {
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
      return table(
          request.stageCreate()
              ? CatalogHandlers.stageTableCreate(catalog, namespace, request)
              : CatalogHandlers.createTable(catalog, namespace, request),
          TableIdentifier.of(namespace, request.name()),
          session,
          keys);
    }
    throw notAllowed(method);
  }

  private Answer table(
      String method,
      TableIdentifier table,
      Map<String, String> query,
      byte[] body,
      Session session,
      LakeIcebergCatalog catalog,
      boolean keys) {
    switch (method) {
      case "GET" -> {
        check(session, "glue:GetTable", table);
        boolean refs = "refs".equalsIgnoreCase(query.get("snapshots"));
        return table(
            CatalogHandlers.loadTable(catalog, table, refs ? SnapshotMode.REFS : SnapshotMode.ALL),
            table,
            session,
            keys);
      }
      case "HEAD" -> {
        check(session, "glue:GetTable", table);
        CatalogHandlers.tableExists(catalog, table);
      }
      case "POST" -> {
        check(session, "glue:UpdateTable", table);
        UpdateTableRequest request = read(body, UpdateTableRequest.class);
        if (TableTransaction.creates(request)) {
          check(session, "glue:CreateTable", table);
        }
        return json(CatalogHandlers.updateTable(catalog, table, request));
      }
      case "DELETE" -> {
        check(session, "glue:DeleteTable", table);
        if (Boolean.parseBoolean(query.get("purgeRequested"))) {
          catalog.checkPurge(table, objects, authorizer);
          CatalogHandlers.purgeTable(catalog, table);
        } else {
          CatalogHandlers.dropTable(catalog, table);
        }
      }
      default -> throw notAllowed(method);
    }
    return new Answer(204, new byte[0]);
  }

  /** A table, with keys to its files where the client asks for them. */
  private Answer table(
      LoadTableResponse loaded, TableIdentifier table, Session session, boolean keys) {
    if (!keys) {
      return json(loaded);
    }
    List<Credential> issued =
        tableKeys.issue(session.call(), loaded.tableMetadata(), mayWrite(session, table));
    LoadTableResponse.Builder answer =
        LoadTableResponse.builder()
            .withTableMetadata(loaded.tableMetadata())
            .addAllConfig(loaded.config())
            .addAllCredentials(issued);
    // Clients that know of no credentials by folder find them here.
    issued.stream().limit(1).forEach(first -> answer.addAllConfig(first.config()));
    return json(answer.build());
  }

  private boolean mayWrite(Session session, TableIdentifier table) {
    Call call = session.call();
    String database = LakeIcebergCatalog.nameOf(table.namespace());
    return CatalogAccess.table(
            "glue:UpdateTable", call.region(), call.account(), database, table.name())
        .stream()
        .allMatch(access -> authorizer.allows(call, access));
  }

  private Answer transaction(
      CommitTransactionRequest request, Session session, LakeIcebergCatalog catalog) {
    for (UpdateTableRequest change : request.tableChanges()) {
      check(session, "glue:UpdateTable", change.identifier());
      if (TableTransaction.creates(change)) {
        check(session, "glue:CreateTable", change.identifier());
      }
    }
    new TableTransaction(session, catalog).commit(request.tableChanges());
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

  private <T extends RESTMessage> T read(byte[] body, Class<T> type) {
    try {
      T request = json.readValue(body, type);
      if (request == null) {
        throw new IllegalArgumentException("Malformed request: null");
      }
      request.validate();
      return request;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Malformed request: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("A body in memory cannot be read", e);
    } catch (NullPointerException | ClassCastException | ArithmeticException e) {
      // The library's parsers say so of members that are missing or of another type.
      throw new IllegalArgumentException("Malformed request: a member is missing or wrong", e);
    }
  }

  private Answer json(Object response) {
    try {
      return new Answer(200, json.writeValueAsBytes(response));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("An answer cannot be written", e);
    }
  }
}
