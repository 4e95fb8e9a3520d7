package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Body;
import io.tarn.api.s3.CopyObjectRequest;
import io.tarn.api.s3.CreateBucketRequest;
import io.tarn.api.s3.CreateMultipartUploadRequest;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.DeletePublicAccessBlockRequest;
import io.tarn.api.s3.GetBucketAclRequest;
import io.tarn.api.s3.GetBucketPolicyStatusRequest;
import io.tarn.api.s3.GetObjectAclRequest;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.GetObjectTaggingRequest;
import io.tarn.api.s3.Grant;
import io.tarn.api.s3.HeadBucketRequest;
import io.tarn.api.s3.ListBucketsRequest;
import io.tarn.api.s3.ListObjectsV2Request;
import io.tarn.api.s3.OwnershipControls;
import io.tarn.api.s3.OwnershipControlsRule;
import io.tarn.api.s3.PublicAccessBlockConfiguration;
import io.tarn.api.s3.PutBucketAclRequest;
import io.tarn.api.s3.PutBucketOwnershipControlsRequest;
import io.tarn.api.s3.PutBucketPolicyRequest;
import io.tarn.api.s3.PutObjectAclRequest;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.PutPublicAccessBlockRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.CanonicalIds;
import io.tarn.kernel.ServiceError;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One line of a case: who does what with bucket {@code lake}, and what came of it.
 *
 * <pre>
 * guest put k bucket-owner-read -> ok
 * guest put k read=@other       -> a grant by header; @other is the account's canonical id
 * root acl-of k                 -> root: root FULL_CONTROL, AllUsers READ
 * root policy Allow * s3:GetObject /*
 * </pre>
 */
final class AccessScript {
  private final GuardedLake lake;

  AccessScript(GuardedLake lake) {
    this.lake = lake;
  }

  String line(String text) {
    String[] words = text.strip().split("\\s+");
    String[] rest = new String[Math.max(4, words.length)];
    System.arraycopy(words, 2, rest, 0, words.length - 2);
    try {
      return act(words[0], words[1], rest);
    } catch (ServiceError e) {
      return e.code();
    }
  }

  private String act(String who, String verb, @Nullable String[] rest) {
    String key = rest[0] == null ? "" : rest[0];
    return switch (verb) {
      case "create" -> create(who, rest);
      case "list" -> list(who);
      case "head" -> head(who, key);
      case "buckets" -> buckets(who);
      case "put" -> put(who, key, rest[1]);
      case "upload" -> upload(who, key, rest[1]);
      case "copy" -> copy(who, key, requireNonNull(rest[1]), rest[2]);
      case "get" -> get(who, key);
      case "tags" -> tags(who, key);
      case "delete" -> delete(who, key);
      case "acl" -> acl(who, key, requireNonNull(rest[1]));
      case "acl-of" -> aclOf(who, key);
      case "bucket-acl" -> bucketAcl(who, key);
      case "bucket-acl-of" -> bucketAclOf(who);
      case "policy" -> policy(who, key, rest[1], rest[2], rest[3]);
      case "public" -> isPublic(who);
      case "ownership" -> ownership(who, key);
      case "block" -> block(who, key);
      default -> throw new IllegalArgumentException("Unknown verb: " + verb);
    };
  }

  private String create(String who, @Nullable String[] rest) {
    CreateBucketRequest.Builder request = CreateBucketRequest.builder().bucket("lake");
    for (String word : rest) {
      if (word != null && Character.isUpperCase(word.charAt(0))) {
        request.objectOwnership(word);
      } else if (word != null && word.contains("=")) {
        request.grantRead(grantees(word));
      } else if (word != null) {
        request.acl(word);
      }
    }
    lake.run(S3Service.CREATE_BUCKET, request.build(), who);
    return "ok";
  }

  private static String grantees(String word) {
    return idsOf(word.substring(word.indexOf('=') + 1));
  }

  /** Canonical ids where names of accounts stand. */
  private static String idsOf(String text) {
    return text.replace("@root", "id=" + CanonicalIds.of(GuardedLake.HOME))
        .replace("@guest", "id=" + CanonicalIds.of(GuardedLake.GUEST))
        .replace("@other", "id=" + CanonicalIds.of(GuardedLake.OTHER));
  }

