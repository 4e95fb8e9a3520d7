package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketNotificationConfigurationRequest;
import io.tarn.api.s3.NotificationConfiguration;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class GetBucketNotificationConfiguration
    implements Operation<GetBucketNotificationConfigurationRequest, NotificationConfiguration> {
  private final Store store;

  GetBucketNotificationConfiguration(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketNotificationConfigurationRequest, NotificationConfiguration>
      model() {
    return S3Service.GET_BUCKET_NOTIFICATION_CONFIGURATION;
  }

  @Override
  public AccessRule<GetBucketNotificationConfigurationRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketNotification", input.bucket()));
  }

  @Override
  public NotificationConfiguration apply(
      GetBucketNotificationConfigurationRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    return bucket
        .setting(BucketSetting.NOTIFICATION, NotificationConfiguration.builder())
        .orElseGet(NotificationConfiguration::builder)
        .build();
  }
}
