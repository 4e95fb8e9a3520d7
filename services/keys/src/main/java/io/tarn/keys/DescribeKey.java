package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.DescribeKeyRequest;
import io.tarn.api.kms.DescribeKeyResponse;
import io.tarn.api.kms.KmsService;

/** Says what a key is and in which state. */
final class DescribeKey implements Operation<DescribeKeyRequest, DescribeKeyResponse> {
  private final Keys keys;

  DescribeKey(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<DescribeKeyRequest, DescribeKeyResponse> model() {
    return KmsService.DESCRIBE_KEY;
  }

  @Override
  public AccessRule<DescribeKeyRequest> access() {
    return keys.on("kms:DescribeKey", DescribeKeyRequest::keyId);
  }

  @Override
  public DescribeKeyResponse apply(DescribeKeyRequest input, Call call) {
    Keys.checkTokens(input.grantTokens());
    return DescribeKeyResponse.builder()
        .keyMetadata(keys.metadata(keys.load(call, input.keyId())))
        .build();
  }
}
