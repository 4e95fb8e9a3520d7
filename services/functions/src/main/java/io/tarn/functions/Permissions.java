package io.tarn.functions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.lambda.AddPermissionRequest;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Resource policies of functions: one a qualifier, made of statements with an id. */
final class Permissions {
  private Permissions() {}

  /** Empty when there is no statement. */
  static Optional<String> policy(Tx tx, FunctionName name) throws SQLException {
    List<String> statements =
        Sql.list(
            tx,
            "SELECT statement FROM functions_permission"
                + " WHERE region = ? AND name = ? AND qualifier = ? ORDER BY sid",
            row -> row.getString(1),
            name.region(),
            name.name(),
            name.qualifier().orElse(""));
    if (statements.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":["
            + String.join(",", statements)
            + "]}");
  }

  static boolean insert(Tx tx, FunctionName name, String sid, String statement)
      throws SQLException {
    return Sql.update(
            tx,
            "INSERT INTO functions_permission (region, name, qualifier, sid, statement)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            name.region(),
            name.name(),
            name.qualifier().orElse(""),
            sid,
            statement)
        == 1;
  }

  static boolean delete(Tx tx, FunctionName name, String sid) throws SQLException {
    return Sql.update(
            tx,
            "DELETE FROM functions_permission"
                + " WHERE region = ? AND name = ? AND qualifier = ? AND sid = ?",
            name.region(),
            name.name(),
            name.qualifier().orElse(""),
            sid)
        == 1;
  }

  /** The statement that AddPermission makes of its parameters. */
  static String statement(AddPermissionRequest input, String resource) {
    ObjectNode statement = Tags.JSON.createObjectNode();
    statement.put("Sid", input.statementId()).put("Effect", "Allow");
    String principal = input.principal();
    if (principal.equals("*")) {
      statement.put("Principal", "*");
    } else if (principal.contains(".")) {
      statement.putObject("Principal").put("Service", principal);
    } else {
      String arn =
          principal.matches("[0-9]{12}") ? "arn:aws:iam::" + principal + ":root" : principal;
      statement.putObject("Principal").put("AWS", arn);
    }
    statement.put("Action", input.action()).put("Resource", resource);
    ObjectNode condition = Tags.JSON.createObjectNode();
    if (input.sourceAccount() != null) {
      condition.putObject("StringEquals").put("AWS:SourceAccount", input.sourceAccount());
    }
    if (input.principalOrgID() != null) {
      condition.withObject("/StringEquals").put("aws:PrincipalOrgID", input.principalOrgID());
    }
    if (input.eventSourceToken() != null) {
      condition
          .withObject("/StringEquals")
          .put("lambda:EventSourceToken", input.eventSourceToken());
    }
    if (input.sourceArn() != null) {
      condition.putObject("ArnLike").put("AWS:SourceArn", input.sourceArn());
    }
    if (!condition.isEmpty()) {
      statement.set("Condition", condition);
    }
    try {
      return Tags.JSON.writeValueAsString(statement);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A statement cannot be written", e);
    }
  }
}
