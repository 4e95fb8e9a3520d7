package io.tarn.keys.secrets;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.APIErrorType;
import io.tarn.api.secretsmanager.BatchGetSecretValueRequest;
import io.tarn.api.secretsmanager.BatchGetSecretValueResponse;
import io.tarn.api.secretsmanager.SecretValueEntry;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import io.tarn.kernel.Page;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens the current versions of several secrets; those that cannot be opened are told apart. */
final class BatchGetSecretValue
    implements Operation<BatchGetSecretValueRequest, BatchGetSecretValueResponse> {
  private final Secrets secrets;

  BatchGetSecretValue(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<BatchGetSecretValueRequest, BatchGetSecretValueResponse> model() {
    return SecretsmanagerService.BATCH_GET_SECRET_VALUE;
  }

  @Override
  public AccessRule<BatchGetSecretValueRequest> access() {
    return (input, call) -> {
      List<Access> all = new ArrayList<>();
      all.add(Access.of("secretsmanager:BatchGetSecretValue", "*"));
      if (input.filters() != null && !input.filters().isEmpty()) {
        all.add(Access.of("secretsmanager:ListSecrets", "*"));
      }
      return all;
    };
  }

  @Override
  public BatchGetSecretValueResponse apply(BatchGetSecretValueRequest input, Call call) {
    List<String> given = requireNonNullElse(input.secretIdList(), List.<String>of());
    boolean listed = !given.isEmpty();
    boolean filtered = input.filters() != null && !input.filters().isEmpty();
    if (listed == filtered) {
      throw SecretsError.INVALID_PARAMETER.with(
          "Either SecretIdList or Filters must be provided, but not both.");
    }
    if (listed && (input.maxResults() != null || input.nextToken() != null)) {
      throw SecretsError.INVALID_PARAMETER.with(
          "MaxResults and NextToken go with Filters, not with SecretIdList.");
    }
    Page<String> ids = listed ? new Page<>(given, Optional.empty()) : found(input, call);
    List<SecretValueEntry> values = new ArrayList<>();
    List<APIErrorType> errors = new ArrayList<>();
    List<SecretReading> read = new ArrayList<>();
    for (String id : ids.items()) {
      try {
        secrets.authorizer().check(call, SecretReading.access(secrets, call, id, null, null));
        SecretReading one = SecretReading.of(secrets, call, id, null, null);
        read.add(one);
        values.add(entry(one));
      } catch (ServiceError e) {
        if (e.status() >= 500) {
          throw e;
        }
        errors.add(
            APIErrorType.builder()
                .secretId(id)
                .errorCode(
                    e.code().equals("AccessDenied") ? SecretsError.ACCESS_DENIED.code() : e.code())
                .message(e.message())
                .build());
      }
    }
    SecretReading.note(secrets, call, read);
    return BatchGetSecretValueResponse.builder()
        .secretValues(values)
        .errors(errors)
        .nextToken(ids.next().orElse(null))
        .build();
  }

  private Page<String> found(BatchGetSecretValueRequest input, Call call) {
    int limit = input.maxResults() == null ? secrets.limits().batch() : input.maxResults();
    SecretListing listing = SecretListing.of(secrets, call, input.filters(), null, null, false);
    Page<SecretRow> page = listing.page("BatchGetSecretValue", input.nextToken(), limit);
    return new Page<>(page.items().stream().map(secrets::arn).toList(), page.next());
  }

  private SecretValueEntry entry(SecretReading one) {
    return SecretValueEntry.builder()
        .arn(secrets.arn(one.secret()))
        .name(one.secret().name())
        .versionId(one.version().id())
        .versionStages(one.version().stages())
        .createdDate(one.version().created())
        .secretString(one.value().string())
        .secretBinary(one.value().binary())
        .build();
  }
}
