package io.tarn.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Call;
import io.tarn.api.s3.Initiator;
import io.tarn.api.s3.Owner;
import io.tarn.kernel.Arn;
import io.tarn.kernel.Checksum;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import io.tarn.store.acl.Accounts;
import io.tarn.store.lock.Lock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of multipart uploads and their parts. */
final class Uploads {
  /** The task that lets go of the parts of an ended upload. */
  static final String PURGE = "store.upload.purge";

  private static final String COLUMNS =
      "id, bucket, key, initiated, changes, attributes, tags, algorithm, checksum_type, initiator,"
          + " ended, result, lock_mode, lock_until, legal_hold, acl";
  private static final String SELECT = "SELECT " + COLUMNS + " FROM store_upload WHERE ";

  private Uploads() {}

  /**
   * @param changes counts what happened to the parts
   * @param result JSON of what a completed upload became; empty for an aborted one
   * @param acl of what it will become, in the form of {@link io.tarn.store.acl.Acl}
   */
  record Upload(
      String id,
      String bucket,
      String key,
      Instant initiated,
      long changes,
      Attributes attributes,
      Optional<String> tags,
      Optional<Checksum> algorithm,
      @Nullable String checksumType,
      String initiator,
      boolean ended,
      Optional<String> result,
      Lock lock,
      Optional<String> acl) {}

  record Part(
      int number,
      long blob,
      long size,
      String etag,
      Map<Checksum, String> checksums,
      Instant modified) {}

  static void insert(Tx tx, Upload upload) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO store_upload ("
            + COLUMNS
            + ") VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, NULL, NULL, ?, ?, ?, ?)",
        upload.id(),
        upload.bucket(),
        upload.key(),
        upload.initiated().toEpochMilli(),
        upload.attributes().toJson(),
        upload.tags().orElse(null),
        upload.algorithm().map(Enum::name).orElse(null),
        upload.checksumType(),
        upload.initiator(),
        Locks.mode(upload.lock()),
        Locks.until(upload.lock()),
        Locks.legalHold(upload.lock()),
        upload.acl().orElse(null));
  }

  static Optional<Upload> find(Tx tx, String id) throws SQLException {
    return Sql.one(tx, SELECT + "id = ?", Uploads::read, id);
  }

  /** An upload of this key that has not ended. */
  static Upload loadOpen(Tx tx, String bucket, String key, String id) throws SQLException {
    return find(tx, id)
        .filter(upload -> !upload.ended())
        .filter(upload -> upload.bucket().equals(bucket) && upload.key().equals(key))
        .orElseThrow(() -> S3Error.noSuchUpload(id));
  }

  /** Open uploads with keys from a bound on, in order of key and id. */
  static List<Upload> list(Tx tx, String bucket, String from, boolean inclusive, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT
            + "bucket = ? AND key "
            + (inclusive ? ">=" : ">")
            + " ? AND ended IS NULL ORDER BY key, id LIMIT ?",
        Uploads::read,
        bucket,
        from,
        limit);
  }

  /** Open uploads of one key behind an id. */
  static List<Upload> listKey(Tx tx, String bucket, String key, String after, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT + "bucket = ? AND key = ? AND id > ? AND ended IS NULL ORDER BY id LIMIT ?",
        Uploads::read,
        bucket,
        key,
        after,
        limit);
  }

  /** Ends an upload; its parts that are not part of an object go later, in small steps. */
  static void end(Tx tx, Upload upload, @Nullable String result, Instant now, String traceId)
      throws SQLException {
    Sql.update(
        tx,
        "UPDATE store_upload SET ended = ?, result = ? WHERE id = ?",
        now.toEpochMilli(),
        result,
        upload.id());
    tx.schedule(
        new NewTask(
            PURGE,
            upload.id(),
            now,
            20,
            Duration.ofSeconds(10),
            traceId,
            JsonNodeFactory.instance.objectNode().put("upload", upload.id()).toString()));
  }

  /** Ends what is open when a bucket goes. */
  static void endAll(Tx tx, String bucket, Call call) throws SQLException {
    for (Upload upload : list(tx, bucket, "", true, 1000)) {
      end(tx, upload, null, call.now(), call.traceId());
    }
  }

  /** Who began it: an account as owners are shown, anyone else by ARN. */
  static Initiator shownInitiator(Upload upload) {
    String arn = upload.initiator();
    if (Arn.isArn(arn) && arn.endsWith(":root")) {
      Owner account = Accounts.owner(Arn.parse(arn).account());
      return Initiator.builder().id(account.id()).displayName(account.displayName()).build();
    }
    return Initiator.builder().id(arn).displayName(arn).build();
  }

  static Optional<Part> findPart(Tx tx, String upload, int number) throws SQLException {
    return Sql.one(
        tx,
        "SELECT number, blob, size, etag, checksums, modified FROM store_part"
            + " WHERE upload = ? AND number = ?",
        Uploads::readPart,
        upload,
        number);
  }

  static List<Part> parts(Tx tx, String upload, int after, int limit) throws SQLException {
    return Sql.list(
        tx,
        "SELECT number, blob, size, etag, checksums, modified FROM store_part"
            + " WHERE upload = ? AND number > ? ORDER BY number LIMIT ?",
        Uploads::readPart,
        upload,
        after,
        limit);
  }

  /** Puts a part in its place; what was there before goes. */
  static void putPart(Tx tx, Upload upload, Part part) throws SQLException {
    Optional<Part> old = findPart(tx, upload.id(), part.number());
    if (old.isPresent()) {
      Blobs.release(tx, old.get().blob());
      Sql.update(
          tx, "DELETE FROM store_part WHERE upload = ? AND number = ?", upload.id(), part.number());
    }
    ObjectNode checksums = JsonNodeFactory.instance.objectNode();
    part.checksums().forEach((checksum, value) -> checksums.put(checksum.name(), value));
    Sql.update(
        tx,
        "INSERT INTO store_part (upload, number, blob, size, etag, checksums, modified)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        upload.id(),
        part.number(),
        part.blob(),
        part.size(),
        part.etag(),
        checksums.toString(),
        part.modified().toEpochMilli());
    Sql.update(tx, "UPDATE store_upload SET changes = changes + 1 WHERE id = ?", upload.id());
  }

  static void deletePart(Tx tx, String upload, int number) throws SQLException {
    Sql.update(tx, "DELETE FROM store_part WHERE upload = ? AND number = ?", upload, number);
  }

  private static Upload read(ResultSet row) throws SQLException {
    row.getLong(11);
    boolean ended = !row.wasNull();
    return new Upload(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        Instant.ofEpochMilli(row.getLong(4)),
        row.getLong(5),
        Attributes.ofJson(row.getString(6)),
        Optional.ofNullable(row.getString(7)),
        Optional.ofNullable(row.getString(8)).map(Checksum::valueOf),
        row.getString(9),
        row.getString(10),
        ended,
        Optional.ofNullable(row.getString(12)),
        Locks.read(row, 13),
        Optional.ofNullable(row.getString(16)));
  }

  private static Part readPart(ResultSet row) throws SQLException {
    Map<Checksum, String> checksums = new EnumMap<>(Checksum.class);
    JsonNode json = Attributes.parse(row.getString(5));
    json.fields()
        .forEachRemaining(e -> checksums.put(Checksum.valueOf(e.getKey()), e.getValue().asText()));
    return new Part(
        row.getInt(1),
        row.getLong(2),
        row.getLong(3),
        row.getString(4),
        checksums,
        Instant.ofEpochMilli(row.getLong(6)));
  }
}
