package io.tarn.sql;

import io.tarn.api.Call;
import io.tarn.api.athena.Column;
import io.tarn.api.athena.Database;
import io.tarn.api.athena.TableMetadata;
import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.Table;
import io.tarn.catalog.Tables;
import io.tarn.kernel.Page;
import io.tarn.ledger.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The Data Catalog in Athena's shapes. */
final class CatalogView {
  static final String NAME = "AwsDataCatalog";

  private final Ledger ledger;
  private final Tables tables;

  CatalogView(Ledger ledger, Tables tables) {
    this.ledger = ledger;
    this.tables = tables;
  }

  static void requireCatalog(String name) {
    if (!name.equalsIgnoreCase(NAME)) {
      throw SqlError.INVALID_REQUEST.error("DataCatalog " + name + " was not found");
    }
  }

  Page<Database> databases(Call call, @Nullable String after, int limit) {
    return ledger
        .read(tx -> tables.listDatabases(tx, call.region(), Optional.ofNullable(after), limit))
        .map(CatalogView::database);
  }

  Database database(Call call, String name) {
    return ledger
        .read(tx -> tables.findDatabase(tx, call.region(), name))
        .map(CatalogView::database)
        .orElseThrow(
            () -> SqlError.METADATA.error("Entity Not Found: Database " + name + " not found."));
  }

  private static Database database(io.tarn.api.glue.Database database) {
    return Database.builder()
        .name(database.name())
        .description(database.description())
        .parameters(database.parameters())
        .build();
  }

  TableMetadata table(Call call, String database, String name) {
    database(call, database);
    return ledger
        .read(tx -> tables.findTable(tx, call.region(), database, name))
        .map(CatalogView::metadata)
        .orElseThrow(
            () -> SqlError.METADATA.error("Entity Not Found: Table " + name + " not found."));
  }

  Page<TableMetadata> tables(
      Call call, String database, String expression, @Nullable String after, int limit) {
    database(call, database);
    Predicate<String> wanted = matching(expression);
    List<TableMetadata> found = new ArrayList<>();
    Optional<String> position = Optional.ofNullable(after);
    do {
      Optional<String> from = position;
      Page<Table> page =
          ledger.read(tx -> tables.listTables(tx, call.region(), database, from, limit));
      for (Table table : page.items()) {
        if (wanted.test(table.name())) {
          found.add(metadata(table));
          if (found.size() == limit) {
            boolean more = page.next().isPresent() || page.items().getLast() != table;
            return new Page<>(found, more ? Optional.of(table.name()) : Optional.empty());
          }
        }
      }
      position = page.next();
    } while (position.isPresent());
    return new Page<>(found, Optional.empty());
  }

  private static Predicate<String> matching(String expression) {
    if (expression.isBlank() || expression.equals("*")) {
      return name -> true;
    }
    try {
      return Pattern.compile(expression.replace("*", ".*").replace("..*", ".*")).asMatchPredicate();
    } catch (PatternSyntaxException e) {
      throw SqlError.INVALID_REQUEST.error("Invalid expression: " + expression);
    }
  }

  private static TableMetadata metadata(Table table) {
    Map<String, String> parameters =
        new HashMap<>(table.parameters() == null ? Map.of() : table.parameters());
    // Athena answers a comment in one line, however it was written.
    parameters.computeIfPresent("comment", (_, text) -> text.replaceAll("\\s+", " "));
    if (table.storageDescriptor() != null) {
      put(parameters, "location", table.storageDescriptor().location());
      put(parameters, "inputformat", table.storageDescriptor().inputFormat());
      put(parameters, "outputformat", table.storageDescriptor().outputFormat());
      SerDeInfo serde = table.storageDescriptor().serdeInfo();
      if (serde != null) {
        put(parameters, "serde.serialization.lib", serde.serializationLibrary());
        if (serde.parameters() != null) {
          serde
              .parameters()
              .forEach((name, value) -> put(parameters, "serde.param." + name, oneLine(value)));
        }
      }
    }
    return TableMetadata.builder()
        .name(table.name())
        .createTime(table.createTime())
        .lastAccessTime(table.lastAccessTime())
        .tableType(table.tableType())
        .columns(
            columns(table.storageDescriptor() == null ? null : table.storageDescriptor().columns()))
        .partitionKeys(columns(table.partitionKeys()))
        .parameters(parameters)
        .build();
  }

  private static void put(Map<String, String> parameters, String key, @Nullable String value) {
    if (value != null) {
      parameters.put(key, value);
    }
  }

  /** A schema written over lines, as Athena answers it; a delimiter stays what it is. */
  private static @Nullable String oneLine(@Nullable String value) {
    return value == null || value.isBlank() || value.indexOf('\n') < 0
        ? value
        : value.strip().replaceAll("\\s+", " ");
  }

  private static List<Column> columns(@Nullable List<io.tarn.api.glue.Column> columns) {
    return columns == null
        ? List.of()
        : columns.stream()
            .map(
                column ->
                    Column.builder()
                        .name(column.name())
                        .type(column.type())
                        .comment(column.comment())
                        .build())
            .toList();
  }
}
