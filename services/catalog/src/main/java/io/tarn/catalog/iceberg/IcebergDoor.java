package io.tarn.catalog.iceberg;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.ScopedSessions;
import io.tarn.catalog.Tables;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.store.Objects;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
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
          Endpoint.V1_TABLE_CREDENTIALS,
          Endpoint.V1_SUBMIT_TABLE_SCAN_PLAN,
          Endpoint.V1_FETCH_TABLE_SCAN_PLAN,
          Endpoint.V1_CANCEL_TABLE_SCAN_PLAN,
          Endpoint.V1_FETCH_TABLE_SCAN_PLAN_TASKS,
          Endpoint.V1_LIST_VIEWS,
          Endpoint.V1_LOAD_VIEW,
          Endpoint.V1_VIEW_EXISTS,
          Endpoint.V1_CREATE_VIEW,
          Endpoint.V1_UPDATE_VIEW,
          Endpoint.V1_DELETE_VIEW,
          Endpoint.V1_RENAME_VIEW,
          Endpoint.V1_REGISTER_VIEW);

  private final Ledger ledger;
  private final Tables tables;
  private final Objects objects;
  private final Authorizer authorizer;
  private final TableKeys tableKeys;
  private final Messages messages = new Messages();

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
    try (RequestCommits commits = new RequestCommits(ledger, objects, authorizer, call)) {
      Route route = Route.of(rawPath);
      Session session = new Session(ledger, tables, commits, call, route.warehouse());
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
      permissions(session).check("glue:UpdateDatabase", namespace);
      return messages.answer(
          CatalogHandlers.updateNamespaceProperties(
              catalog, namespace, messages.read(body, UpdateNamespacePropertiesRequest.class)));
    }
    if (route.is(3, "namespaces", "tables")) {
      return tables(method, namespace(route.parts().get(1)), query, body, session, catalog, keys);
    }
    if (route.is(3, "namespaces", "register") && method.equals("POST")) {
      Namespace namespace = namespace(route.parts().get(1));
      RegisterTableRequest request = messages.read(body, RegisterTableRequest.class);
      permissions(session).check("glue:CreateTable", TableIdentifier.of(namespace, request.name()));
      TableIdentifier table = TableIdentifier.of(namespace, request.name());
      return table(
          CatalogHandlers.registerTable(catalog, namespace, request), table, session, keys);
    }
    if (route.is(4, "namespaces", "tables")) {
      TableIdentifier table = table(route);
      return table(method, table, query, body, session, catalog, keys);
    }
    if (route.parts().size() > 4 && route.parts().get(2).equals("tables")) {
      TableIdentifier table = table(route);
      List<String> rest = route.parts().subList(4, route.parts().size());
      return below(method, table, rest, body, session, catalog, keys);
    }
    ViewEndpoints views = new ViewEndpoints(messages, permissions(session), catalog);
    if (route.is(3, "namespaces", "views")) {
      return views.views(method, namespace(route.parts().get(1)), query, body);
    }
    if (route.is(3, "namespaces", "register-view") && method.equals("POST")) {
      return views.register(namespace(route.parts().get(1)), body);
    }
    if (route.is(4, "namespaces", "views")) {
      return views.view(
          method, TableIdentifier.of(namespace(route.parts().get(1)), route.parts().get(3)), body);
    }
    if (route.is(2, "views") && route.parts().get(1).equals("rename") && method.equals("POST")) {
      return views.rename(body);
    }
    if (route.is(2, "tables") && route.parts().get(1).equals("rename") && method.equals("POST")) {
      RenameTableRequest request = messages.read(body, RenameTableRequest.class);
      permissions(session).check("glue:GetTable", request.source());
      permissions(session).check("glue:DeleteTable", request.source());
      permissions(session).check("glue:CreateTable", request.destination());
      CatalogHandlers.renameTable(catalog, request);
      return Messages.done();
    }
    if (route.is(2, "transactions") && route.parts().get(1).equals("commit")) {
      return transaction(messages.read(body, CommitTransactionRequest.class), session, catalog);
    }
    throw new UnsupportedOperationException(
        method + " " + String.join("/", route.parts()) + " is not implemented by this lake");
  }

  /**
   * Spark asks for {@code db.t.files} as a table of {@code db.t} first, to hear that there is none.
   */
  private static TableIdentifier table(Route route) {
    TableIdentifier table =
        TableIdentifier.of(namespace(route.parts().get(1)), route.parts().get(3));
    if (table.namespace().length() != 1) {
      throw new NoSuchTableException("Table does not exist: %s", table);
    }
    return table;
  }

  /** What lies below a table's name. */
  private Answer below(
      String method,
      TableIdentifier table,
      List<String> path,
      byte[] body,
      Session session,
      LakeIcebergCatalog catalog,
      boolean keys) {
    if (path.equals(List.of("metrics")) && method.equals("POST")) {
      permissions(session).check("glue:GetTable", table);
      CatalogHandlers.tableExists(catalog, table);
      // Reports are for whoever keeps them; the lake keeps none.
      return Messages.done();
    }
    if (path.equals(List.of("credentials")) && method.equals("GET")) {
      permissions(session).check("glue:GetTable", table);
      TableMetadata metadata =
          CatalogHandlers.loadTable(catalog, table, SnapshotMode.ALL).tableMetadata();
      return messages.answer(
          ImmutableLoadCredentialsResponse.builder()
              .credentials(
                  tableKeys.issue(session.call(), metadata, permissions(session).mayWrite(table)))
              .build());
    }
    return new PlanEndpoints(
            messages, permissions(session), catalog, tableKeys, session.call(), keys)
        .answer(method, table, path, body);
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
    return messages.answer(config.build());
  }

  private Answer namespaces(
      String method,
      Map<String, String> query,
      byte[] body,
      Session session,
      LakeIcebergCatalog catalog) {
    if (method.equals("GET")) {
      permissions(session).checkCatalog("glue:GetDatabases");
      String parent = query.getOrDefault("parent", "");
      Namespace of = parent.isEmpty() ? Namespace.empty() : namespace(parent);
      return messages.answer(
          query.containsKey("pageSize")
              ? CatalogHandlers.listNamespaces(
                  catalog, of, query.getOrDefault("pageToken", ""), query.get("pageSize"))
              : CatalogHandlers.listNamespaces(catalog, of));
    }
    if (method.equals("POST")) {
      CreateNamespaceRequest request = messages.read(body, CreateNamespaceRequest.class);
      LakeIcebergCatalog.checkNew(request.namespace());
      permissions(session).check("glue:CreateDatabase", request.namespace());
      return messages.answer(CatalogHandlers.createNamespace(catalog, request));
    }
    throw notAllowed(method);
  }

  private Answer namespace(
      String method, Namespace namespace, Session session, LakeIcebergCatalog catalog) {
    switch (method) {
      case "GET" -> {
        permissions(session).check("glue:GetDatabase", namespace);
        return messages.answer(CatalogHandlers.loadNamespace(catalog, namespace));
      }
      case "HEAD" -> {
        permissions(session).check("glue:GetDatabase", namespace);
        CatalogHandlers.namespaceExists(catalog, namespace);
      }
      case "DELETE" -> {
        permissions(session).check("glue:DeleteDatabase", namespace);
        CatalogHandlers.dropNamespace(catalog, namespace);
      }
      default -> throw notAllowed(method);
    }
    return Messages.done();
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
      permissions(session).check("glue:GetTables", namespace);
      return messages.answer(
          query.containsKey("pageSize")
              ? CatalogHandlers.listTables(
                  catalog, namespace, query.getOrDefault("pageToken", ""), query.get("pageSize"))
              : CatalogHandlers.listTables(catalog, namespace));
    }
    if (method.equals("POST")) {
      CreateTableRequest request = messages.read(body, CreateTableRequest.class);
      TableIdentifier table = TableIdentifier.of(namespace, request.name());
      permissions(session).check("glue:CreateTable", table);
      checkNoView(catalog, table);
      return table(
          request.stageCreate()
              ? CatalogHandlers.stageTableCreate(catalog, namespace, request)
              : CatalogHandlers.createTable(catalog, namespace, request),
          table,
          session,
          keys);
    }
    throw notAllowed(method);
  }

  private static void checkNoView(LakeIcebergCatalog catalog, TableIdentifier table) {
    if (catalog.viewExists(table)) {
      throw new AlreadyExistsException("View with same name already exists: %s", table);
    }
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
        permissions(session).check("glue:GetTable", table);
        boolean refs = "refs".equalsIgnoreCase(query.get("snapshots"));
        return table(
            CatalogHandlers.loadTable(catalog, table, refs ? SnapshotMode.REFS : SnapshotMode.ALL),
            table,
            session,
            keys);
      }
      case "HEAD" -> {
        permissions(session).check("glue:GetTable", table);
        CatalogHandlers.tableExists(catalog, table);
      }
      case "POST" -> {
        permissions(session).check("glue:UpdateTable", table);
        UpdateTableRequest request = messages.read(body, UpdateTableRequest.class);
        if (TableTransaction.creates(request)) {
          permissions(session).check("glue:CreateTable", table);
        }
        return messages.answer(CatalogHandlers.updateTable(catalog, table, request));
      }
      case "DELETE" -> {
        permissions(session).check("glue:DeleteTable", table);
        if (Boolean.parseBoolean(query.get("purgeRequested"))) {
          catalog.checkPurge(table, objects, authorizer);
          CatalogHandlers.purgeTable(catalog, table);
        } else {
          CatalogHandlers.dropTable(catalog, table);
        }
      }
      default -> throw notAllowed(method);
    }
    return Messages.done();
  }

  /** A table, with keys to its files where the client asks for them. */
  private Answer table(
      LoadTableResponse loaded, TableIdentifier table, Session session, boolean keys) {
    if (!keys) {
      return messages.answer(loaded);
    }
    List<Credential> issued =
        tableKeys.issue(
            session.call(), loaded.tableMetadata(), permissions(session).mayWrite(table));
    LoadTableResponse.Builder answer =
        LoadTableResponse.builder()
            .withTableMetadata(loaded.tableMetadata())
            .addAllConfig(loaded.config())
            .addAllCredentials(issued);
    // Clients that know of no credentials by folder find them here.
    issued.stream().limit(1).forEach(first -> answer.addAllConfig(first.config()));
    return messages.answer(answer.build());
  }

  private Answer transaction(
      CommitTransactionRequest request, Session session, LakeIcebergCatalog catalog) {
    for (UpdateTableRequest change : request.tableChanges()) {
      permissions(session).check("glue:UpdateTable", change.identifier());
      if (TableTransaction.creates(change)) {
        permissions(session).check("glue:CreateTable", change.identifier());
      }
    }
    new TableTransaction(session, catalog).commit(request.tableChanges());
    return Messages.done();
  }

  static RuntimeException notAllowed(String method) {
    return new UnsupportedOperationException(method + " is not possible here");
  }

  private static Namespace namespace(String part) {
    return Namespace.of(part.split(String.valueOf(LEVELS), -1));
  }

  private Permissions permissions(Session session) {
    return new Permissions(authorizer, session.call());
  }
}
