package io.tarn.store.upkeep;

import static java.util.Objects.requireNonNull;

import io.tarn.ledger.Reading;
import java.util.List;
import java.util.Optional;

/** The files that a ledger names, for who copies them. */
public final class BlobFiles {
  private static final int PAGE = 256;

  private final Reading ledger;

  public BlobFiles(Reading ledger) {
    this.ledger = requireNonNull(ledger, "ledger is null");
  }

  /**
   * A file that must be there.
   *
   * @param kept empty for what an older Tarn wrote
   */
  public record BlobFile(long id, long length, Optional<Kept> kept) {}

  /** A page of them behind a blob, in order, and where to go on; empty at the end. */
  public record Page(List<BlobFile> files, long last) {}

  public Optional<Page> after(long blob) {
    List<StoredBlob> page = ledger.read(tx -> StoredBlob.after(tx, blob, PAGE));
    if (page.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Page(
            page.stream()
                .filter(StoredBlob::isFile)
                .map(each -> new BlobFile(each.id(), each.fileLength(), each.kept()))
                .toList(),
            page.getLast().id()));
  }

  /** The objects that these blobs belong to, a line each. */
  public List<String> names(List<Long> blobs) {
    var owners = Owners.find(ledger, java.util.Set.copyOf(blobs));
    return blobs.stream().map(blob -> Owners.names(blob, owners)).toList();
  }
}
