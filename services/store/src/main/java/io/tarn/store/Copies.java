package io.tarn.store;

import io.tarn.api.Call;
import io.tarn.api.s3.CopyObjectRequest;
import io.tarn.kernel.Checksum;
import io.tarn.kernel.ServiceError;
import io.tarn.store.acl.AclRequest;
import io.tarn.store.crypt.Encryption;
import io.tarn.store.crypt.Opener;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** What is refused before a byte is read. */
  static void check(Store store, CopyObjectRequest input, VersionRow source, boolean shares) {
    if (source.size() > store.limits.putMax()) {
      throw S3Error.INVALID_REQUEST.with(
          "The specified copy source is larger than the maximum allowable size for a copy source: "
              + store.limits.putMax());
    }
    checkSelf(input, source, shares);
  }

  /** A copy that shares the bytes of its source. */
  static Publisher.Draft sharing(
      Store store,
      CopyObjectRequest input,
      Reads.Opened source,
      Optional<Checksum> algorithm,
      Optional<String> tags,
      Opener opener) {
    VersionRow row = source.row();
    Attributes attributes =
        attributes(input, row)
            .withChecksums(row.attributes().checksums(), row.attributes().checksumType())
            .withEncryption(row.attributes().encryption());
    if (algorithm.isPresent() && !attributes.checksums().containsKey(algorithm.get())) {
      attributes =
          attributes.withChecksums(
              Map.of(algorithm.get(), compute(store, source.blob(), algorithm.get(), opener)),
              Checks.FULL_OBJECT);
    }
    return new Publisher.Draft(
        input.bucket(),
        input.key(),
        row.size(),
        row.etag(),
        row.blob(),
        attributes,
        tags(input, row, tags));
  }

  /** A copy with bytes of its own, because they are encrypted in another way. */
  static Publisher.Draft rewritten(
      CopyObjectRequest input,
      VersionRow source,
      StoredBytes stored,
      Optional<Encryption> encryption,
      Optional<String> tags) {
    return new Publisher.Draft(
        input.bucket(),
        input.key(),
        stored.size(),
        stored.etag(),
        stored.blob(),
        attributes(input, source)
            .withChecksums(stored.checksums(), Checks.FULL_OBJECT)
            .withEncryption(encryption),
        tags(input, source, tags));
  }

  /** The checksums of bytes that are written anew: the kinds the source had. */
  static Set<Checksum> wanted(VersionRow source, Optional<Checksum> algorithm) {
    Set<Checksum> wanted = EnumSet.noneOf(Checksum.class);
    wanted.addAll(source.attributes().checksums().keySet());
    if (algorithm.isPresent() || wanted.isEmpty()) {
      wanted.clear();
      wanted.add(algorithm.orElse(Checksum.CRC64NVME));
    }
    return wanted;
  }

  private static Optional<String> tags(
      CopyObjectRequest input, VersionRow source, Optional<String> tags) {
    return REPLACE.equals(input.taggingDirective()) ? tags : source.tags();
  }

  private static Attributes attributes(CopyObjectRequest input, VersionRow source) {
    String storageClass = Refusals.storageClass(input.storageClass());
    return REPLACE.equals(input.metadataDirective())
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
        : source.attributes().withLabels(storageClass, input.websiteRedirectLocation());
  }

  private static void checkSelf(CopyObjectRequest input, VersionRow source, boolean shares) {
    String storageClass = Refusals.storageClass(input.storageClass());
    boolean self =
        source.bucket().equals(input.bucket())
            && source.key().equals(input.key())
            && source.latest();
    boolean changes =
        REPLACE.equals(input.metadataDirective())
            || !shares
            || input.serverSideEncryption() != null
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

  private static String compute(Store store, BlobRow blob, Checksum algorithm, Opener opener) {
    Checksum.Running running = algorithm.start();
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = store.blobs.open(blob, 0, blob.size(), opener)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        running.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw Payloads.failed(e);
    }
    return running.base64();
  }
}
