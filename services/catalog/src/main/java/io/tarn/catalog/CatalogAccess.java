package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.kernel.Arn;
import java.util.List;
import java.util.Locale;

/**
 * What a Glue action must be allowed on. AWS asks for the action on every level: the catalog, the
 * database and the table. Source: AWS Glue Developer Guide, "Specifying AWS Glue resource ARNs".
 */
public final class CatalogAccess {
  private CatalogAccess() {}

  public static List<Access> catalog(String action, String region, String account) {
    return List.of(Access.of(action, arn(region, account, "catalog")));
  }

  public static List<Access> database(
      String action, String region, String account, String database) {
    return List.of(
        Access.of(action, arn(region, account, "catalog")),
        Access.of(action, databaseArn(region, account, database)));
  }

  public static List<Access> table(
      String action, String region, String account, String database, String table) {
    return List.of(
        Access.of(action, arn(region, account, "catalog")),
        Access.of(action, databaseArn(region, account, database)),
        Access.of(action, tableArn(region, account, database, table)));
  }

  static List<Access> function(
      String action, String region, String account, String database, String function) {
    return List.of(
        Access.of(action, arn(region, account, "catalog")),
        Access.of(action, databaseArn(region, account, database)),
        Access.of(
            action,
            arn(
                region,
                account,
                "userDefinedFunction/"
                    + database.toLowerCase(Locale.ROOT)
                    + "/"
                    + function.toLowerCase(Locale.ROOT))));
  }

  static List<Access> connection(String action, String region, String account, String connection) {
    return List.of(
        Access.of(action, arn(region, account, "catalog")),
        Access.of(action, connectionArn(region, account, connection)));
  }

  static String connectionArn(String region, String account, String connection) {
    return arn(region, account, "connection/" + connection);
  }

  static String catalogArn(String region, String account) {
    return arn(region, account, "catalog");
  }

  static String databaseArn(String region, String account, String database) {
    return arn(region, account, "database/" + database.toLowerCase(Locale.ROOT));
  }

  static String tableArn(String region, String account, String database, String table) {
    return arn(
        region,
        account,
        "table/" + database.toLowerCase(Locale.ROOT) + "/" + table.toLowerCase(Locale.ROOT));
  }

  static String crawlerArn(String region, String account, String crawler) {
    return arn(region, account, "crawler/" + crawler);
  }

  private static String arn(String region, String account, String resource) {
    return Arn.of("glue", region, account, resource).toString();
  }
}
