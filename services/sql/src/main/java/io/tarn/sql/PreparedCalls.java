package io.tarn.sql;

import io.tarn.api.Access;
import io.tarn.api.athena.PreparedStatement;
import io.tarn.sql.spi.EngineException;
import java.util.Optional;

/** PREPARE, EXECUTE and DEALLOCATE, as the caller of the statement that says so. */
final class PreparedCalls {
  private final StatementContext context;
  private final String workGroup;

  PreparedCalls(StatementContext context, String workGroup) {
    this.context = context;
    this.workGroup = workGroup;
  }

  private void check(String action) {
    context
        .authorizer()
        .check(
            context.call(), Access.of(action, AthenaAccess.workGroup(context.call(), workGroup)));
  }

  private Optional<PreparedStatement> find(String name) {
    return context
        .ledger()
        .read(tx -> PreparedStatements.find(tx, context.region(), workGroup, name));
  }

  /** PREPARE puts its statement in the place of one of the same name, as Athena does. */
  Outcome prepare(Statements.Prepare statement) {
    check(
        find(statement.name()).isPresent()
            ? "athena:UpdatePreparedStatement"
            : "athena:CreatePreparedStatement");
    Outcome outcome = new Outcome();
    outcome.effects.add(
        tx -> {
          PreparedStatements.delete(tx, context.region(), workGroup, statement.name());
          PreparedStatements.create(
              tx,
              context.region(),
              workGroup,
              statement.name(),
              statement.query(),
              null,
              context.call().now());
        });
    return outcome;
  }

  Outcome deallocate(Statements.Deallocate statement) {
    check("athena:DeletePreparedStatement");
    load(statement.name());
    Outcome outcome = new Outcome();
    outcome.effects.add(
        tx -> PreparedStatements.delete(tx, context.region(), workGroup, statement.name()));
    return outcome;
  }

  /** The text that EXECUTE stands for. */
  String text(Statements.Execute statement) {
    check("athena:GetPreparedStatement");
    return String.valueOf(load(statement.name()).queryStatement());
  }

  private PreparedStatement load(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new EngineException(
                    "NOT_FOUND",
                    "PreparedStatement " + name + " was not found in workGroup " + workGroup));
  }
}
