package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.ListWorkGroupsInput;
import io.tarn.api.athena.ListWorkGroupsOutput;
import io.tarn.api.athena.WorkGroup;
import io.tarn.api.athena.WorkGroupSummary;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Lists the region's work groups by name. */
final class ListWorkGroups implements Operation<ListWorkGroupsInput, ListWorkGroupsOutput> {
  private final Ledger ledger;

  ListWorkGroups(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListWorkGroupsInput, ListWorkGroupsOutput> model() {
    return AthenaService.LIST_WORK_GROUPS;
  }

  @Override
  public AccessRule<ListWorkGroupsInput> access() {
    return AccessRule.any("athena:ListWorkGroups");
  }

  @Override
  public ListWorkGroupsOutput apply(ListWorkGroupsInput input, Call call) {
    int limit = input.maxResults() == null ? 50 : input.maxResults();
    String after = PageTokens.open(input.nextToken(), SqlError.INVALID_REQUEST, "ListWorkGroups");
    List<WorkGroup> found =
        ledger.read(
            tx -> WorkGroups.list(tx, call.region(), after == null ? "" : after, limit + 1));
    List<WorkGroup> page = found.subList(0, Math.min(limit, found.size()));
    return ListWorkGroupsOutput.builder()
        .workGroups(page.stream().map(ListWorkGroups::summary).toList())
        .nextToken(
            found.size() > limit ? PageTokens.seal(page.getLast().name(), "ListWorkGroups") : null)
        .build();
  }

  private static WorkGroupSummary summary(WorkGroup group) {
    return WorkGroupSummary.builder()
        .name(group.name())
        .state(group.state())
        .description(group.description())
        .creationTime(group.creationTime())
        .engineVersion(WorkGroups.ENGINE)
        .build();
  }
}
