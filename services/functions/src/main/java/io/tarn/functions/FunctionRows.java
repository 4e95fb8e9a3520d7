package io.tarn.functions;

import static java.util.Objects.requireNonNull;

import io.tarn.api.StructureJson;
import io.tarn.api.lambda.AliasConfiguration;
import io.tarn.api.lambda.FunctionConfiguration;
import io.tarn.api.lambda.FunctionEventInvokeConfig;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The rows of functions, their versions and aliases, and what is kept once a function. */
final class FunctionRows {
  private static final String COLUMNS = "region, name, number, code, layers, document";

  private FunctionRows() {}

  private static FunctionRow read(ResultSet row) throws SQLException {
    String layers = row.getString(5);
    return new FunctionRow(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getString(4),
        layers.isEmpty() ? List.of() : List.of(layers.split(",")),
        StructureJson.read(row.getString(6), FunctionConfiguration.builder()).build());
  }

  static Optional<FunctionRow> find(Tx tx, String region, String name, long number)
      throws SQLException {
    return Sql.one(
        tx,
        "SELECT "
            + COLUMNS
            + " FROM functions_function WHERE region = ? AND name = ? AND number = ?",
        FunctionRows::read,
        region,
        name,
        number);
  }

  /** The version that a name leads to, through its alias if it has one. */
  static FunctionRow load(Tx tx, FunctionName name) throws SQLException {
    String qualifier = name.qualifier().orElse(FunctionName.LATEST);
    long number;
    if (qualifier.equals(FunctionName.LATEST)) {
      number = 0;
    } else if (isNumber(qualifier)) {
      number = Long.parseLong(qualifier);
    } else {
      String version =
          requireNonNull(
              findAlias(tx, name.region(), name.name(), qualifier)
                  .orElseThrow(() -> LambdaError.functionNotFound(name.qualifiedArn()))
                  .functionVersion());
      number = version.equals(FunctionName.LATEST) ? 0 : Long.parseLong(version);
    }
    return find(tx, name.region(), name.name(), number)
        .orElseThrow(() -> LambdaError.functionNotFound(name.qualifiedArn()));
  }

  static boolean isNumber(String qualifier) {
    return qualifier.matches("[0-9]{1,18}");
  }

  static List<FunctionRow> list(Tx tx, String region, String after, int limit) throws SQLException {
    return Sql.list(
        tx,
        "SELECT "
            + COLUMNS
            + " FROM functions_function WHERE region = ? AND number = 0 AND name > ?"
            + " ORDER BY name LIMIT ?",
        FunctionRows::read,
        region,
        after,
        limit);
  }

