package io.tarn.sql;

import io.tarn.catalog.iceberg.Location;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Tx;
import io.tarn.sql.spi.EngineException;
import io.tarn.store.ObjectVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables whose folders hold no rows but files that name other files, a path a line. Source: Apache
 * Hive, SymlinkTextInputFormat.
 */
final class Symlinks {
  static final String INPUT = "SymlinkTextInputFormat";
  private static final long MANIFEST_MAX = 64L << 20;

  private Symlinks() {}

  /** The paths that a file names. */
  static List<String> lines(StatementContext context, ObjectVersion manifest) throws IOException {
    context.check("s3:GetObject", manifest.bucket(), manifest.key());
    if (manifest.size() > MANIFEST_MAX) {
      throw EngineException.unsupported(
          "A manifest of more than " + MANIFEST_MAX + " bytes, as " + manifest.uri() + " is,");
    }
    List<String> paths = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                context.objects().open(context.call(), manifest), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          paths.add(line.strip());
        }
      }
    }
    return paths;
  }

  /** The object that a table's metadata names. */
  static ObjectVersion object(Tx tx, StatementContext context, String uri, String code)
      throws SQLException {
    Location place =
        Location.find(uri)
            .orElseThrow(
                () -> new EngineException(code, "Not the s3:// name of an object: " + uri));
    try {
      return context
          .objects()
          .find(tx, place.bucket(), place.key())
          .orElseThrow(
              () -> new EngineException(code, "Error opening " + uri + ": No such object"));
    } catch (ServiceError e) {
      throw new EngineException(code, "Error opening " + uri + ": " + e.message(), e);
    }
  }
}
