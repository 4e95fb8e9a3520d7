package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.StructureJson;
import io.tarn.api.s3.NotificationConfiguration;
import io.tarn.api.s3.PutBucketNotificationConfigurationRequest;
import io.tarn.api.s3.PutBucketNotificationConfigurationResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Switches events to EventBridge on or off. Destinations that are told directly are refused by
 * name: nothing would be delivered.
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
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    NotificationConfiguration wanted = input.notificationConfiguration();
    refuse(wanted.lambdaFunctionConfigurations(), "CloudFunctionConfiguration");
    refuse(wanted.queueConfigurations(), "QueueConfiguration");
    refuse(wanted.topicConfigurations(), "TopicConfiguration");
    store.buckets.set(
        input.bucket(),
        BucketSetting.NOTIFICATION,
        wanted.eventBridgeConfiguration() == null ? null : StructureJson.write(wanted));
    return PutBucketNotificationConfigurationResponse.builder().build();
  }

  private static void refuse(@Nullable List<?> configurations, String name) {
    if (configurations != null && !configurations.isEmpty()) {
      throw S3Error.notImplemented(
          name + ": use EventBridgeConfiguration and a rule with the target instead");
    }
  }
}