  static List<FunctionRow> versions(Tx tx, String region, String name, long after, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        "SELECT "
            + COLUMNS
            + " FROM functions_function WHERE region = ? AND name = ? AND number > ?"
            + " ORDER BY number LIMIT ?",
        FunctionRows::read,
        region,
        name,
        after,
        limit);
  }

  static boolean insert(Tx tx, FunctionRow row) throws SQLException {
    return Sql.update(
            tx,
            "INSERT INTO functions_function ("
                + COLUMNS
                + ") VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            row.region(),
            row.name(),
            row.number(),
            row.code(),
            String.join(",", row.layers()),
            StructureJson.write(row.configuration()))
        == 1;
  }

  static void update(Tx tx, FunctionRow row) throws SQLException {
    Sql.update(
        tx,
        "UPDATE functions_function SET code = ?, layers = ?, document = ?"
            + " WHERE region = ? AND name = ? AND number = ?",
        row.code(),
        String.join(",", row.layers()),
        StructureJson.write(row.configuration()),
        row.region(),
        row.name(),
        row.number());
  }

  static void delete(Tx tx, FunctionRow row) throws SQLException {
    Sql.update(
        tx,
        "DELETE FROM functions_function WHERE region = ? AND name = ? AND number = ?",
        row.region(),
        row.name(),
        row.number());
  }

  /** Everything that is kept once a function, not once a version. */
  static void deleteCommon(Tx tx, String region, String name) throws SQLException {
    for (String table :
        List.of(
            "functions_common",
            "functions_alias",
            "functions_permission",
            "functions_event_config")) {
      Sql.update(tx, "DELETE FROM " + table + " WHERE region = ? AND name = ?", region, name);
    }
  }

  static void insertCommon(Tx tx, String region, String name, Map<String, String> tags)
      throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO functions_common (region, name, next_number, concurrency, tags)"
            + " VALUES (?, ?, 1, -1, ?)",
        region,
        name,
        Tags.write(tags));
  }

  static long takeNumber(Tx tx, String region, String name) throws SQLException {
    long number =
        Sql.one(
                tx,
                "SELECT next_number FROM functions_common WHERE region = ? AND name = ?",
                row -> row.getLong(1),
                region,
                name)
            .orElse(1L);
    Sql.update(
        tx,
        "UPDATE functions_common SET next_number = ? WHERE region = ? AND name = ?",
        number + 1,
        region,
        name);
    return number;
  }

  static OptionalInt concurrency(Tx tx, String region, String name) throws SQLException {
    int value =
        Sql.one(
                tx,
                "SELECT concurrency FROM functions_common WHERE region = ? AND name = ?",
                row -> row.getInt(1),
                region,
                name)
            .orElse(-1);
    return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  static void setConcurrency(Tx tx, String region, String name, int value) throws SQLException {
    Sql.update(
        tx,
        "UPDATE functions_common SET concurrency = ? WHERE region = ? AND name = ?",
        value,
        region,
        name);
  }

  static Map<String, String> tags(Tx tx, String region, String name) throws SQLException {
    return Sql.one(
            tx,
            "SELECT tags FROM functions_common WHERE region = ? AND name = ?",
            row -> Tags.read(row.getString(1)),
            region,
            name)
        .orElseGet(TreeMap::new);
  }

  static void setTags(Tx tx, String region, String name, Map<String, String> tags)
      throws SQLException {
    Sql.update(
        tx,
        "UPDATE functions_common SET tags = ? WHERE region = ? AND name = ?",
        Tags.write(tags),
        region,
        name);
  }

  static Optional<AliasConfiguration> findAlias(Tx tx, String region, String name, String alias)
      throws SQLException {
    return Sql.one(
        tx,
        "SELECT document FROM functions_alias WHERE region = ? AND name = ? AND alias = ?",
        row -> StructureJson.read(row.getString(1), AliasConfiguration.builder()).build(),
        region,
        name,
        alias);
  }

  static List<AliasConfiguration> aliases(
      Tx tx, String region, String name, String after, int limit) throws SQLException {
    return Sql.list(
        tx,
        "SELECT document FROM functions_alias WHERE region = ? AND name = ? AND alias > ?"
            + " ORDER BY alias LIMIT ?",
        row -> StructureJson.read(row.getString(1), AliasConfiguration.builder()).build(),
        region,
        name,
        after,
        limit);
  }

  static void putAlias(Tx tx, String region, String name, AliasConfiguration alias)
      throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO functions_alias (region, name, alias, document) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (region, name, alias) DO UPDATE SET document = excluded.document",
        region,
        name,
        requireNonNull(alias.name()),
        StructureJson.write(alias));
  }

  static void deleteAlias(Tx tx, String region, String name, String alias) throws SQLException {
    Sql.update(
        tx,
        "DELETE FROM functions_alias WHERE region = ? AND name = ? AND alias = ?",
        region,
        name,
        alias);
  }

  static Optional<FunctionEventInvokeConfig> eventConfig(
      Tx tx, String region, String name, String qualifier) throws SQLException {
    return Sql.one(
        tx,
        "SELECT document FROM functions_event_config"
            + " WHERE region = ? AND name = ? AND qualifier = ?",
        row -> StructureJson.read(row.getString(1), FunctionEventInvokeConfig.builder()).build(),
        region,
        name,
        qualifier);
  }

  static void putEventConfig(
      Tx tx, String region, String name, String qualifier, FunctionEventInvokeConfig config)
      throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO functions_event_config (region, name, qualifier, document)"
            + " VALUES (?, ?, ?, ?) ON CONFLICT (region, name, qualifier)"
            + " DO UPDATE SET document = excluded.document",
        region,
        name,
        qualifier,
        StructureJson.write(config));
  }

  /** Whether any version of a function or layer still names a package. */
  static boolean isUsed(Tx tx, String code) throws SQLException {
    return Sql.one(
            tx,
            "SELECT 1 FROM functions_function WHERE code = ? OR layers LIKE ?"
                + " UNION ALL SELECT 1 FROM functions_layer WHERE code = ? LIMIT 1",
            row -> true,
            code,
            "%" + code + "%",
            code)
        .orElse(false);
  }

  /** How many functions a region has, and the bytes of the packages of all their versions. */
  static long[] usage(Tx tx, String region) throws SQLException {
    long functions = 0;
    long bytes = 0;
    for (FunctionRow row :
        Sql.list(
            tx,
            "SELECT " + COLUMNS + " FROM functions_function WHERE region = ?",
            FunctionRows::read,
            region)) {
      functions += row.number() == 0 ? 1 : 0;
      bytes += requireNonNull(row.configuration().codeSize());
    }
    return new long[] {functions, bytes};
  }

  /** All packages that are named. */
  static List<String> packages(Tx tx) throws SQLException {
    return Sql.list(
            tx,
            "SELECT code FROM functions_function UNION SELECT layers FROM functions_function"
                + " UNION SELECT code FROM functions_layer",
            row -> row.getString(1))
        .stream()
        .flatMap(text -> java.util.Arrays.stream(text.split(",")))
        .toList();
  }
}
