package io.tarn.functions;

import io.tarn.api.lambda.FunctionConfiguration;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Published versions: immutable copies of {@code $LATEST}. */
final class Versions {
  private static final int PAGE = 1_000;

  private Versions() {}

  /** A new version, or the newest one when nothing has changed since it was published. */
  static FunctionConfiguration publish(
      Tx tx, FunctionName name, FunctionRow latest, @Nullable String description, String revisionId)
      throws SQLException {
    List<FunctionRow> versions = FunctionRows.versions(tx, name.region(), name.name(), 0, PAGE);
    if (!versions.isEmpty() && isSame(versions.getLast(), latest)) {
      return versions.getLast().configuration();
    }
    long number = FunctionRows.takeNumber(tx, name.region(), name.name());
    FunctionConfiguration.Builder copy =
        latest.configuration().toBuilder()
            .version(Long.toString(number))
            .functionArn(name.arn() + ":" + number)
            .revisionId(revisionId);
    if (description != null) {
      copy.description(description);
    }
    FunctionRow row =
        new FunctionRow(
            name.region(), name.name(), number, latest.code(), latest.layers(), copy.build());
    FunctionRows.insert(tx, row);
    return row.configuration();
  }

  private static boolean isSame(FunctionRow published, FunctionRow latest) {
    return Objects.equals(
            published.configuration().codeSha256(), latest.configuration().codeSha256())
        && published.layers().equals(latest.layers())
        && bare(published.configuration()).equals(bare(latest.configuration()));
  }

  private static FunctionConfiguration bare(FunctionConfiguration configuration) {
    return configuration.toBuilder()
        .version(null)
        .functionArn(null)
        .revisionId(null)
        .lastModified(null)
        .description(null)
        .build();
  }
}
