package io.tarn.sql;

import io.trino.metadata.QualifiedObjectName;
import io.trino.security.AllowAllAccessControl;
import io.trino.security.SecurityContext;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.security.AccessDeniedException;
import io.trino.spi.security.ViewExpression;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Row rules for Trino's analyzer, which plans them below everything else. The caller's rights are
 * decided by the {@link Metastore}; it also hides columns.
 */
final class RuledAccess extends AllowAllAccessControl {
  @Override
  public List<ViewExpression> getRowFilters(SecurityContext context, QualifiedObjectName name) {
    return visible(name).rows().stream()
        .map(
            condition ->
                ViewExpression.builder()
                    .identity(context.getIdentity().getUser())
                    .catalog(name.catalogName())
                    .schema(name.schemaName())
                    .expression(condition)
                    .build())
        .toList();
  }

  @Override
  public void checkCanInsertIntoTable(
      SecurityContext context, QualifiedObjectName name, Optional<String> branch) {
    requireAll("insert into", name);
  }

  @Override
  public void checkCanDeleteFromTable(
      SecurityContext context, QualifiedObjectName name, Optional<String> branch) {
    requireAll("delete from", name);
  }

  @Override
  public void checkCanUpdateTableColumns(
      SecurityContext context,
      QualifiedObjectName name,
      Optional<String> branch,
      Set<String> columns) {
    requireAll("update", name);
  }

  private static void requireAll(String what, QualifiedObjectName name) {
    if (!visible(name).isAll()) {
      throw new AccessDeniedException(
          "Cannot " + what + " table " + name + " of which rows or columns are hidden");
    }
  }

  private static TableRules.Visible visible(QualifiedObjectName name) {
    SchemaTableName table = name.asSchemaTableName();
    return name.catalogName().equals(TrinoFront.CATALOG)
        ? LakeConnector.METASTORE.get().visible(table.getSchemaName(), table.getTableName())
        : TableRules.Visible.ALL;
  }
}
