package io.tarn.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.s3.NotificationConfiguration;
import io.tarn.kernel.Arn;
import io.tarn.ledger.NewFact;
import io.tarn.ledger.Tx;
import io.tarn.store.events.Subscription;
import java.util.List;
import java.util.Locale;

/**
 * What happens to objects, as facts. A body is the {@code detail} of the event that AWS sends to
 * EventBridge, with two members more: {@code eventBridge}, whether the bucket had that switched on;
 * and {@code s3}: the event's name in S3's own messages, who did it and whose the bucket is, and in
 * {@code notify} the destinations of the bucket's notification configurations that fit, each with
 * its {@code id} and {@code arn}. Source: S3 User Guide, "EventBridge event message structure" and
 * "Event message structure".
 */
final class Facts {
  static final String CREATED = "ObjectCreated";
  static final String DELETED = "ObjectDeleted";
  static final String TAGS_ADDED = "ObjectTagsAdded";
  static final String TAGS_DELETED = "ObjectTagsDeleted";
  static final String ACL_UPDATED = "ObjectAclUpdated";
  static final String STORAGE_CLASS_CHANGED = "ObjectStorageClassChanged";
  private static final int VERSION = 1;

  private static final ParsedDocuments<List<Subscription>> SUBSCRIPTIONS =
      ParsedDocuments.of(
          NotificationConfiguration::builder, kept -> List.copyOf(Subscription.of(kept.build())));

  private Facts() {}

  /**
   * @param reason {@code PutObject}, {@code CopyObject}, {@code CompleteMultipartUpload} or {@code
   *     POST Object}
   */
  static void created(Tx tx, BucketRow bucket, VersionRow row, Origin origin, String reason) {
    ObjectNode object = ordered(bucket, row);
    object.put("size", row.size());
    object.put("etag", row.etag());
    ObjectNode detail = detail(bucket, object, origin);
    detail.put("reason", reason);
    String event =
        switch (reason) {
          case "CopyObject" -> "ObjectCreated:Copy";
          case "CompleteMultipartUpload" -> "ObjectCreated:CompleteMultipartUpload";
          case "POST Object" -> "ObjectCreated:Post";
          default -> "ObjectCreated:Put";
        };
    publish(tx, CREATED, event, bucket, row, origin, detail);
  }

  /**
   * A version was removed for good, or a delete marker was put on the key.
   *
   * @param reason {@code DeleteObject} or {@code Lifecycle Expiration}
   */
  static void deleted(
      Tx tx, BucketRow bucket, VersionRow row, Origin origin, String reason, boolean marker) {
    ObjectNode object = ordered(bucket, row);
    if (!row.etag().isEmpty()) {
      object.put("etag", row.etag());
    }
    ObjectNode detail = detail(bucket, object, origin);
    detail.put("reason", reason);
    detail.put("deletion-type", marker ? "Delete Marker Created" : "Permanently Deleted");
    String event =
        (reason.equals("Lifecycle Expiration") ? "LifecycleExpiration:" : "ObjectRemoved:")
            + (marker ? "DeleteMarkerCreated" : "Delete");
    publish(tx, DELETED, event, bucket, row, origin, detail);
  }

  static void tagsAdded(Tx tx, BucketRow bucket, VersionRow row, Origin origin) {
    changed(tx, TAGS_ADDED, "ObjectTagging:Put", bucket, row, origin);
  }

  static void tagsDeleted(Tx tx, BucketRow bucket, VersionRow row, Origin origin) {
    changed(tx, TAGS_DELETED, "ObjectTagging:Delete", bucket, row, origin);
  }

  static void aclUpdated(Tx tx, BucketRow bucket, VersionRow row, Origin origin) {
    changed(tx, ACL_UPDATED, "ObjectAcl:Put", bucket, row, origin);
  }

  /** A lifecycle rule gave a version another class. */
  static void storageClassChanged(
      Tx tx, BucketRow bucket, VersionRow row, Origin origin, String storageClass) {
    ObjectNode object = object(bucket, row);
    object.put("size", row.size());
    object.put("etag", row.etag());
    ObjectNode detail = detail(bucket, object, origin);
    detail.put("destination-storage-class", storageClass);
    publish(tx, STORAGE_CLASS_CHANGED, "LifecycleTransition", bucket, row, origin, detail);
  }

  private static void changed(
      Tx tx, String kind, String event, BucketRow bucket, VersionRow row, Origin origin) {
    ObjectNode object = object(bucket, row);
    object.put("size", row.size());
    object.put("etag", row.etag());
    publish(tx, kind, event, bucket, row, origin, detail(bucket, object, origin));
  }

  private static ObjectNode object(BucketRow bucket, VersionRow row) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("key", row.key());
    if (bucket.versioning() != Versioning.OFF) {
      object.put("version-id", row.versionId());
    }
    return object;
  }

  /** What comes and goes has a place in the order of its key's events. */
  private static ObjectNode ordered(BucketRow bucket, VersionRow row) {
    return object(bucket, row).put("sequencer", String.format(Locale.ROOT, "%018X", row.seq()));
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
      Tx tx,
      String kind,
      String event,
      BucketRow bucket,
      VersionRow row,
      Origin origin,
      ObjectNode detail) {
    ObjectNode s3 = detail.putObject("s3").put("eventName", event);
    List<Subscription> matching = matching(bucket, event, row.key());
    if (!matching.isEmpty()) {
      s3.put("principalId", "AWS:" + origin.caller().userId());
      ArrayNode notify = s3.putArray("notify");
      matching.forEach(each -> notify.addObject().put("id", each.id()).put("arn", each.arn()));
    }
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

  private static List<Subscription> matching(BucketRow bucket, String event, String key) {
    return SUBSCRIPTIONS.find(bucket, BucketSetting.NOTIFICATION).orElse(List.of()).stream()
        .filter(each -> each.matches(event, key))
        .toList();
  }
}
