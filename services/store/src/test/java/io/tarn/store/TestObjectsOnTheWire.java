package io.tarn.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Body;
import io.tarn.api.s3.CopyObjectRequest;
import io.tarn.api.s3.Delete;
import io.tarn.api.s3.DeleteObjectOutput;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.DeleteObjectsOutput;
import io.tarn.api.s3.DeleteObjectsRequest;
import io.tarn.api.s3.GetObjectAttributesRequest;
import io.tarn.api.s3.GetObjectOutput;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.GetObjectTaggingRequest;
import io.tarn.api.s3.HeadObjectOutput;
import io.tarn.api.s3.HeadObjectRequest;
import io.tarn.api.s3.ListObjectVersionsOutput;
import io.tarn.api.s3.ListObjectVersionsRequest;
import io.tarn.api.s3.ObjectIdentifier;
import io.tarn.api.s3.PutObjectOutput;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.ServiceError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestObjectsOnTheWire {
  @TempDir Path directory;
  private TestingLake lake;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory);
    lake.createBucket("lake");
  }

  @AfterEach
  void close() {
    lake.close();
  }

  static void refuses(String code, int status, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> {
              assertThat(error.code()).as(error.message()).isEqualTo(code);
              assertThat(error.status()).isEqualTo(status);
            });
  }

  private static GetObjectRequest.Builder get(String key) {
    return GetObjectRequest.builder().bucket("lake").key(key);
  }

  private static PutObjectRequest.Builder put(String key, String text) {
    return PutObjectRequest.builder()
        .bucket("lake")
        .key(key)
        .body(Body.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void keepsBytesOfEverySize() {
    for (int size : new int[] {0, 1, 16 * 1024, 16 * 1024 + 1, 64 * 1024, 300_000}) {
      byte[] bytes = TestingLake.random(size, size);
      lake.put("lake", "k" + size, bytes);
      assertThat(lake.get("lake", "k" + size)).isEqualTo(bytes);
    }
  }

  @Test
  void survivesAReopening() {
    byte[] large = TestingLake.random(100_000, 1);
    lake.put("lake", "large", large);
    lake.put("lake", "small", "hello");
    lake.close();
    lake = new TestingLake(directory);
    assertThat(lake.get("lake", "large")).isEqualTo(large);
    assertThat(lake.text("lake", "small")).isEqualTo("hello");
  }

  @Test
  void returnsWhatWasSaidOfAnObject() {
    PutObjectOutput stored =
        lake.run(
            S3Service.PUT_OBJECT,
            put("a b/ü.txt", "hello world")
                .contentType("text/plain")
                .cacheControl("no-cache")
                .contentEncoding("aws-chunked,gzip")
                .storageClass("STANDARD_IA")
                .tagging("team=a%20b&x=")
                .metadata(Map.of("who", "me"))
                .build());
    assertThat(stored.eTag()).isEqualTo("\"5eb63bbbe01eeed093cb22bb8f5acdc3\"");
    assertThat(stored.checksumCRC64NVME()).isEqualTo("jSnVw/bqjr4=");
    HeadObjectOutput head =
        lake.run(
            S3Service.HEAD_OBJECT,
            HeadObjectRequest.builder()
                .bucket("lake")
                .key("a b/ü.txt")
                .checksumMode("ENABLED")
                .build());
    assertThat(head.contentLength()).isEqualTo(11);
    assertThat(head.contentType()).isEqualTo("text/plain");
    assertThat(head.cacheControl()).isEqualTo("no-cache");
    assertThat(head.contentEncoding()).isEqualTo("gzip");
    assertThat(head.storageClass()).isEqualTo("STANDARD_IA");
    assertThat(head.metadata()).isEqualTo(Map.of("who", "me"));
    assertThat(head.checksumCRC64NVME()).isEqualTo("jSnVw/bqjr4=");
    assertThat(head.checksumType()).isEqualTo("FULL_OBJECT");
    assertThat(head.tagCount()).isEqualTo(2);
    assertThat(head.versionId()).isNull();
    assertThat(
            lake.run(
                    S3Service.GET_OBJECT_TAGGING,
                    GetObjectTaggingRequest.builder().bucket("lake").key("a b/ü.txt").build())
                .tagSet())
        .extracting(tag -> tag.key() + "=" + tag.value())
        .containsExactly("team=a b", "x=");
    GetObjectOutput overridden =
        lake.run(S3Service.GET_OBJECT, get("a b/ü.txt").responseContentType("x/y").build());
    assertThat(overridden.contentType()).isEqualTo("x/y");
    TestingLake.read(overridden);
  }

  @Test
  void servesRanges() {
    lake.put("lake", "k", "0123456789");
    assertThat(range("bytes=0-3")).isEqualTo("0123 bytes 0-3/10");
    assertThat(range("bytes=5-")).isEqualTo("56789 bytes 5-9/10");
    assertThat(range("bytes=-3")).isEqualTo("789 bytes 7-9/10");
    assertThat(range("bytes=-30")).isEqualTo("0123456789 bytes 0-9/10");
    assertThat(range("bytes=8-100")).isEqualTo("89 bytes 8-9/10");
    assertThat(range("bytes=3-1")).isEqualTo("0123456789 null");
    assertThat(range("lines=1-2")).isEqualTo("0123456789 null");
    refuses("InvalidRange", 416, () -> range("bytes=10-"));
    refuses("InvalidRange", 416, () -> range("bytes=-0"));
  }

  private String range(String header) {
    GetObjectOutput output = lake.run(S3Service.GET_OBJECT, get("k").range(header).build());
    return new String(TestingLake.read(output), StandardCharsets.UTF_8)
        + " "
        + output.contentRange();
  }

  @Test
  void decidesConditionsOfReads() {
    String etag = requireNonNull(lake.put("lake", "k", "x").eTag());
    Instant past = Instant.now().minusSeconds(100);
    Instant future = Instant.now().plusSeconds(100);
    refuses(
        "PreconditionFailed",
        412,
        () -> lake.run(S3Service.GET_OBJECT, get("k").ifMatch("\"no\"").build()));
    refuses(
        "NotModified",
        304,
        () -> lake.run(S3Service.GET_OBJECT, get("k").ifNoneMatch(etag).build()));
    refuses(
        "NotModified",
        304,
        () -> lake.run(S3Service.GET_OBJECT, get("k").ifModifiedSince(future).build()));
    refuses(
        "PreconditionFailed",
        412,
        () -> lake.run(S3Service.GET_OBJECT, get("k").ifUnmodifiedSince(past).build()));
    for (GetObjectRequest good :
        List.of(
            get("k").ifMatch(etag).ifUnmodifiedSince(past).build(),
            get("k").ifNoneMatch("\"no\"").ifModifiedSince(future).build(),
            get("k").ifMatch("*").build())) {
      TestingLake.read(lake.run(S3Service.GET_OBJECT, good));
    }
  }

  @Test
  void decidesConditionsOfWrites() {
    lake.run(S3Service.PUT_OBJECT, put("k", "1").ifNoneMatch("*").build());
    refuses(
        "PreconditionFailed",
        412,
        () -> lake.run(S3Service.PUT_OBJECT, put("k", "2").ifNoneMatch("*").build()));
    refuses(
        "PreconditionFailed",
        412,
        () -> lake.run(S3Service.PUT_OBJECT, put("k", "2").ifMatch("\"no\"").build()));
    refuses(
        "NoSuchKey",
        404,
        () -> lake.run(S3Service.PUT_OBJECT, put("l", "2").ifMatch("\"no\"").build()));
    String etag = ETags.quote("c4ca4238a0b923820dcc509a6f75849b");
    lake.run(S3Service.PUT_OBJECT, put("k", "3").ifMatch(etag).build());
    assertThat(lake.text("lake", "k")).isEqualTo("3");
  }

  @Test
  void keepsVersionsAndDeleteMarkers() {
    lake.put("lake", "docs/a.txt", "zero");
    lake.setVersioning("lake", "Enabled");
    String one = requireNonNull(lake.put("lake", "docs/a.txt", "one").versionId());
    String two = requireNonNull(lake.put("lake", "docs/a.txt", "two").versionId());
    DeleteObjectOutput deleted =
        lake.run(
            S3Service.DELETE_OBJECT,
            DeleteObjectRequest.builder().bucket("lake").key("docs/a.txt").build());
    assertThat(deleted.deleteMarker()).isTrue();
    refuses("NoSuchKey", 404, () -> lake.get("lake", "docs/a.txt"));
    assertThat(version(one)).isEqualTo("one");
    assertThat(version(two)).isEqualTo("two");
    assertThat(version("null")).isEqualTo("zero");
    refuses("MethodNotAllowed", 405, () -> version(requireNonNull(deleted.versionId())));
    refuses("NoSuchVersion", 404, () -> version("0".repeat(32)));
    refuses("InvalidArgument", 400, () -> version("nonsense"));
    ListObjectVersionsOutput listed = versions();
    assertThat(requireNonNull(listed.versions()))
        .extracting(io.tarn.api.s3.ObjectVersion::versionId)
        .containsExactly(two, one, "null");
    assertThat(requireNonNull(listed.deleteMarkers()).getFirst().isLatest()).isTrue();
    lake.run(
        S3Service.DELETE_OBJECT,
        DeleteObjectRequest.builder()
            .bucket("lake")
            .key("docs/a.txt")
            .versionId(deleted.versionId())
            .build());
    assertThat(lake.text("lake", "docs/a.txt")).isEqualTo("two");
    lake.setVersioning("lake", "Suspended");
    lake.put("lake", "docs/a.txt", "null again");
    refuses("NoSuchVersion", 404, () -> version("1".repeat(32)));
    assertThat(version("null")).isEqualTo("null again");
    assertThat(requireNonNull(versions().versions())).hasSize(3);
  }

  private String version(String id) {
    return new String(
        TestingLake.read(lake.run(S3Service.GET_OBJECT, get("docs/a.txt").versionId(id).build())),
        StandardCharsets.UTF_8);
  }

  private ListObjectVersionsOutput versions() {
    return lake.run(
        S3Service.LIST_OBJECT_VERSIONS, ListObjectVersionsRequest.builder().bucket("lake").build());
  }

  @Test
  void pagesThroughVersions() {
    lake.setVersioning("lake", "Enabled");
    for (int i = 0; i < 7; i++) {
      lake.put("lake", "a", "a" + i);
      lake.put("lake", "b/" + i, "b");
      lake.put("lake", "c", "c" + i);
    }
    int total = 0;
    int pages = 0;
    String key = null;
    String id = null;
    List<String> seen = new java.util.ArrayList<>();
    while (true) {
      ListObjectVersionsOutput page =
          lake.run(
              S3Service.LIST_OBJECT_VERSIONS,
              ListObjectVersionsRequest.builder()
                  .bucket("lake")
                  .delimiter("/")
                  .maxKeys(4)
                  .keyMarker(key)
                  .versionIdMarker(id)
                  .build());
      requireNonNull(page.versions()).forEach(v -> seen.add(v.key() + v.versionId()));
      requireNonNull(page.commonPrefixes()).forEach(p -> seen.add(String.valueOf(p.prefix())));
      total +=
          requireNonNull(page.versions()).size() + requireNonNull(page.commonPrefixes()).size();
      pages++;
      if (!Boolean.TRUE.equals(page.isTruncated())) {
        break;
      }
      key = page.nextKeyMarker();
      id = page.nextVersionIdMarker();
    }
    assertThat(total).isEqualTo(15);
    assertThat(pages).isEqualTo(4);
    assertThat(seen).doesNotHaveDuplicates();
  }

  @Test
  void copiesBySharingBytes() {
    byte[] bytes = TestingLake.random(50_000, 3);
    lake.put("lake", "from", bytes);
    lake.run(
        S3Service.COPY_OBJECT,
        CopyObjectRequest.builder().bucket("lake").key("to").copySource("lake/from").build());
    lake.run(
        S3Service.DELETE_OBJECT, DeleteObjectRequest.builder().bucket("lake").key("from").build());
    assertThat(lake.room.cleanUp()).isTrue();
    assertThat(lake.get("lake", "to")).isEqualTo(bytes);
    refuses(
        "InvalidRequest",
        400,
        () ->
            lake.run(
                S3Service.COPY_OBJECT,
                CopyObjectRequest.builder()
                    .bucket("lake")
                    .key("to")
                    .copySource("lake/to")
                    .build()));
    refuses(
        "NoSuchKey",
        404,
        () ->
            lake.run(
                S3Service.COPY_OBJECT,
                CopyObjectRequest.builder().bucket("lake").key("x").copySource("lake/no").build()));
  }

  @Test
  void deletesManyKeysEachForItself() {
    lake.put("lake", "a", "1");
    lake.put("lake", "b", "2");
    lake.put("lake", "c", "3");
    lake.denied.add("s3:DeleteObject arn:aws:s3:::lake/b");
    DeleteObjectsOutput output =
        lake.run(
            S3Service.DELETE_OBJECTS,
            DeleteObjectsRequest.builder()
                .bucket("lake")
                .delete(
                    Delete.builder()
                        .objects(
                            List.of(
                                ObjectIdentifier.builder().key("a").build(),
                                ObjectIdentifier.builder().key("b").build(),
                                ObjectIdentifier.builder().key("gone").build()))
                        .build())
                .build());
    assertThat(requireNonNull(output.deleted()))
        .extracting(d -> d.key())
        .containsExactly("a", "gone");
    assertThat(requireNonNull(output.errors()).getFirst().code()).isEqualTo("AccessDenied");
    assertThat(lake.text("lake", "b")).isEqualTo("2");
  }

  @Test
  void saysAccessDeniedToThoseWhoMayNotList() {
    lake.denied.add("s3:ListBucket");
    refuses("AccessDenied", 403, () -> lake.get("lake", "absent"));
    lake.denied.clear();
    refuses("NoSuchKey", 404, () -> lake.get("lake", "absent"));
  }

  @Test
  void describesAttributes() {
    lake.put("lake", "k", "hello");
    var output =
        lake.run(
            S3Service.GET_OBJECT_ATTRIBUTES,
            GetObjectAttributesRequest.builder()
                .bucket("lake")
                .key("k")
                .objectAttributes(List.of("ETag", "ObjectSize", "StorageClass", "Checksum"))
                .build());
    assertThat(output.eTag()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
    assertThat(output.objectSize()).isEqualTo(5);
    assertThat(output.storageClass()).isEqualTo("STANDARD");
    assertThat(requireNonNull(output.checksum()).checksumCRC64NVME()).isNotNull();
  }

  @Test
  void writesFactsLikeEventBridge() {
    lake.put("lake", "a/b.csv", "hello");
    lake.run(
        S3Service.DELETE_OBJECT,
        DeleteObjectRequest.builder().bucket("lake").key("a/b.csv").build());
    var facts = lake.facts();
    assertThat(facts)
        .extracting(fact -> fact.kind())
        .containsExactly("ObjectCreated", "ObjectDeleted");
    var detail = Attributes.parse(facts.getFirst().body());
    assertThat(detail.at("/bucket/name").asText()).isEqualTo("lake");
    assertThat(detail.at("/object/key").asText()).isEqualTo("a/b.csv");
    assertThat(detail.at("/object/size").asInt()).isEqualTo(5);
    assertThat(detail.at("/object/etag").asText()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
    assertThat(detail.at("/reason").asText()).isEqualTo("PutObject");
    assertThat(detail.at("/eventBridge").asBoolean(true)).isFalse();
    assertThat(facts.getFirst().subject()).isEqualTo("arn:aws:s3:::lake/a/b.csv");
    assertThat(Attributes.parse(facts.getLast().body()).at("/deletion-type").asText())
        .isEqualTo("Permanently Deleted");
  }
}
