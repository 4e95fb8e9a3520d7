package io.tarn.catalog.iceberg;

import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.catalog.CatalogAccess;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** What a caller of the REST catalog may do: the Glue actions that do the same. */
record Permissions(Authorizer authorizer, Call call) {
  void checkCatalog(String action) {
    check(CatalogAccess.catalog(action, call.region(), call.account()));
  }

  void check(String action, Namespace namespace) {
    String name = LakeIcebergCatalog.nameOf(namespace);
    check(CatalogAccess.database(action, call.region(), call.account(), name));
  }

  /** A view's rights are a table's, as in Glue. */
  void check(String action, TableIdentifier table) {
    check(accesses(action, table));
  }

  private void check(List<Access> accesses) {
    accesses.forEach(access -> authorizer.check(call, access));
  }

  boolean mayWrite(TableIdentifier table) {
    return accesses("glue:UpdateTable", table).stream()
        .allMatch(access -> authorizer.allows(call, access));
  }

  private List<Access> accesses(String action, TableIdentifier table) {
    String database = LakeIcebergCatalog.nameOf(table.namespace());
    return CatalogAccess.table(action, call.region(), call.account(), database, table.name());
  }
}
