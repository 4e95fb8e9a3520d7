package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.s3.CORSConfiguration;
import io.tarn.store.cors.CorsRules;
import java.util.Optional;

/**
 * The cross-origin rules of every bucket, for the door: browsers ask before anybody is known to be
 * calling, so nothing here asks for permission. Thread-safe.
 */
public final class CrossOrigins {
  private static final ParsedDocuments<CorsRules> RULES =
      ParsedDocuments.of(CORSConfiguration::builder, kept -> new CorsRules(kept.build()));

  private final Buckets buckets;

  CrossOrigins(Buckets buckets) {
    this.buckets = requireNonNull(buckets, "buckets is null");
  }

  /** Empty when there is no such bucket or it has no rules. */
  public Optional<CorsRules> find(String bucket) {
    return buckets.find(bucket).flatMap(row -> RULES.find(row, BucketSetting.CORS));
  }
}
