package io.tarn.catalog;

import io.tarn.api.glue.TableVersion;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table's versions as the wire shows them: the current one and those before it. */
final class TableVersions {
  private TableVersions() {}

  static long number(@Nullable String text, long current) {
    if (text == null) {
      return current;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw GlueError.INVALID_INPUT.error("VersionId is no number: " + text);
    }
  }

  static ServiceError notFound(long version) {
    return GlueError.ENTITY_NOT_FOUND.error("Table version " + version + " not found.");
  }

  static Optional<TableVersion> find(Tx tx, TableRow row, long wanted) throws SQLException {
    return list(tx, row, wanted == Long.MAX_VALUE ? wanted : wanted + 1, 1).stream()
        .filter(version -> String.valueOf(wanted).equals(version.versionId()))
        .findFirst();
  }

  /** The newest first. */
  static List<TableVersion> list(Tx tx, TableRow row, long before, int limit) throws SQLException {
    List<TableVersion> versions = new ArrayList<>();
    if (row.version() < before) {
      versions.add(
          TableVersion.builder()
              .versionId(String.valueOf(row.version()))
              .table(row.table())
              .build());
    }
    long below = Math.min(before, row.version());
    versions.addAll(TableRows.versions(tx, row, below, Math.max(0, limit - versions.size())));
    return versions;
  }

  static void delete(Tx tx, TableRow row, String text) throws SQLException {
    long version = number(text, row.version());
    if (version == row.version()) {
      throw GlueError.INVALID_INPUT.error(
          "Version " + version + " of table " + row.table().name() + " is the current one");
    }
    if (!TableRows.deleteVersion(tx, row, version)) {
      throw notFound(version);
    }
  }
}
