package io.tarn.catalog;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.Table;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tables of all databases in order, for the search. */
final class SearchRows {
  /** No name holds a line feed. */
  private static final char SEPARATOR = '\n';

  private static final int STEP = 500;

  private SearchRows() {}

  static String positionOf(Table table) {
    return table.databaseName() + SEPARATOR + table.name();
  }

  static List<Table> after(Tx tx, String region, String position) throws SQLException {
    int end = position.indexOf(SEPARATOR);
    String database = end < 0 ? "" : position.substring(0, end);
    String name = end < 0 ? "" : position.substring(end + 1);
    return Sql.list(
        tx,
        "SELECT document FROM catalog_table WHERE region = ?"
            + " AND (database_name > ? OR (database_name = ? AND name > ?))"
            + " ORDER BY database_name, name LIMIT ?",
        row -> StructureJson.read(row.getString(1), Table.builder()).build(),
        region,
        database,
        database,
        name,
        STEP);
  }

  static boolean matches(Table table, String text) {
    return texts(table).anyMatch(value -> Names.fold(value).contains(text));
  }

  /** What a table is found by. */
  static Stream<String> texts(Table table) {
    List<@Nullable String> texts = new ArrayList<>();
    texts.add(table.name());
    texts.add(table.description());
    if (table.parameters() != null) {
      texts.addAll(table.parameters().values());
    }
    List<Column> columns =
        table.storageDescriptor() == null ? null : table.storageDescriptor().columns();
    for (Column column : columns == null ? List.<Column>of() : columns) {
      texts.add(column.name());
      texts.add(column.comment());
    }
    return texts.stream().filter(Objects::nonNull).map(Objects::requireNonNull);
  }
}
