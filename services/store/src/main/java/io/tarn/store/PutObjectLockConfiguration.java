package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.StructureJson;
import io.tarn.api.s3.DefaultRetention;
import io.tarn.api.s3.ObjectLockConfiguration;
import io.tarn.api.s3.ObjectLockRule;
import io.tarn.api.s3.PutObjectLockConfigurationOutput;
import io.tarn.api.s3.PutObjectLockConfigurationRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.store.lock.LockMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the versions of a bucket lockable, for good, and says how new ones are locked. It changes
 * no version that is there. Source: S3 API Reference, PutObjectLockConfiguration.
 */
final class PutObjectLockConfiguration
    implements Operation<PutObjectLockConfigurationRequest, PutObjectLockConfigurationOutput> {
  private static final String ENABLED = "Enabled";

  /** What a bucket has that is made for locks and has no default. */
  static final ObjectLockConfiguration BARE =
      ObjectLockConfiguration.builder().objectLockEnabled(ENABLED).build();

  private final Store store;

  PutObjectLockConfiguration(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutObjectLockConfigurationRequest, PutObjectLockConfigurationOutput>
      model() {
    return S3Service.PUT_OBJECT_LOCK_CONFIGURATION;
  }

  @Override
  public AccessRule<PutObjectLockConfigurationRequest> access() {
    return (input, call) ->
        List.of(store.access("s3:PutBucketObjectLockConfiguration", input.bucket()));
  }

  @Override
  public PutObjectLockConfigurationOutput apply(
      PutObjectLockConfigurationRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    ObjectLockConfiguration configuration = input.objectLockConfiguration();
    if (configuration == null || !ENABLED.equals(configuration.objectLockEnabled())) {
      throw S3Error.malformedXml();
    }
    check(configuration.rule());
    String document = StructureJson.write(configuration);
    store.buckets.change(
        input.bucket(),
        tx -> {
          if (Buckets.load(tx, input.bucket()).versioning() != Versioning.ENABLED) {
            throw S3Error.INVALID_BUCKET_STATE.with(
                "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
          }
          Buckets.put(tx, input.bucket(), BucketSetting.OBJECT_LOCK, document);
          return document;
        });
    return PutObjectLockConfigurationOutput.builder().build();
  }

  private static void check(@Nullable ObjectLockRule rule) {
    if (rule == null) {
      return;
    }
    DefaultRetention retention = rule.defaultRetention();
    if (retention == null
        || retention.mode() == null
        || LockMode.ofName(retention.mode()).isEmpty()) {
      throw S3Error.malformedXml();
    }
    Integer wantedDays = retention.days();
    Integer wantedYears = retention.years();
    if ((wantedDays == null) == (wantedYears == null)) {
      throw S3Error.malformedXml();
    }
    boolean years = wantedYears != null;
    int period = requireNonNull(wantedYears != null ? wantedYears : wantedDays);
    int max =
        years
            ? io.tarn.store.lock.DefaultRetention.YEARS_MAX
            : io.tarn.store.lock.DefaultRetention.DAYS_MAX;
    if (period <= 0) {
      throw S3Error.INVALID_RETENTION_PERIOD.with(
          "Default retention period must be a positive integer value.");
    }
    if (period > max) {
      throw S3Error.INVALID_RETENTION_PERIOD.with(
          "Default retention period must be at most " + max + (years ? " years." : " days."));
    }
  }
}
