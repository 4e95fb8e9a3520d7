package io.tarn.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.kernel.Arn;
import io.tarn.ledger.NewFact;
import io.tarn.ledger.Tx;
import java.util.Locale;

/**
 * What happens to objects, as facts. A body is the {@code detail} of the event that AWS sends to
 * EventBridge, with one member more: {@code eventBridge}, whether the bucket had that switched on.
 * Source: S3 User Guide, "EventBridge event message structure".
 */
final class Facts {
  static final String CREATED = "ObjectCreated";
  static final String DELETED = "ObjectDeleted";
  static final String STORAGE_CLASS_CHANGED = "ObjectStorageClassChanged";
  private static final int VERSION = 1;

  private Facts() {}

  /**
   * @param reason {@code PutObject}, {@code CopyObject}, {@code CompleteMultipartUpload} or {@code
   *     POST Object}
   */
  static void created(Tx tx, BucketRow bucket, VersionRow row, Origin origin, String reason) {
    ObjectNode object = object(bucket, row);
    object.put("size", row.size());
    object.put("etag", row.etag());
    ObjectNode detail = detail(bucket, object, origin);
    detail.put("reason", reason);
    publish(tx, CREATED, bucket, row, origin, detail);
  }

  /**
   * A version was removed for good, or a delete marker was put on the key.
   *
   * @param reason {@code DeleteObject} or {@code Lifecycle Expiration}
   */
  static void deleted(
      Tx tx, BucketRow bucket, VersionRow row, Origin origin, String reason, boolean marker) {
    ObjectNode object = object(bucket, row);
    if (!row.etag().isEmpty()) {
      object.put("etag", row.etag());
    }
    ObjectNode detail = detail(bucket, object, origin);
    detail.put("reason", reason);
    detail.put("deletion-type", marker ? "Delete Marker Created" : "Permanently Deleted");
    publish(tx, DELETED, bucket, row, origin, detail);
  }

  /** A rule has moved a version to another storage class. */
  static void storageClassChanged(
      Tx tx, BucketRow bucket, VersionRow row, Origin origin, String target) {
    ObjectNode object = object(bucket, row);
    object.put("size", row.size());
    object.put("etag", row.etag());
    ObjectNode detail = detail(bucket, object, origin);
    detail.put("destination-storage-class", target);
    publish(tx, STORAGE_CLASS_CHANGED, bucket, row, origin, detail);
  }

  private static ObjectNode object(BucketRow bucket, VersionRow row) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("key", row.key());
    if (bucket.versioning() != Versioning.OFF) {
      object.put("version-id", row.versionId());
    }
    object.put("sequencer", String.format(Locale.ROOT, "%018X", row.seq()));
    return object;
  }

  private static ObjectNode detail(BucketRow bucket, ObjectNode object, Origin origin) {
    ObjectNode detail = JsonNodeFactory.instance.objectNode();
    detail.put("version", "0");
    detail.putObject("bucket").put("name", bucket.name());
    detail.set("object", object);
    detail.put("request-id", origin.requestId());
    detail.put("requester", origin.caller().account());
    if (!origin.sourceIp().isEmpty()) {
      detail.put("source-ip-address", origin.sourceIp());
    }
    detail.put("eventBridge", bucket.eventBridge());
    return detail;
  }

  private static void publish(
      Tx tx, String kind, BucketRow bucket, VersionRow row, Origin origin, ObjectNode detail) {
    tx.publish(
        new NewFact(
            kind,
            VERSION,
            origin.now(),
            bucket.region(),
            new Arn("aws", "s3", "", "", row.bucket() + "/" + row.key()).toString(),
            origin.caller().arn(),
            origin.traceId(),
            detail.toString()));
  }
}
