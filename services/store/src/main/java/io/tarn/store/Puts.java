package io.tarn.store;

import io.tarn.api.Access;
import io.tarn.api.Body;
import io.tarn.api.Call;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.Tag;
import io.tarn.kernel.Checksum;
import io.tarn.store.acl.AclRequest;
import io.tarn.store.crypt.Asked;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What PutObject takes from its headers. */
final class Puts {
  private Puts() {}

  static AclRequest acl(PutObjectRequest input) {
    return new AclRequest(
        input.acl(),
        input.grantFullControl(),
        input.grantRead(),
        input.grantReadACP(),
        null,
        input.grantWriteACP());
  }

  /** Whoever brings a list with what he writes must be allowed to set it. */
  static List<Access> aclAccess(
      Store store, Call call, String bucket, String key, AclRequest request) {
    if (!request.isPresent()) {
      return List.of();
    }
    Access set = store.access("s3:PutObjectAcl", bucket, key);
    BucketRow row = store.buckets.load(bucket);
    return List.of(
        request.on(set.withOwnership(store.rights.ofNew(row, set.action(), call.caller()))));
  }

  static List<Access> accesses(Store store, PutObjectRequest input, Call call) {
    Access put = acl(input).on(store.access("s3:PutObject", input.bucket(), input.key()));
    put = with(put, "s3:x-amz-storage-class", input.storageClass());
    put = Asked.conditions(put, input);
    put = with(put, "s3:if-none-match", input.ifNoneMatch());
    put = with(put, "s3:if-match", input.ifMatch());
    put = withTags(put, input.tagging());
    List<Access> accesses = new ArrayList<>(List.of(put));
    if (input.tagging() != null && !input.tagging().isEmpty()) {
      accesses.add(
          withTags(
              store.access("s3:PutObjectTagging", input.bucket(), input.key()), input.tagging()));
    }
    accesses.addAll(aclAccess(store, call, input.bucket(), input.key(), acl(input)));
    accesses.addAll(
        Locks.accesses(
            store,
            input.bucket(),
            input.key(),
            input.objectLockMode(),
            input.objectLockRetainUntilDate(),
            input.objectLockLegalHoldStatus(),
            call.now()));
    return accesses;
  }

  static Access with(Access access, String key, @Nullable String value) {
    return value == null ? access : access.withContext(key, value);
  }

  /** Condition keys of the tags that come with a request; wrong tags are refused later. */
  static Access withTags(Access access, @Nullable String header) {
    try {
      return withTags(access, Tags.list(Optional.ofNullable(header)));
    } catch (IllegalArgumentException e) {
      return access;
    }
  }

  static Access withTags(Access access, List<Tag> tags) {
    if (tags.isEmpty()) {
      return access;
    }
    Access result = access;
    for (Tag tag : tags) {
      result = result.withContext("s3:RequestObjectTag/" + tag.key(), tag.value());
    }
    return result.withContext(
        "s3:RequestObjectTagKeys", tags.stream().map(Tag::key).toArray(String[]::new));
  }

  static Attributes attributes(PutObjectRequest input) {
    return Attributes.builder()
        .contentType(input.contentType())
        .cacheControl(input.cacheControl())
        .contentDisposition(input.contentDisposition())
        .contentEncoding(withoutChunks(input.contentEncoding()))
        .contentLanguage(input.contentLanguage())
        .expires(input.expires())
        .storageClass(Refusals.storageClass(input.storageClass()))
        .websiteRedirect(input.websiteRedirectLocation())
        .metadata(input.metadata())
        .build();
  }

  /** The content coding aws-chunked ends with the transfer. */
  static @Nullable String withoutChunks(@Nullable String encoding) {
    if (encoding == null || !encoding.contains("aws-chunked")) {
      return encoding;
    }
    List<String> kept = new ArrayList<>();
    for (String each : encoding.split(",")) {
      if (!each.strip().equals("aws-chunked") && !each.isBlank()) {
        kept.add(each.strip());
      }
    }
    return kept.isEmpty() ? null : String.join(",", kept);
  }

  /**
   * The checksums to compute: where the sender states none, the one he names, and else CRC64NVME,
   * as S3 does.
   */
  static Set<Checksum> wanted(Body body, PutObjectRequest input) {
    Set<Checksum> stated = EnumSet.noneOf(Checksum.class);
    stated.addAll(body.declaredChecksums());
    stated.remove(Checksum.MD5);
    stated.addAll(Checks.stated(input).keySet());
    Set<Checksum> wanted = EnumSet.noneOf(Checksum.class);
    wanted.addAll(stated);
    if (stated.isEmpty()) {
      wanted.add(Checks.algorithm(input.checksumAlgorithm()).orElse(Checksum.CRC64NVME));
    }
    return wanted;
  }
}
