package io.tarn.protocol;

import java.util.Map;

/** The names of S3's XML roots that its model does not say. */
final class S3Names {
  static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  private static final Map<String, String> ROOTS =
      Map.ofEntries(
          Map.entry("ListBuckets", "ListAllMyBucketsResult"),
          Map.entry("ListObjects", "ListBucketResult"),
          Map.entry("ListObjectsV2", "ListBucketResult"),
          Map.entry("ListObjectVersions", "ListVersionsResult"),
          Map.entry("ListMultipartUploads", "ListMultipartUploadsResult"),
          Map.entry("ListParts", "ListPartsResult"),
          Map.entry("CreateMultipartUpload", "InitiateMultipartUploadResult"),
          Map.entry("CompleteMultipartUpload", "CompleteMultipartUploadResult"),
          Map.entry("DeleteObjects", "DeleteResult"),
          Map.entry("GetBucketLocation", "LocationConstraint"),
          Map.entry("GetBucketVersioning", "VersioningConfiguration"),
          Map.entry("GetBucketTagging", "Tagging"),
          Map.entry("GetObjectTagging", "Tagging"),
          Map.entry("GetBucketAcl", "AccessControlPolicy"),
          Map.entry("GetObjectAcl", "AccessControlPolicy"),
          Map.entry("GetBucketCors", "CORSConfiguration"),
          Map.entry("GetBucketLifecycleConfiguration", "LifecycleConfiguration"),
          Map.entry("GetBucketNotificationConfiguration", "NotificationConfiguration"),
          Map.entry("GetBucketWebsite", "WebsiteConfiguration"),
          Map.entry("GetBucketLogging", "BucketLoggingStatus"),
          Map.entry("GetBucketRequestPayment", "RequestPaymentConfiguration"),
          Map.entry("GetBucketAccelerateConfiguration", "AccelerateConfiguration"),
          Map.entry("GetObjectAttributes", "GetObjectAttributesResponse"));

  private S3Names() {}

  /** The one document that S3 writes without its namespace is the answer to a form. */
  static String namespace(String root) {
    return root.equals("PostResponse") ? "" : NAMESPACE;
  }

  static String root(String operation) {
    String known = ROOTS.get(operation);
    return known == null ? operation + "Result" : known;
  }
}
