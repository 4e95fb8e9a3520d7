package io.tarn.sql;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.athena.NamedQuery;
import io.tarn.kernel.Arn;
import io.tarn.ledger.Ledger;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Access rules on Athena's resources: work groups and the data catalog. */
final class AthenaAccess {
  private AthenaAccess() {}

  static <I> AccessRule<I> onWorkGroup(String action, Function<I, @Nullable String> name) {
    return (input, call) -> {
      String given = name.apply(input);
      return List.of(
          Access.of(action, workGroup(call, given == null ? WorkGroups.PRIMARY : given)));
    };
  }

  /** On the work group that the execution belongs to. */
  static <I> AccessRule<I> onExecution(Ledger ledger, String action, Function<I, String> id) {
    return (input, call) -> {
      String group =
          ledger
              .read(tx -> Executions.find(tx, call.region(), id.apply(input)))
              .map(Executions.Row::workGroup)
              .orElse(WorkGroups.PRIMARY);
      return List.of(Access.of(action, workGroup(call, group)));
    };
  }

  /** On the work group that the named query belongs to. */
  static <I> AccessRule<I> onNamedQuery(Ledger ledger, String action, Function<I, String> id) {
    return (input, call) ->
        List.of(
            Access.of(action, workGroup(call, groupOfNamedQuery(ledger, call, id.apply(input)))));
  }

  static String groupOfNamedQuery(Ledger ledger, Call call, String id) {
    return ledger
        .read(tx -> NamedQueries.find(tx, call.region(), id))
        .map(NamedQuery::workGroup)
        .orElse(WorkGroups.PRIMARY);
  }

  static <I> AccessRule<I> onCatalog(String action, Function<I, String> catalog) {
    return AccessRule.on(
        action,
        (input, call) ->
            Arn.of("athena", call.region(), call.account(), "datacatalog/" + catalog.apply(input))
                .toString());
  }

  static String workGroup(Call call, String name) {
    return Arn.of("athena", call.region(), call.account(), "workgroup/" + name).toString();
  }
}
