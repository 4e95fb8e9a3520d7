package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.GetSecretValueRequest;
import io.tarn.api.secretsmanager.GetSecretValueResponse;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import java.util.List;

/** Opens a version of a secret: the current one unless another is named. */
final class GetSecretValue implements Operation<GetSecretValueRequest, GetSecretValueResponse> {
  private final Secrets secrets;

  GetSecretValue(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<GetSecretValueRequest, GetSecretValueResponse> model() {
    return SecretsmanagerService.GET_SECRET_VALUE;
  }

  @Override
  public AccessRule<GetSecretValueRequest> access() {
    return (input, call) ->
        List.of(
            SecretReading.access(
                secrets, call, input.secretId(), input.versionId(), input.versionStage()));
  }

  @Override
  public GetSecretValueResponse apply(GetSecretValueRequest input, Call call) {
    SecretReading read =
        SecretReading.of(secrets, call, input.secretId(), input.versionId(), input.versionStage());
    read.note(secrets, call);
    return GetSecretValueResponse.builder()
        .arn(secrets.arn(read.secret()))
        .name(read.secret().name())
        .versionId(read.version().id())
        .versionStages(read.version().stages())
        .createdDate(read.version().created())
        .secretString(read.value().string())
        .secretBinary(read.value().binary())
        .build();
  }
}
