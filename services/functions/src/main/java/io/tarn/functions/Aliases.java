package io.tarn.functions;

import io.tarn.api.lambda.AliasConfiguration;
import io.tarn.api.lambda.AliasRoutingConfiguration;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the operations on aliases share. */
final class Aliases {
  private Aliases() {}

  static AliasConfiguration load(Tx tx, FunctionName name, String alias) throws SQLException {
    FunctionRows.load(tx, name);
    return FunctionRows.findAlias(tx, name.region(), name.name(), alias)
        .orElseThrow(
            () ->
                LambdaError.NOT_FOUND.error("Cannot find alias arn: " + name.arn() + ":" + alias));
  }

  static void checkRouting(@Nullable AliasRoutingConfiguration routing) {
    if (routing != null
        && routing.additionalVersionWeights() != null
        && !routing.additionalVersionWeights().isEmpty()) {
      throw LambdaError.missing("RoutingConfig.AdditionalVersionWeights");
    }
  }
}
