package io.tarn.catalog.iceberg;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.catalog.Tables;
import io.tarn.ledger.Ledger;
import io.tarn.store.Objects;
import java.util.function.Supplier;
import org.apache.iceberg.io.FileIO;

/**
 * What one request to the catalog stands on. Nothing here asks for permission on databases and
 * tables: the calling room does.
 *
 * @param warehouse where tables of databases without a location go; empty for nowhere
 * @param commits how changes of databases and tables are committed
 * @param files what metadata files are read and written through, asked once a table
 */
public record Session(
    Ledger ledger,
    Tables tables,
    Call call,
    String warehouse,
    Commits commits,
    Supplier<FileIO> files) {
  public Session {
    requireNonNull(ledger, "ledger is null");
    requireNonNull(tables, "tables is null");
    requireNonNull(call, "call is null");
    requireNonNull(warehouse, "warehouse is null");
    requireNonNull(commits, "commits is null");
    requireNonNull(files, "files is null");
  }

  /** A request whose changes are committed together with the metadata files that it writes. */
  public Session(
      Ledger ledger, Tables tables, RequestCommits commits, Call call, String warehouse) {
    this(ledger, tables, call, warehouse, commits, commits::files);
  }

  /** For reading: each change would be a commit of its own, and so would each metadata file. */
  public Session(
      Ledger ledger,
      Tables tables,
      Objects objects,
      Authorizer authorizer,
      Call call,
      String warehouse) {
    this(
        ledger,
        tables,
        call,
        warehouse,
        ledger::commit,
        () -> new LakeFileIO(ledger, objects, authorizer, call));
  }
}
