package io.tarn.store;

import io.tarn.ledger.Ledger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The version that a question is about, looked up at most once, and only when a list or a policy
 * makes it matter.
 */
final class SeenVersion implements Supplier<Optional<VersionRow>> {
  private static final String TAG = "s3:existingobjecttag/";

  private final Ledger ledger;
  private final String bucket;
  private final String key;
  private final @Nullable String versionId;
  private @Nullable Optional<VersionRow> seen;

  SeenVersion(Ledger ledger, String bucket, String key, @Nullable String versionId) {
    this.ledger = ledger;
    this.bucket = bucket;
    this.key = key;
    this.versionId = versionId;
  }

  /** Empty where there is none, or a delete marker. */
  @Override
  public synchronized Optional<VersionRow> get() {
    Optional<VersionRow> known = seen;
    if (known == null) {
      known = find().filter(row -> !row.marker());
      seen = known;
    }
    return known;
  }

  private Optional<VersionRow> find() {
    String wanted = versionId;
    if (wanted == null) {
      return ledger.read(tx -> Versions.newest(tx, bucket, key));
    }
    return Versions.isId(wanted)
        ? ledger.read(tx -> Versions.find(tx, bucket, key, wanted))
        : Optional.empty();
  }

  /** The condition keys of its tags. */
  @Nullable List<String> find(String conditionKey) {
    if (!conditionKey.startsWith(TAG)) {
      return null;
    }
    String name = conditionKey.substring(TAG.length());
    return get()
        .flatMap(
            row ->
                Tags.list(row.tags()).stream()
                    .filter(tag -> tag.key().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst())
        .map(tag -> List.of(tag.value()))
        .orElse(null);
  }
}
