package io.tarn.store;

import io.tarn.api.Body;
import io.tarn.api.Call;
import io.tarn.kernel.Checksum;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What UploadPart and UploadPartCopy share. */
final class Parts {
  private Parts() {}

  static void checkNumber(Store store, int number) {
    if (number < 1 || number > store.limits.partsMax()) {
      throw S3Error.invalidArgument(
          "Part number must be an integer between 1 and " + store.limits.partsMax() + ", inclusive",
          "partNumber",
          Integer.toString(number));
    }
  }

  /** A part that states a checksum must state the one its upload was begun with. */
  static void checkAlgorithm(Uploads.Upload upload, Body body, Map<Checksum, String> stated) {
    if (upload.algorithm().isEmpty()) {
      return;
    }
    Set<Checksum> given = EnumSet.noneOf(Checksum.class);
    given.addAll(body.declaredChecksums());
    given.remove(Checksum.MD5);
    given.addAll(stated.keySet());
    Checksum expected = upload.algorithm().get();
    for (Checksum each : given) {
      if (each != expected) {
        throw S3Error.INVALID_REQUEST.with(
            "Checksum Type mismatch occurred, expected checksum Type: "
                + expected.name().toLowerCase(Locale.ROOT)
                + ", actual checksum Type: "
                + each.name().toLowerCase(Locale.ROOT));
      }
    }
  }

  static void put(Store store, Uploads.Upload upload, int number, StoredBytes stored, Call call) {
    Uploads.Part part =
        new Uploads.Part(
            number, stored.blob(), stored.size(), stored.etag(), stored.checksums(), call.now());
    store.payloads.commit(
        stored,
        tx -> {
          Uploads.Upload now = Uploads.loadOpen(tx, upload.bucket(), upload.key(), upload.id());
          Blobs.insert(tx, stored);
          Uploads.putPart(tx, now, part);
          store.purger.wake();
          return now;
        });
  }

  /** The checksum an answer shows: of the upload's algorithm, when it has one. */
  static Map<Checksum, String> shown(Uploads.Upload upload, StoredBytes stored) {
    if (upload.algorithm().isEmpty()) {
      return stored.checksums();
    }
    String value = stored.checksums().get(upload.algorithm().get());
    return value == null ? Map.of() : Map.of(upload.algorithm().get(), value);
  }
}
