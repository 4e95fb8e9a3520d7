package io.tarn.catalog;

import io.tarn.api.Call;
import io.tarn.api.glue.GetSchemaResponse;
import io.tarn.api.glue.SchemaVersionNumber;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The versions of schemas: which there are, and how a next one comes. */
final class SchemaVersions {
  static final String AVAILABLE = "AVAILABLE";
  static final String FAILURE = "FAILURE";
  private static final int VERSIONS_MAX = 10_000;
  private static final String COLUMNS =
      "SELECT registry, schema_name, version, id, status, created, definition"
          + " FROM catalog_schema_version";

  /** One version. */
  record Version(
      SchemaKey key, long number, String id, String status, String created, String definition) {}

  /** A definition that was checked before the commit that keeps it: checking can take long. */
  record Definition(SchemaRules rules, String text, String canonical) {
    static Definition checked(SchemaRules rules, String text) {
      return new Definition(rules, text, rules.canonical(text));
    }
  }

  private SchemaVersions() {}

  /**
   * Makes the next version, or answers the one that has this definition. A version that may not
   * follow the others is kept as a failure: who asked for it can see why he may not write with it.
   */
  static Version register(Tx tx, Call call, SchemaKey key, Definition fresh) throws SQLException {
    GetSchemaResponse schema = SchemaRows.loadSchema(tx, call, key);
    if (!fresh.rules().format().equals(schema.dataFormat())) {
      throw GlueError.CONCURRENT_MODIFICATION.error(
          "Schema " + key.schema() + " was made anew with another data format meanwhile");
    }
    String definition = fresh.text();
    String canonical = fresh.canonical();
    Optional<Version> known = findByDefinition(tx, call.region(), key, canonical);
    if (known.isPresent() && known.get().status().equals(AVAILABLE)) {
      return known.get();
    }
    String mode = Names.required(schema.compatibility(), "Compatibility");
    if (mode.equals("DISABLED") && next(schema) > 1) {
      throw GlueError.INVALID_INPUT.error(
          "Compatibility DISABLED does not allow versioning. SchemaId: SchemaId(schemaArn="
              + schema.schemaArn()
              + ", schemaName="
              + key.schema()
              + ", registryName="
              + key.registry()
              + ")");
    }
    long checkpoint = schema.schemaCheckpoint() == null ? 1 : schema.schemaCheckpoint();
    List<String> older =
        list(tx, call.region(), key, checkpoint - 1, VERSIONS_MAX).stream()
            .filter(version -> version.status().equals(AVAILABLE))
            .map(Version::definition)
            .toList();
    boolean fits = fresh.rules().conflict(mode, definition, older).isEmpty();
    String status = fits ? AVAILABLE : FAILURE;
    long number = known.map(Version::number).orElse(next(schema));
    Limits.check(
        number > VERSIONS_MAX ? count(tx, call.region(), key) : 0,
        VERSIONS_MAX,
        "versions of schema " + key.schema());
    String id = known.map(Version::id).orElseGet(() -> call.ids().uuid());
    Sql.update(
        tx,
        "INSERT INTO catalog_schema_version"
            + " (region, registry, schema_name, version, id, status, digest, created, definition)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (region, registry, schema_name, version)"
            + " DO UPDATE SET status = excluded.status",
        call.region(),
        key.registry(),
        key.schema(),
        number,
        id,
        status,
        digest(canonical),
        call.now().toString(),
        definition);
    GetSchemaResponse.Builder changed =
        schema.toBuilder().nextSchemaVersion(Math.max(next(schema), number + 1));
    if (fits) {
      changed.latestSchemaVersion(
          Math.max(
              number, schema.latestSchemaVersion() == null ? 0 : schema.latestSchemaVersion()));
    }
    SchemaRows.write(tx, call.region(), key, changed.updatedTime(call.now().toString()).build());
    return new Version(key, number, id, status, call.now().toString(), definition);
  }

  private static long next(GetSchemaResponse schema) {
    return schema.nextSchemaVersion() == null ? 1 : schema.nextSchemaVersion();
  }

  static Optional<Version> findByDefinition(Tx tx, String region, SchemaKey key, String canonical)
      throws SQLException {
    return Sql.one(
        tx,
        COLUMNS
            + " WHERE region = ? AND registry = ? AND schema_name = ? AND digest = ?"
            + " ORDER BY version LIMIT 1",
        SchemaVersions::read,
        region,
        key.registry(),
        key.schema(),
        digest(canonical));
  }

