package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.StructureJson;
import io.tarn.api.s3.LambdaFunctionConfiguration;
import io.tarn.api.s3.NotificationConfiguration;
import io.tarn.api.s3.PutBucketNotificationConfigurationRequest;
import io.tarn.api.s3.PutBucketNotificationConfigurationResponse;
import io.tarn.api.s3.S3Service;
import io.tarn.store.events.Destinations;
import io.tarn.store.events.Subscription;
import io.tarn.store.events.Subscriptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Says who is told of changes in a bucket: functions directly, and rules by way of EventBridge.
 * Destinations that nothing would be delivered to are refused by name.
 */
final class PutBucketNotificationConfiguration
    implements Operation<
        PutBucketNotificationConfigurationRequest, PutBucketNotificationConfigurationResponse> {
  private final Store store;

  PutBucketNotificationConfiguration(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<
          PutBucketNotificationConfigurationRequest, PutBucketNotificationConfigurationResponse>
      model() {
    return S3Service.PUT_BUCKET_NOTIFICATION_CONFIGURATION;
  }

  @Override
  public AccessRule<PutBucketNotificationConfigurationRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutBucketNotification", input.bucket()));
  }

  @Override
  public PutBucketNotificationConfigurationResponse apply(
      PutBucketNotificationConfigurationRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    NotificationConfiguration wanted = input.notificationConfiguration();
    Subscriptions.check(wanted, bucket.region());
    List<Subscription> subscriptions = Subscription.of(wanted);
    Destinations.refuse(subscriptions);
    if (!Boolean.TRUE.equals(input.skipDestinationValidation()) && !subscriptions.isEmpty()) {
      store
          .destinations
          .orElseThrow(() -> S3Error.notImplemented("CloudFunctionConfiguration"))
          .check(subscriptions, input.bucket(), call);
    }
    boolean empty = subscriptions.isEmpty() && wanted.eventBridgeConfiguration() == null;
    store.buckets.set(
        input.bucket(),
        BucketSetting.NOTIFICATION,
        empty ? null : StructureJson.write(named(wanted, call)));
    return PutBucketNotificationConfigurationResponse.builder().build();
  }

  /** A configuration that was given no id gets one. */
  private static NotificationConfiguration named(NotificationConfiguration wanted, Call call) {
    List<LambdaFunctionConfiguration> functions = new ArrayList<>();
    List<LambdaFunctionConfiguration> given = wanted.lambdaFunctionConfigurations();
    for (LambdaFunctionConfiguration each :
        given == null ? List.<LambdaFunctionConfiguration>of() : given) {
      boolean unnamed = each.id() == null || each.id().isEmpty();
      functions.add(
          LambdaFunctionConfiguration.builder()
              .id(unnamed ? call.ids().uuid() : each.id())
              .lambdaFunctionArn(each.lambdaFunctionArn())
              .events(each.events())
              .filter(each.filter())
              .build());
    }
    return NotificationConfiguration.builder()
        .lambdaFunctionConfigurations(functions.isEmpty() ? null : functions)
        .eventBridgeConfiguration(wanted.eventBridgeConfiguration())
        .build();
  }
}
