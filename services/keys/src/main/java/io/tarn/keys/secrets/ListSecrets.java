package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.ListSecretsRequest;
import io.tarn.api.secretsmanager.ListSecretsResponse;
import io.tarn.api.secretsmanager.SecretListEntry;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import io.tarn.kernel.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists the secrets of the region. */
final class ListSecrets implements Operation<ListSecretsRequest, ListSecretsResponse> {
  private final Secrets secrets;

  ListSecrets(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<ListSecretsRequest, ListSecretsResponse> model() {
    return SecretsmanagerService.LIST_SECRETS;
  }

  @Override
  public AccessRule<ListSecretsRequest> access() {
    return AccessRule.any("secretsmanager:ListSecrets");
  }

  @Override
  public ListSecretsResponse apply(ListSecretsRequest input, Call call) {
    int limit = input.maxResults() == null ? secrets.limits().page() : input.maxResults();
    Page<SecretRow> page =
        SecretListing.of(
                secrets,
                call,
                input.filters(),
                input.sortBy(),
                input.sortOrder(),
                Boolean.TRUE.equals(input.includePlannedDeletion()))
            .page("ListSecrets", input.nextToken(), limit);
    List<SecretListEntry> entries =
        secrets
            .ledger()
            .read(
                tx -> {
                  List<SecretListEntry> all = new ArrayList<>();
                  for (SecretRow row : page.items()) {
                    all.add(entry(row, VersionTable.stages(tx, row)));
                  }
                  return all;
                });
    return ListSecretsResponse.builder()
        .secretList(entries)
        .nextToken(page.next().orElse(null))
        .build();
  }

  private SecretListEntry entry(SecretRow row, Map<String, List<String>> stages) {
    return SecretListEntry.builder()
        .arn(secrets.arn(row))
        .name(row.name())
        .description(row.description().isEmpty() ? null : row.description())
        .kmsKeyId(row.key().orElse(null))
        .createdDate(row.created())
        .lastChangedDate(row.changed())
        .lastAccessedDate(row.accessed().orElse(null))
        .deletedDate(row.deletion().orElse(null))
        .tags(SecretTags.shown(row.tags()))
        .secretVersionsToStages(DescribeSecret.labelled(stages))
        .build();
  }
}
