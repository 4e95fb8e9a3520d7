package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.api.glue.ColumnStatistics;
import io.tarn.api.glue.ColumnStatisticsError;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose columns a request's statistics are about: a table's, or one of its partitions'.
 *
 * @param partition the values of the partition; empty for the table itself
 */
record StatisticsOwner(
    @Nullable String catalogId, String database, String table, Optional<List<String>> partition) {
  private interface Work<T> {
    T run(Tx tx, TableRow table, String key) throws SQLException;
  }

  static StatisticsOwner table(@Nullable String catalogId, String database, String table) {
    return new StatisticsOwner(catalogId, database, table, Optional.empty());
  }

  static StatisticsOwner partition(
      @Nullable String catalogId, String database, String table, List<String> values) {
    return new StatisticsOwner(catalogId, database, table, Optional.of(values));
  }

  List<Access> access(String action, Call call) {
    return CatalogAccess.table(action, call.region(), call.account(), database, table);
  }

  /** Those of the named columns that have some. */
  List<ColumnStatistics> find(Catalog catalog, Call call, List<String> columns) {
    Names.checkCatalog(catalogId, call.account());
    return catalog
        .ledger()
        .read(
            tx -> with(tx, call, (t, row, key) -> ColumnStatisticsRows.find(t, row, key, columns)));
  }

  /** Keeps each that is sound; answers those that are not. */
  List<ColumnStatisticsError> put(Catalog catalog, Call call, List<ColumnStatistics> statistics) {
    Names.checkCatalog(catalogId, call.account());
    return catalog
        .ledger()
        .commit(
            tx ->
                with(tx, call, (t, row, key) -> ColumnStatisticsRows.put(t, row, key, statistics)));
  }

  void delete(Catalog catalog, Call call, String column) {
    Names.checkCatalog(catalogId, call.account());
    catalog
        .ledger()
        .commit(
            tx ->
                with(tx, call, (t, row, key) -> ColumnStatisticsRows.delete(t, row, key, column)));
  }

  private <T> T with(Tx tx, Call call, Work<T> work) throws SQLException {
    TableRow row = TableRows.load(tx, call.region(), database, table);
    String key =
        partition.isEmpty()
            ? ColumnStatisticsRows.OF_TABLE
            : ColumnStatisticsRows.keyOf(tx, row, partition.get());
    return work.run(tx, row, key);
  }
}
