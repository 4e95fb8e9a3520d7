package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.DescribeSecretRequest;
import io.tarn.api.secretsmanager.DescribeSecretResponse;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells all of a secret but its values. */
final class DescribeSecret implements Operation<DescribeSecretRequest, DescribeSecretResponse> {
  private final Secrets secrets;

  DescribeSecret(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<DescribeSecretRequest, DescribeSecretResponse> model() {
    return SecretsmanagerService.DESCRIBE_SECRET;
  }

  @Override
  public AccessRule<DescribeSecretRequest> access() {
    return secrets.on("secretsmanager:DescribeSecret", DescribeSecretRequest::secretId);
  }

  @Override
  public DescribeSecretResponse apply(DescribeSecretRequest input, Call call) {
    record Found(SecretRow secret, Map<String, List<String>> stages) {}
    Found found =
        secrets
            .ledger()
            .read(
                tx -> {
                  SecretRow row = secrets.load(tx, call, input.secretId());
                  return new Found(row, VersionTable.stages(tx, row));
                });
    SecretRow row = found.secret();
    return DescribeSecretResponse.builder()
        .arn(secrets.arn(row))
        .name(row.name())
        .description(row.description().isEmpty() ? null : row.description())
        .kmsKeyId(row.key().orElse(null))
        .createdDate(row.created())
        .lastChangedDate(row.changed())
        .lastAccessedDate(row.accessed().orElse(null))
        .deletedDate(row.deletion().orElse(null))
        .tags(SecretTags.shown(row.tags()))
        .versionIdsToStages(labelled(found.stages()))
        .build();
  }

  /** Versions without a label are not shown. */
  static Map<String, List<String>> labelled(Map<String, List<String>> stages) {
    Map<String, List<String>> labelled = new LinkedHashMap<>(stages);
    labelled.values().removeIf(List::isEmpty);
    return labelled;
  }
}
