package io.tarn.catalog;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.UserDefinedFunction;
import io.tarn.api.glue.UserDefinedFunctionInput;
import io.tarn.kernel.Page;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The functions of databases. They are descriptions: nothing here runs them. */
final class FunctionRows {
  private static final Items ROWS = Items.FUNCTIONS;
  private static final int STEP = 500;
  private static final int DATABASE_MAX = 100;

  private FunctionRows() {}

  static String nameOf(UserDefinedFunctionInput input) {
    return Names.fold(Names.required(input.functionName(), "FunctionName"));
  }

  static UserDefinedFunction load(Tx tx, String region, String database, String name)
      throws SQLException {
    DatabaseRows.load(tx, region, database);
    return ROWS.find(tx, region, Names.fold(database), Names.fold(name))
        .map(FunctionRows::read)
        .orElseThrow(() -> GlueError.ENTITY_NOT_FOUND.error("Function " + name + " not found."));
  }

  static String create(Tx tx, Change change, String database, UserDefinedFunctionInput input)
      throws SQLException {
    DatabaseRows.load(tx, change.region(), database);
    String scope = Names.fold(database);
    Limits.check(ROWS.count(tx, change.region(), scope), DATABASE_MAX, "functions in " + database);
    return put(tx, change, scope, input, change.now());
  }

  static String update(
      Tx tx, Change change, String database, String name, UserDefinedFunctionInput input)
      throws SQLException {
    UserDefinedFunction old = load(tx, change.region(), database, name);
    String scope = Names.fold(database);
    ROWS.delete(tx, change.region(), scope, Names.fold(name));
    UserDefinedFunctionInput named =
        input.functionName() == null ? input.toBuilder().functionName(name).build() : input;
    Instant created = old.createTime() == null ? change.now() : old.createTime();
    return put(tx, change, scope, named, created);
  }

  private static String put(
      Tx tx, Change change, String scope, UserDefinedFunctionInput input, Instant created)
      throws SQLException {
    String name = nameOf(input);
    UserDefinedFunction function =
        UserDefinedFunction.builder()
            .functionName(name)
            .databaseName(scope)
            .className(input.className())
            .ownerName(input.ownerName())
            .ownerType(input.ownerType())
            .functionType(input.functionType())
            .createTime(created)
            .resourceUris(input.resourceUris() == null ? List.of() : input.resourceUris())
            .catalogId(change.account())
            .build();
    if (!ROWS.create(tx, change.region(), scope, name, StructureJson.write(function))) {
      throw GlueError.ALREADY_EXISTS.error("Function already exists.");
    }
    return name;
  }

  static String delete(Tx tx, String region, String database, String name) throws SQLException {
    load(tx, region, database, name);
    ROWS.delete(tx, region, Names.fold(database), Names.fold(name));
    return name;
  }

  static void deleteAll(Tx tx, String region, String database) throws SQLException {
    ROWS.deleteScope(tx, region, Names.fold(database));
  }

  static Page<UserDefinedFunction> list(
      Tx tx,
      String region,
      @Nullable String database,
      Predicate<UserDefinedFunction> wanted,
      @Nullable String after,
      int limit)
      throws SQLException {
    if (database != null) {
      DatabaseRows.load(tx, region, database);
    }
    List<UserDefinedFunction> found = new ArrayList<>();
    String position = after;
    while (true) {
      List<Items.Item> step =
          database == null
              ? ROWS.listAll(tx, region, position, STEP)
              : ROWS.list(tx, region, Names.fold(database), position, STEP);
      for (Items.Item item : step) {
        position = database == null ? item.position() : item.name();
        UserDefinedFunction function = read(item.document());
        if (wanted.test(function)) {
          found.add(function);
          if (found.size() == limit) {
            return new Page<>(found, Optional.of(position));
          }
        }
      }
      if (step.size() < STEP) {
        return new Page<>(found, Optional.empty());
      }
    }
  }

  private static UserDefinedFunction read(String document) {
    return StructureJson.read(document, UserDefinedFunction.builder()).build();
  }
}
