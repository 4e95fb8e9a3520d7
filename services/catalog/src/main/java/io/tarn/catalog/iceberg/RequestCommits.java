package io.tarn.catalog.iceberg;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Work;
import io.tarn.store.Objects;
import io.tarn.store.crypt.Default;

/**
 * The commits of one request: the metadata files that it has written become objects in the same
 * commit of the ledger that changes the tables. A request that fails, or a process that dies,
 * leaves no file that no table names.
 */
public final class RequestCommits implements Commits, AutoCloseable {
  private final Ledger ledger;
  private final StagedFileIO files;

  public RequestCommits(Ledger ledger, Objects objects, Authorizer authorizer, Call call) {
    this.ledger = ledger;
    files =
        new StagedFileIO(
            objects,
            authorizer,
            call,
            Default.NONE,
            new LakeFileIO(ledger, objects, authorizer, call));
  }

  StagedFileIO files() {
    return files;
  }

  @Override
  public <R> R commit(Work<R> work) {
    R result =
        ledger.commit(
            tx -> {
              R made = work.run(tx);
              files.publish(tx);
              return made;
            });
    files.published();
    return result;
  }

  @Override
  public void close() {
    files.close();
  }
}
