package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.ledger.Ledger;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import io.tarn.store.Uploads.Part;
import io.tarn.store.Uploads.Upload;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets go of the parts of an ended upload, some hundreds a step. The upload's own row stays for a
 * day, so that a completion that is sent again gets the same answer.
 */
final class UploadPurge implements TaskHandler {
  private static final int BATCH = 300;
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final Ledger ledger;
  private final Purger purger;

  UploadPurge(Ledger ledger, Purger purger) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.purger = requireNonNull(purger, "purger is null");
  }

  @Override
  public Completion run(Task task) {
    String id = task.key();
    Optional<Upload> upload = ledger.read(tx -> Uploads.find(tx, id));
    if (upload.isEmpty() || !upload.get().ended()) {
      return tx -> {};
    }
    Set<Long> used = used(upload.get());
    while (true) {
      List<Part> parts = ledger.read(tx -> Uploads.parts(tx, id, 0, BATCH));
      if (parts.isEmpty()) {
        break;
      }
      ledger.commit(
          tx -> {
            for (Part part : parts) {
              if (!used.contains(part.blob())) {
                Blobs.release(tx, part.blob());
              }
              Uploads.deletePart(tx, id, part.number());
            }
            return parts.size();
          });
      purger.wake();
    }
    if (upload.get().result().isEmpty() || task.body().contains("\"last\"")) {
      return tx -> Sql.update(tx, "DELETE FROM store_upload WHERE id = ?", id);
    }
    return tx ->
        tx.schedule(
            new NewTask(
                Uploads.PURGE,
                id,
                task.due().plus(REMEMBERED),
                20,
                Duration.ofMinutes(1),
                task.traceId(),
                "{\"last\":true}"));
  }

  /** The blobs that have become parts of the completed object, if that is still there. */
  private Set<Long> used(Upload upload) {
    if (upload.result().isEmpty()) {
      return Set.of();
    }
    long blob = Attributes.parse(upload.result().get()).path("blob").asLong();
    Optional<BlobRow> row = ledger.read(tx -> Blobs.find(tx, blob));
    Set<Long> used = new HashSet<>();
    row.flatMap(BlobRow::parts)
        .ifPresent(pieces -> pieces.forEach(piece -> used.add(piece.blob())));
    return used;
  }
}