  private String list(String who) {
    return requireNonNull(
            lake.run(
                    S3Service.LIST_OBJECTS_V2,
                    ListObjectsV2Request.builder().bucket("lake").fetchOwner(true).build(),
                    who)
                .contents())
        .stream()
        .map(object -> object.key() + "/" + name(requireNonNull(object.owner()).id()))
        .collect(Collectors.joining(" ", "[", "]"));
  }

  private String head(String who, String expected) {
    lake.run(
        S3Service.HEAD_BUCKET,
        HeadBucketRequest.builder()
            .bucket("lake")
            .expectedBucketOwner(expected.isEmpty() ? null : expected)
            .build(),
        who);
    return "ok";
  }

  private String buckets(String who) {
    return requireNonNull(
            lake.run(S3Service.LIST_BUCKETS, ListBucketsRequest.builder().build(), who).buckets())
        .stream()
        .map(bucket -> String.valueOf(bucket.name()))
        .collect(Collectors.joining(" ", "[", "]"));
  }

  private String put(String who, String key, @Nullable String acl) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder().bucket("lake").key(key).body(Body.of(new byte[] {1}));
    if (acl != null && acl.startsWith("read=")) {
      request.grantRead(grantees(acl));
    } else if (acl != null && acl.startsWith("full=")) {
      request.grantFullControl(grantees(acl));
    } else {
      request.acl(acl);
    }
    lake.run(S3Service.PUT_OBJECT, request.build(), who);
    return "ok";
  }

  private String upload(String who, String key, @Nullable String acl) {
    lake.run(
        S3Service.CREATE_MULTIPART_UPLOAD,
        CreateMultipartUploadRequest.builder().bucket("lake").key(key).acl(acl).build(),
        who);
    return "ok";
  }

  private String copy(String who, String from, String to, @Nullable String acl) {
    lake.run(
        S3Service.COPY_OBJECT,
        CopyObjectRequest.builder()
            .bucket("lake")
            .key(to)
            .copySource("lake/" + from)
            .acl(acl)
            .build(),
        who);
    return "ok";
  }

  private String get(String who, String key) {
    TestingLake.read(
        lake.run(
            S3Service.GET_OBJECT, GetObjectRequest.builder().bucket("lake").key(key).build(), who));
    return "ok";
  }

  private String tags(String who, String key) {
    lake.run(
        S3Service.GET_OBJECT_TAGGING,
        GetObjectTaggingRequest.builder().bucket("lake").key(key).build(),
        who);
    return "ok";
  }

  private String delete(String who, String key) {
    lake.run(
        S3Service.DELETE_OBJECT,
        DeleteObjectRequest.builder().bucket("lake").key(key).build(),
        who);
    return "ok";
  }

  private String acl(String who, String key, String acl) {
    PutObjectAclRequest.Builder request = PutObjectAclRequest.builder().bucket("lake").key(key);
    if (acl.startsWith("read=")) {
      request.grantRead(grantees(acl));
    } else {
      request.acl(acl);
    }
    lake.run(S3Service.PUT_OBJECT_ACL, request.build(), who);
    return "ok";
  }

  private String aclOf(String who, String key) {
    var acl =
        lake.run(
            S3Service.GET_OBJECT_ACL,
            GetObjectAclRequest.builder().bucket("lake").key(key).build(),
            who);
    return shown(requireNonNull(acl.owner()).id(), requireNonNull(acl.grants()));
  }

  private String bucketAcl(String who, String text) {
    PutBucketAclRequest.Builder request = PutBucketAclRequest.builder().bucket("lake");
    int equals = text.indexOf('=');
    String value = equals < 0 ? text : idsOf(text.substring(equals + 1));
    switch (equals < 0 ? "" : text.substring(0, equals)) {
      case "read" -> request.grantRead(value);
      case "write" -> request.grantWrite(value);
      case "read-acp" -> request.grantReadACP(value);
      case "write-acp" -> request.grantWriteACP(value);
      case "full" -> request.grantFullControl(value);
      default -> request.acl(text);
    }
    lake.run(S3Service.PUT_BUCKET_ACL, request.build(), who);
    return "ok";
  }

  private String bucketAclOf(String who) {
    var acl =
        lake.run(
            S3Service.GET_BUCKET_ACL, GetBucketAclRequest.builder().bucket("lake").build(), who);
    return shown(requireNonNull(acl.owner()).id(), requireNonNull(acl.grants()));
  }

  private static String shown(@Nullable String owner, List<Grant> grants) {
    return name(owner)
        + ": "
        + grants.stream()
            .map(
                grant -> {
                  var grantee = requireNonNull(grant.grantee());
                  String who =
                      grantee.uri() == null
                          ? name(grantee.id())
                          : grantee.uri().substring(grantee.uri().lastIndexOf('/') + 1);
                  return who + " " + grant.permission();
                })
            .collect(Collectors.joining(", "));
  }

  private static String name(@Nullable String id) {
    String canonical = requireNonNull(id);
    return canonical.equals(CanonicalIds.of(GuardedLake.HOME))
        ? "root"
        : canonical.equals(CanonicalIds.of(GuardedLake.GUEST))
            ? "guest"
            : canonical.equals(CanonicalIds.of(GuardedLake.OTHER)) ? "other" : "nobody";
  }

  /** The principal is a star or the name of an account; the resource is what follows the bucket. */
  private String policy(
      String who,
      String effect,
      @Nullable String principal,
      @Nullable String actions,
      @Nullable String rest) {
    String named =
        switch (requireNonNull(principal)) {
          case "*" -> "\"*\"";
          case "guest" -> "{\"AWS\":\"" + GuardedLake.GUEST + "\"}";
          case "root" -> "{\"AWS\":\"" + GuardedLake.HOME + "\"}";
          case "canonical" -> "{\"CanonicalUser\":\"" + CanonicalIds.of(GuardedLake.GUEST) + "\"}";
          default -> "{\"AWS\":\"" + principal + "\"}";
        };
    String action = "\"" + requireNonNull(actions).replace(",", "\",\"") + "\"";
    lake.run(
        S3Service.PUT_BUCKET_POLICY,
        PutBucketPolicyRequest.builder()
            .bucket("lake")
            .policy(
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\""
                    + effect
                    + "\",\"Principal\":"
                    + named
                    + ",\"Action\":["
                    + action
                    + "],\"Resource\":[\"arn:aws:s3:::lake"
                    + (rest == null ? "\",\"arn:aws:s3:::lake/*" : rest)
                    + "\"]}}")
            .build(),
        who);
    return "ok";
  }

  private String isPublic(String who) {
    return String.valueOf(
        requireNonNull(
                lake.run(
                        S3Service.GET_BUCKET_POLICY_STATUS,
                        GetBucketPolicyStatusRequest.builder().bucket("lake").build(),
                        who)
                    .policyStatus())
            .isPublic());
  }

  private String ownership(String who, String ownership) {
    lake.run(
        S3Service.PUT_BUCKET_OWNERSHIP_CONTROLS,
        PutBucketOwnershipControlsRequest.builder()
            .bucket("lake")
            .ownershipControls(
                OwnershipControls.builder()
                    .rules(
                        List.of(OwnershipControlsRule.builder().objectOwnership(ownership).build()))
                    .build())
            .build(),
        who);
    return "ok";
  }

  private String block(String who, String flags) {
    if (flags.equals("none")) {
      lake.run(
          S3Service.DELETE_PUBLIC_ACCESS_BLOCK,
          DeletePublicAccessBlockRequest.builder().bucket("lake").build(),
          who);
      return "ok";
    }
    lake.run(
        S3Service.PUT_PUBLIC_ACCESS_BLOCK,
        PutPublicAccessBlockRequest.builder()
            .bucket("lake")
            .publicAccessBlockConfiguration(
                PublicAccessBlockConfiguration.builder()
                    .blockPublicAcls(flags.contains("block-acls"))
                    .ignorePublicAcls(flags.contains("ignore-acls"))
                    .blockPublicPolicy(flags.contains("block-policy"))
                    .restrictPublicBuckets(flags.contains("restrict"))
                    .build())
            .build(),
        who);
    return "ok";
  }
}
