package io.tarn.catalog.iceberg;

import io.tarn.catalog.iceberg.IcebergDoor.Answer;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RegisterViewRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;

/** The endpoints of views, for one request. */
record ViewEndpoints(Messages messages, Permissions permissions, LakeIcebergCatalog catalog) {
  Answer views(String method, Namespace namespace, Map<String, String> query, byte[] body) {
    switch (method) {
      case "GET" -> {
        permissions.check("glue:GetTables", namespace);
        return messages.answer(
            query.containsKey("pageSize")
                ? CatalogHandlers.listViews(
                    catalog, namespace, query.getOrDefault("pageToken", ""), query.get("pageSize"))
                : CatalogHandlers.listViews(catalog, namespace));
      }
      case "POST" -> {
        CreateViewRequest request = messages.read(body, CreateViewRequest.class);
        checkNew(TableIdentifier.of(namespace, request.name()));
        try {
          return messages.answer(CatalogHandlers.createView(catalog, namespace, request));
        } catch (IllegalStateException e) {
          // So the library says what a request lacks.
          throw new IllegalArgumentException(e.getMessage(), e);
        }
      }
      default -> throw IcebergDoor.notAllowed(method);
    }
  }

  Answer register(Namespace namespace, byte[] body) {
    RegisterViewRequest request = messages.read(body, RegisterViewRequest.class);
    checkNew(TableIdentifier.of(namespace, request.name()));
    return messages.answer(CatalogHandlers.registerView(catalog, namespace, request));
  }

  private void checkNew(TableIdentifier view) {
    permissions.check("glue:CreateTable", view);
    catalog.loadNamespaceMetadata(view.namespace());
    if (catalog.tableExists(view)) {
      throw new AlreadyExistsException("Table with same name already exists: %s", view);
    }
  }

  Answer view(String method, TableIdentifier view, byte[] body) {
    if (view.namespace().length() != 1) {
      throw new NoSuchViewException("View does not exist: %s", view);
    }
    switch (method) {
      case "GET" -> {
        permissions.check("glue:GetTable", view);
        return messages.answer(CatalogHandlers.loadView(catalog, view));
      }
      case "HEAD" -> {
        permissions.check("glue:GetTable", view);
        CatalogHandlers.viewExists(catalog, view);
      }
      case "POST" -> {
        permissions.check("glue:UpdateTable", view);
        return messages.answer(
            CatalogHandlers.updateView(
                catalog, view, messages.read(body, UpdateTableRequest.class)));
      }
      case "DELETE" -> {
        permissions.check("glue:DeleteTable", view);
        CatalogHandlers.dropView(catalog, view);
      }
      default -> throw IcebergDoor.notAllowed(method);
    }
    return Messages.done();
  }

  Answer rename(byte[] body) {
    RenameTableRequest request = messages.read(body, RenameTableRequest.class);
    permissions.check("glue:GetTable", request.source());
    permissions.check("glue:DeleteTable", request.source());
    permissions.check("glue:CreateTable", request.destination());
    CatalogHandlers.renameView(catalog, request);
    return Messages.done();
  }
}