  static Optional<Version> findById(Tx tx, String region, String id) throws SQLException {
    return Sql.one(tx, COLUMNS + " WHERE region = ? AND id = ?", SchemaVersions::read, region, id);
  }

  static Optional<Version> find(Tx tx, String region, SchemaKey key, long number)
      throws SQLException {
    return Sql.one(
        tx,
        COLUMNS + " WHERE region = ? AND registry = ? AND schema_name = ? AND version = ?",
        SchemaVersions::read,
        region,
        key.registry(),
        key.schema(),
        number);
  }

  /** The version of a number, or the latest. */
  static Version load(Tx tx, Call call, SchemaKey key, @Nullable SchemaVersionNumber number)
      throws SQLException {
    GetSchemaResponse schema = SchemaRows.loadSchema(tx, call, key);
    Long wanted = number == null ? null : number.versionNumber();
    boolean latest = number != null && Boolean.TRUE.equals(number.latestVersion());
    if (latest == (wanted != null)) {
      throw GlueError.INVALID_INPUT.error("One of version number (or) latest version is required.");
    }
    Long resolved = wanted == null ? schema.latestSchemaVersion() : wanted;
    return (resolved == null ? Optional.<Version>empty() : find(tx, call.region(), key, resolved))
        .orElseThrow(() -> notFound("VersionNumber: " + resolved));
  }

  static ServiceError notFound(String which) {
    return GlueError.ENTITY_NOT_FOUND.error("Schema version is not found. " + which);
  }

  static List<Version> list(Tx tx, String region, SchemaKey key, long after, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        COLUMNS
            + " WHERE region = ? AND registry = ? AND schema_name = ? AND version > ?"
            + " ORDER BY version LIMIT ?",
        SchemaVersions::read,
        region,
        key.registry(),
        key.schema(),
        after,
        limit);
  }

  private static long count(Tx tx, String region, SchemaKey key) throws SQLException {
    return Sql.one(
            tx,
            "SELECT COUNT(*) FROM catalog_schema_version"
                + " WHERE region = ? AND registry = ? AND schema_name = ?",
            row -> row.getLong(1),
            region,
            key.registry(),
            key.schema())
        .orElse(0L);
  }

  static void delete(Tx tx, Call call, SchemaKey key, long number) throws SQLException {
    Version version =
        find(tx, call.region(), key, number)
            .orElseThrow(() -> notFound("VersionNumber: " + number));
    Sql.update(
        tx,
        "DELETE FROM catalog_schema_metadata WHERE region = ? AND version_id = ?",
        call.region(),
        version.id());
    Sql.update(
        tx,
        "DELETE FROM catalog_schema_version WHERE region = ? AND id = ?",
        call.region(),
        version.id());
    GetSchemaResponse schema = SchemaRows.loadSchema(tx, call, key);
    long latest =
        list(tx, call.region(), key, 0, VERSIONS_MAX).stream()
            .filter(left -> left.status().equals(AVAILABLE))
            .mapToLong(Version::number)
            .max()
            .orElse(1);
    SchemaRows.write(
        tx, call.region(), key, schema.toBuilder().latestSchemaVersion(latest).build());
  }

  static void deleteAll(Tx tx, String region, SchemaKey key) throws SQLException {
    Sql.update(
        tx,
        "DELETE FROM catalog_schema_metadata WHERE region = ? AND version_id IN (SELECT id FROM"
            + " catalog_schema_version WHERE region = ? AND registry = ? AND schema_name = ?)",
        region,
        region,
        key.registry(),
        key.schema());
    Sql.update(
        tx,
        "DELETE FROM catalog_schema_version"
            + " WHERE region = ? AND registry = ? AND schema_name = ?",
        region,
        key.registry(),
        key.schema());
  }

  static void deleteRegistry(Tx tx, String region, SchemaKey key) throws SQLException {
    Sql.update(
        tx,
        "DELETE FROM catalog_schema_metadata WHERE region = ? AND version_id IN"
            + " (SELECT id FROM catalog_schema_version WHERE region = ? AND registry = ?)",
        region,
        region,
        key.registry());
    Sql.update(
        tx,
        "DELETE FROM catalog_schema_version WHERE region = ? AND registry = ?",
        region,
        key.registry());
  }

  private static String digest(String canonical) {
    try {
      byte[] bytes = canonical.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JDK", e);
    }
  }

  private static Version read(ResultSet row) throws SQLException {
    return new Version(
        new SchemaKey(row.getString(1), row.getString(2)),
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7));
  }
}
