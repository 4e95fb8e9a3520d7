package io.tarn.sql;

import io.tarn.api.glue.DatabaseInput;
import io.tarn.catalog.CatalogAccess;

/**
 * The database {@code default}. Hive's client for the Glue Data Catalog, which runs Athena's DDL,
 * makes it before its first statement, as the statement's caller: an account in which Athena was
 * used has it, one in which it was not has none.
 */
final class DefaultDatabase {
  static final String NAME = "default";

  // Hive's own words for it.
  private static final String DESCRIPTION = "Default Hive database";

  private DefaultDatabase() {}

  /**
   * Makes it, in a commit of its own that stays when the statement fails. Where the caller may not,
   * the statement goes on without.
   */
  static void prepare(Ddl ddl, StatementContext context) {
    if (isAbout(ddl) || exists(context) || !mayCreate(context)) {
      return;
    }
    DatabaseInput input = DatabaseInput.builder().name(NAME).description(DESCRIPTION).build();
    context
        .ledger()
        .commit(
            tx -> {
              // Of statements that start at once, one makes it.
              if (context.tables().findDatabase(tx, context.region(), NAME).isEmpty()) {
                context.tables().createDatabase(tx, context.change(), input);
              }
              return true;
            });
  }

  private static boolean isAbout(Ddl ddl) {
    return switch (ddl) {
      case Ddl.CreateDatabase d -> d.name().equals(NAME);
      case Ddl.DropDatabase d -> d.name().equals(NAME);
      default -> false;
    };
  }

  private static boolean exists(StatementContext context) {
    return context
        .ledger()
        .read(tx -> context.tables().findDatabase(tx, context.region(), NAME))
        .isPresent();
  }

  private static boolean mayCreate(StatementContext context) {
    return CatalogAccess.database(
            "glue:CreateDatabase", context.region(), context.call().account(), NAME)
        .stream()
        .allMatch(access -> context.authorizer().allows(context.call(), access));
  }
}
