package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.secretsmanager.ListSecretVersionIdsRequest;
import io.tarn.api.secretsmanager.ListSecretVersionIdsResponse;
import io.tarn.api.secretsmanager.SecretVersionsListEntry;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import java.util.ArrayList;
import java.util.List;

/** Lists the versions of a secret, those without a label when they are asked for. */
final class ListSecretVersionIds
    implements Operation<ListSecretVersionIdsRequest, ListSecretVersionIdsResponse> {
  private final Secrets secrets;

  ListSecretVersionIds(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<ListSecretVersionIdsRequest, ListSecretVersionIdsResponse> model() {
    return SecretsmanagerService.LIST_SECRET_VERSION_IDS;
  }

  @Override
  public AccessRule<ListSecretVersionIdsRequest> access() {
    return secrets.on("secretsmanager:ListSecretVersionIds", ListSecretVersionIdsRequest::secretId);
  }

  @Override
  public ListSecretVersionIdsResponse apply(ListSecretVersionIdsRequest input, Call call) {
    boolean all = Boolean.TRUE.equals(input.includeDeprecated());
    int limit = input.maxResults() == null ? secrets.limits().page() : input.maxResults();
    SecretRow secret = secrets.load(call, input.secretId());
    Object[] binding = {"ListSecretVersionIds", secrets.arn(secret), all};
    String after = PageTokens.open(input.nextToken(), SecretsError.INVALID_NEXT_TOKEN, binding);
    List<VersionRow> rest = new ArrayList<>();
    boolean behind = after == null;
    for (VersionRow row : secrets.ledger().read(tx -> VersionTable.list(tx, secret))) {
      if (behind && (all || !row.stages().isEmpty())) {
        rest.add(row);
      }
      behind |= row.id().equals(after);
    }
    List<VersionRow> page = rest.subList(0, Math.min(limit, rest.size()));
    return ListSecretVersionIdsResponse.builder()
        .arn(secrets.arn(secret))
        .name(secret.name())
        .versions(page.stream().map(row -> entry(secret, row)).toList())
        .nextToken(page.size() < rest.size() ? PageTokens.seal(page.getLast().id(), binding) : null)
        .build();
  }

  private static SecretVersionsListEntry entry(SecretRow secret, VersionRow row) {
    return SecretVersionsListEntry.builder()
        .versionId(row.id())
        .versionStages(row.stages().isEmpty() ? null : row.stages())
        .createdDate(row.created())
        .lastAccessedDate(row.accessed().orElse(null))
        .kmsKeyIds(List.of(secret.key().isEmpty() ? "DefaultEncryptionKey" : row.key()))
        .build();
  }
}
