package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.api.glue.SchemaId;
import io.tarn.api.glue.SchemaVersionNumber;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a request names a version: by its id alone, or by its schema and a number or the latest. */
record SchemaVersionName(
    @Nullable SchemaId schema, @Nullable String id, @Nullable SchemaVersionNumber number) {
  boolean latest() {
    return number != null && Boolean.TRUE.equals(number.latestVersion());
  }

  /** The question about the version; one that is named by an id alone is looked up. */
  List<Access> access(String action, Catalog catalog, Call call) {
    if (schema != null) {
      return SchemaKey.of(schema, call).access(action, call);
    }
    Optional<SchemaVersions.Version> version =
        id == null
            ? Optional.empty()
            : catalog.ledger().read(tx -> SchemaVersions.findById(tx, call.region(), id));
    return version
        .map(found -> found.key().access(action, call))
        .orElseGet(() -> List.of(Access.of(action, "*")));
  }

  SchemaVersions.Version load(Tx tx, Call call) throws SQLException {
    if (id != null) {
      if (schema != null || number != null) {
        throw GlueError.INVALID_INPUT.error(
            "No other input parameters can be specified when fetching by SchemaVersionId.");
      }
      return SchemaVersions.findById(tx, call.region(), id)
          .orElseThrow(() -> SchemaVersions.notFound("SchemaVersionId: " + id));
    }
    if (schema == null) {
      throw GlueError.INVALID_INPUT.error("SchemaId or SchemaVersionId must be given");
    }
    return SchemaVersions.load(tx, call, SchemaKey.of(schema, call), number);
  }
}
