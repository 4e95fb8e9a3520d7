package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketRequestPaymentOutput;
import io.tarn.api.s3.GetBucketRequestPaymentRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

/** Nobody pays here, and a requester cannot be made to. */
final class GetBucketRequestPayment
    implements Operation<GetBucketRequestPaymentRequest, GetBucketRequestPaymentOutput> {
  private final Store store;

  GetBucketRequestPayment(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketRequestPaymentRequest, GetBucketRequestPaymentOutput> model() {
    return S3Service.GET_BUCKET_REQUEST_PAYMENT;
  }

  @Override
  public AccessRule<GetBucketRequestPaymentRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketRequestPayment", input.bucket()));
  }

  @Override
  public GetBucketRequestPaymentOutput apply(GetBucketRequestPaymentRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    return GetBucketRequestPaymentOutput.builder().payer("BucketOwner").build();
  }
}
