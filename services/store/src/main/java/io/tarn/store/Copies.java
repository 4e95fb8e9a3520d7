package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Call;
import io.tarn.api.s3.CopyObjectRequest;
import io.tarn.kernel.Checksum;
import io.tarn.kernel.ServiceError;
import io.tarn.store.acl.AclRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What CopyObject makes of its headers and its source. */
final class Copies {
  private static final String REPLACE = "REPLACE";
  private static final String COPY = "COPY";

  private Copies() {}

  static AclRequest acl(CopyObjectRequest input) {
    return new AclRequest(
        input.acl(),
        input.grantFullControl(),
        input.grantRead(),
        input.grantReadACP(),
        null,
        input.grantWriteACP());
  }

  static void refuse(CopyObjectRequest input) {
    Refusals.encryption(
        input.serverSideEncryption(),
        input.ssekmsKeyId(),
        input.sseCustomerAlgorithm() != null
            ? input.sseCustomerAlgorithm()
            : input.copySourceSSECustomerAlgorithm());
    checkDirective(input.metadataDirective(), "x-amz-metadata-directive");
    checkDirective(input.taggingDirective(), "x-amz-tagging-directive");
  }

  private static void checkDirective(@Nullable String directive, String header) {
    if (directive != null && !directive.equals(COPY) && !directive.equals(REPLACE)) {
      throw S3Error.invalidArgument("Unknown directive.", header, directive);
    }
  }

  static Reads.Opened open(Store store, Call call, BucketRow bucket, CopySource source) {
    try {
      return Reads.read(store, call, bucket, source.key(), source.versionId());
    } catch (ServiceError e) {
      if (e.status() == 405) {
        throw S3Error.INVALID_REQUEST.with(
            "The source of a copy request may not specifically refer to a delete marker by version"
                + " id.");
      }
      throw e;
    }
  }

  static Publisher.Draft draft(
      Store store,
      CopyObjectRequest input,
      Reads.Opened source,
      Optional<Checksum> algorithm,
      Optional<String> tags,
      Objects.Hold hold) {
    requireNonNull(hold, "hold is null");
    VersionRow row = source.row();
    if (row.size() > store.limits.putMax()) {
      throw S3Error.INVALID_REQUEST.with(
          "The specified copy source is larger than the maximum allowable size for a copy source: "
              + store.limits.putMax());
    }
    boolean replaces = REPLACE.equals(input.metadataDirective());
    String storageClass = Refusals.storageClass(input.storageClass());
    checkSelf(input, row, replaces, storageClass);
    Attributes attributes =
        replaces
            ? Attributes.builder()
                .contentType(input.contentType())
                .cacheControl(input.cacheControl())
                .contentDisposition(input.contentDisposition())
                .contentEncoding(Puts.withoutChunks(input.contentEncoding()))
                .contentLanguage(input.contentLanguage())
                .expires(input.expires())
                .storageClass(storageClass)
                .websiteRedirect(input.websiteRedirectLocation())
                .metadata(input.metadata())
                .build()
            : row.attributes().withLabels(storageClass, input.websiteRedirectLocation());
    attributes =
        attributes.withChecksums(row.attributes().checksums(), row.attributes().checksumType());
    if (algorithm.isPresent() && !attributes.checksums().containsKey(algorithm.get())) {
      attributes =
          attributes.withChecksums(
              Map.of(algorithm.get(), compute(store, source.blob(), algorithm.get())),
              Checks.FULL_OBJECT);
    }
    Optional<String> kept = REPLACE.equals(input.taggingDirective()) ? tags : row.tags();
    return new Publisher.Draft(
        input.bucket(), input.key(), row.size(), row.etag(), row.blob(), attributes, kept);
  }

  private static void checkSelf(
      CopyObjectRequest input, VersionRow source, boolean replaces, @Nullable String storageClass) {
    boolean self =
        source.bucket().equals(input.bucket())
            && source.key().equals(input.key())
            && source.latest();
    boolean changes =
        replaces
            || input.storageClass() != null
                && !java.util.Objects.equals(storageClass, source.attributes().storageClass())
            || input.websiteRedirectLocation() != null
            || REPLACE.equals(input.taggingDirective())
            || input.checksumAlgorithm() != null;
    if (self && !changes) {
      throw S3Error.INVALID_REQUEST.with(
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
  }

  private static String compute(Store store, BlobRow blob, Checksum algorithm) {
    Checksum.Running running = algorithm.start();
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = store.blobs.open(blob, 0, blob.size())) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        running.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw Payloads.failed(e);
    }
    return running.base64();
  }
}
