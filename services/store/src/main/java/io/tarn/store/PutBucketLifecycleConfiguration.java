package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.StructureJson;
import io.tarn.api.s3.GetBucketLifecycleConfigurationOutput;
import io.tarn.api.s3.LifecycleRule;
import io.tarn.api.s3.PutBucketLifecycleConfigurationOutput;
import io.tarn.api.s3.PutBucketLifecycleConfigurationRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.store.lifecycle.RuleChecks;
import io.tarn.store.lifecycle.Rules;
import java.util.ArrayList;
import java.util.List;

/** Sets all rules of a bucket; they are looked at for the first time at the next midnight. */
final class PutBucketLifecycleConfiguration
    implements Operation<
        PutBucketLifecycleConfigurationRequest, PutBucketLifecycleConfigurationOutput> {
  private final Store store;

  PutBucketLifecycleConfiguration(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<
          PutBucketLifecycleConfigurationRequest, PutBucketLifecycleConfigurationOutput>
      model() {
    return S3Service.PUT_BUCKET_LIFECYCLE_CONFIGURATION;
  }

  @Override
  public AccessRule<PutBucketLifecycleConfigurationRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutLifecycleConfiguration", input.bucket()));
  }

  @Override
  public PutBucketLifecycleConfigurationOutput apply(
      PutBucketLifecycleConfigurationRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    List<LifecycleRule> rules =
        input.lifecycleConfiguration() == null ? null : input.lifecycleConfiguration().rules();
    RuleChecks.check(rules);
    String size = input.transitionDefaultMinimumObjectSize();
    if (size == null) {
      size = Rules.ALL_CLASSES;
    } else if (!size.equals(Rules.ALL_CLASSES) && !size.equals(Rules.BY_CLASS)) {
      throw S3Error.INVALID_REQUEST.with(
          "Invalid TransitionDefaultMinimumObjectSize found: " + size);
    }
    String document =
        StructureJson.write(
            GetBucketLifecycleConfigurationOutput.builder()
                .rules(named(requireNonNull(rules), call))
                .transitionDefaultMinimumObjectSize(size)
                .build());
    store.buckets.change(
        input.bucket(),
        tx -> {
          Buckets.load(tx, input.bucket());
          Buckets.put(tx, input.bucket(), BucketSetting.LIFECYCLE, document);
          store.lifecycles.schedule(tx, input.bucket(), call.now(), call.traceId());
          return document;
        });
    return PutBucketLifecycleConfigurationOutput.builder()
        .transitionDefaultMinimumObjectSize(size)
        .build();
  }

  /** A rule without an id gets one. */
  private static List<LifecycleRule> named(List<LifecycleRule> rules, Call call) {
    List<LifecycleRule> named = new ArrayList<>(rules.size());
    for (LifecycleRule rule : rules) {
      String id = rule.id();
      named.add(
          id == null || id.isEmpty() ? rule.toBuilder().id(call.ids().hex(16)).build() : rule);
    }
    return named;
  }
}
