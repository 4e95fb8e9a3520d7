package io.tarn.store;

import io.tarn.ledger.Tx;
import io.tarn.store.Uploads.Upload;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pages of open uploads, by key and id; a folder costs one seek. */
final class UploadListing {
  private static final int BATCH = 256;

  private UploadListing() {}

  record Query(String prefix, String delimiter, String keyMarker, String idMarker, int limit) {}

  record Found(
      List<Upload> uploads,
      List<String> prefixes,
      Optional<String> nextKey,
      Optional<String> nextUpload) {}

  static Found list(Tx tx, String bucket, Query query) throws SQLException {
    List<Upload> uploads = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    Listing.Query shape = new Listing.Query(query.prefix(), query.delimiter(), "", query.limit());
    List<Upload> batch = List.of();
    @Nullable String from = query.prefix();
    boolean inclusive = true;
    if (!query.keyMarker().isEmpty() && Listing.BYTE_ORDER.compare(query.keyMarker(), from) >= 0) {
      Optional<String> folder =
          Listing.folder(query.keyMarker(), shape).filter(query.keyMarker()::equals);
      from = folder.isPresent() ? Listing.behind(folder.get()) : query.keyMarker();
      inclusive = folder.isPresent();
      if (!query.idMarker().isEmpty()) {
        batch = Uploads.listKey(tx, bucket, query.keyMarker(), query.idMarker(), query.limit() + 1);
      }
    }
    String lastKey = "";
    @Nullable String lastId = null;
    while (from != null && query.limit() > 0) {
      boolean first = !batch.isEmpty();
      if (!first) {
        batch = Uploads.list(tx, bucket, from, inclusive, BATCH);
      }
      @Nullable String jump = null;
      for (Upload upload : batch) {
        if (!upload.key().startsWith(query.prefix())) {
          return new Found(uploads, prefixes, Optional.empty(), Optional.empty());
        }
        if (uploads.size() + prefixes.size() == query.limit()) {
          return new Found(uploads, prefixes, Optional.of(lastKey), Optional.ofNullable(lastId));
        }
        Optional<String> folder = Listing.folder(upload.key(), shape);
        if (folder.isPresent()) {
          prefixes.add(folder.get());
          lastKey = folder.get();
          lastId = null;
          jump = folder.get();
          break;
        }
        uploads.add(upload);
        lastKey = upload.key();
        lastId = upload.id();
      }
      if (jump != null) {
        from = Listing.behind(jump);
        inclusive = true;
        batch = List.of();
      } else if (first) {
        batch = List.of();
      } else if (batch.size() < BATCH) {
        break;
      } else {
        Upload last = batch.getLast();
        from = last.key();
        inclusive = false;
        batch = Uploads.listKey(tx, bucket, last.key(), last.id(), query.limit() + 1);
      }
    }
    return new Found(uploads, prefixes, Optional.empty(), Optional.empty());
  }
}
