package io.tarn.catalog;

import io.tarn.api.Call;
import io.tarn.api.glue.Catalog;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.DataLakePrincipal;
import io.tarn.api.glue.PrincipalPermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The account's one catalog as Glue describes it, without Lake Formation. */
final class OwnCatalog {
  private static final List<PrincipalPermissions> ALL =
      List.of(
          PrincipalPermissions.builder()
              .principal(
                  DataLakePrincipal.builder()
                      .dataLakePrincipalIdentifier("IAM_ALLOWED_PRINCIPALS")
                      .build())
              .permissions(List.of("ALL"))
              .build());

  private OwnCatalog() {}

  static Catalog describe(Call call) {
    return Catalog.builder()
        .catalogId(call.account())
        .name(call.account())
        .resourceArn(CatalogAccess.catalogArn(call.region(), call.account()))
        .parameters(Map.of())
        .createTableDefaultPermissions(ALL)
        .createDatabaseDefaultPermissions(ALL)
        .build();
  }

  /** Who may see a table here sees all of its columns. */
  static List<String> columns(TableRow row) {
    List<String> names = new ArrayList<>();
    List<Column> columns =
        row.table().storageDescriptor() == null ? null : row.table().storageDescriptor().columns();
    (columns == null ? List.<Column>of() : columns).forEach(column -> names.add(column.name()));
    row.keys().forEach(key -> names.add(key.name()));
    return names;
  }
}
