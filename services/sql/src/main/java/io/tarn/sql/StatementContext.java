package io.tarn.sql;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.glue.Partition;
import io.tarn.catalog.Change;
import io.tarn.catalog.PartitionFilter;
import io.tarn.catalog.Tables;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Pages;
import io.tarn.sql.spi.EngineQuery;
import io.tarn.store.Objects;
import io.tarn.store.crypt.Default;
import io.trino.sql.planner.plan.OutputNode;
import java.util.Optional;

/**
 * What one statement runs with: the rooms it may use, and the call it runs as.
 *
 * @param id the execution's id
 * @param workGroup whose limits and whose engine's memory it shares
 * @param output where results go; empty for a statement that has none
 * @param bytesMax how many bytes it may scan
 * @param encryption of everything it writes
 */
record StatementContext(
    Ledger ledger,
    Tables tables,
    Objects objects,
    Authorizer authorizer,
    Limits limits,
    Call call,
    String id,
    Optional<String> database,
    String workGroup,
    S3Location output,
    LedgerMetastore metastore,
    long bytesMax,
    Default encryption) {
  /** A plan over files, ready for an engine. */
  EngineQuery query(OutputNode plan, ScanFiles files, Objects.Scratch scratch) {
    return new EngineQuery(plan, files.files(), scratch.directory(), bytesMax, workGroup);
  }

  Change change() {
    return Change.of(call);
  }

  String region() {
    return call.region();
  }

  /** The database that a name without one means. */
  String databaseOf(Optional<String> written) {
    return written.or(() -> database).orElse(DefaultDatabase.NAME);
  }

  void check(String action, String bucket, String key) {
    authorizer.check(call, objects.access(action, bucket, key));
  }

  /** Whether the caller may list a place. */
  void checkList(S3Location place) {
    authorizer.check(
        call,
        objects.access("s3:ListBucket", place.bucket()).withContext("s3:prefix", place.prefix()));
  }

  /** Every partition of a table. */
  Pages.Source<Partition> partitionsOf(String database, String table) {
    return (tx, after) ->
        tables.listPartitions(tx, region(), database, table, PartitionFilter.all(), after, 1000);
  }
}
