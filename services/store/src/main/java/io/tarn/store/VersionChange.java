package io.tarn.store;

import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Changes what is said of a version without writing its bytes anew. The version is found, and its
 * caller's rights are asked, before the commit; one that was removed or replaced until then is
 * looked for again, so that nobody is told of a change that nothing carries.
 */
final class VersionChange {
  private static final int ATTEMPTS = 5;

  private VersionChange() {}

  /** What the commit writes about the version as it is now. */
  interface Write {
    void apply(Tx tx, VersionRow row) throws SQLException;
  }

  /**
   * @param find gives the version that is meant, or refuses
   * @return the version that was changed, as it was before
   * @throws ServiceError what {@code find} refuses with; ConditionalRequestConflict where others
   *     keep replacing the version
   */
  static VersionRow commit(Ledger ledger, Supplier<VersionRow> find, Write write) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      VersionRow seen = find.get();
      Optional<VersionRow> changed =
          ledger.commit(
              tx -> {
                Optional<VersionRow> now =
                    Versions.find(tx, seen.bucket(), seen.key(), seen.versionId())
                        .filter(row -> row.seq() == seen.seq());
                if (now.isPresent()) {
                  write.apply(tx, now.get());
                }
                return now;
              });
      if (changed.isPresent()) {
        return changed.get();
      }
    }
    throw S3Error.CONDITIONAL_REQUEST_CONFLICT.with(
        "The object was replaced while it was changed: try again.");
  }
}
