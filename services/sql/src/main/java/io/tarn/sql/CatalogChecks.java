package io.tarn.sql;

import io.tarn.catalog.CatalogAccess;

/** Asks the Authorizer about the catalog as a statement's caller. */
final class CatalogChecks {
  private CatalogChecks() {}

  static void table(StatementContext context, String action, String database, String table) {
    CatalogAccess.table(action, context.region(), context.call().account(), database, table)
        .forEach(access -> context.authorizer().check(context.call(), access));
  }

  static void database(StatementContext context, String action, String database) {
    CatalogAccess.database(action, context.region(), context.call().account(), database)
        .forEach(access -> context.authorizer().check(context.call(), access));
  }
}
