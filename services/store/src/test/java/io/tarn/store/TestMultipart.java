package io.tarn.store;

import static io.tarn.store.TestObjectsOnTheWire.refuses;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.Body;
import io.tarn.api.s3.AbortMultipartUploadRequest;
import io.tarn.api.s3.CompleteMultipartUploadOutput;
import io.tarn.api.s3.CompleteMultipartUploadRequest;
import io.tarn.api.s3.CompletedMultipartUpload;
import io.tarn.api.s3.CompletedPart;
import io.tarn.api.s3.CreateMultipartUploadRequest;
import io.tarn.api.s3.GetObjectAttributesRequest;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.ListMultipartUploadsOutput;
import io.tarn.api.s3.ListMultipartUploadsRequest;
import io.tarn.api.s3.ListPartsRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.UploadPartCopyRequest;
import io.tarn.api.s3.UploadPartRequest;
import io.tarn.kernel.Checksum;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestMultipart {
  private static final int MIB = 1 << 20;

  @TempDir Path directory;
  private TestingLake lake;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory, Limits.standard().withPartMin(100_000));
    lake.createBucket("lake");
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private String begin(String key, @Nullable String algorithm, @Nullable String type) {
    return requireNonNull(
        lake.run(
                S3Service.CREATE_MULTIPART_UPLOAD,
                CreateMultipartUploadRequest.builder()
                    .bucket("lake")
                    .key(key)
                    .checksumAlgorithm(algorithm)
                    .checksumType(type)
                    .build())
            .uploadId());
  }

  private CompletedPart part(String key, String upload, int number, byte[] bytes) {
    String etag =
        lake.run(
                S3Service.UPLOAD_PART,
                UploadPartRequest.builder()
                    .bucket("lake")
                    .key(key)
                    .uploadId(upload)
                    .partNumber(number)
                    .body(Body.of(bytes))
                    .build())
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  private CompleteMultipartUploadOutput complete(
      String key, String upload, List<CompletedPart> parts) {
    return lake.run(
        S3Service.COMPLETE_MULTIPART_UPLOAD,
        CompleteMultipartUploadRequest.builder()
            .bucket("lake")
            .key(key)
            .uploadId(upload)
            .multipartUpload(CompletedMultipartUpload.builder().parts(parts).build())
            .build());
  }

  @Test
  void joinsPartsWithoutCopyingThem() throws Exception {
    byte[] whole = TestingLake.random(MIB, 5);
    String upload = begin("k", null, null);
    CompletedPart two = part("k", upload, 2, Arrays.copyOfRange(whole, 400_000, 800_000));
    part("k", upload, 1, TestingLake.random(120_000, 9));
    CompletedPart one = part("k", upload, 1, Arrays.copyOfRange(whole, 0, 400_000));
    part("k", upload, 3, TestingLake.random(150_000, 10));
    CompletedPart seven = part("k", upload, 7, Arrays.copyOfRange(whole, 800_000, MIB));
    CompleteMultipartUploadOutput done = complete("k", upload, List.of(one, two, seven));

    MessageDigest md5 = MessageDigest.getInstance("MD5");
    for (CompletedPart each : List.of(one, two, seven)) {
      md5.update(HexFormat.of().parseHex(ETags.unquote(requireNonNull(each.eTag()))));
    }
    assertThat(done.eTag()).isEqualTo(ETags.quote(HexFormat.of().formatHex(md5.digest()) + "-3"));
    Checksum.Running crc = Checksum.CRC64NVME.start();
    crc.update(whole, 0, whole.length);
    assertThat(done.checksumCRC64NVME()).isEqualTo(crc.base64());
    assertThat(lake.get("lake", "k")).isEqualTo(whole);
    assertThat(complete("k", upload, List.of(one, two, seven)).eTag()).isEqualTo(done.eTag());

    byte[] ranged =
        TestingLake.read(
            lake.run(
                S3Service.GET_OBJECT,
                GetObjectRequest.builder()
                    .bucket("lake")
                    .key("k")
                    .range("bytes=399990-800009")
                    .build()));
    assertThat(ranged).isEqualTo(Arrays.copyOfRange(whole, 399_990, 800_010));
    var second =
        lake.run(
            S3Service.GET_OBJECT,
            GetObjectRequest.builder().bucket("lake").key("k").partNumber(2).build());
    assertThat(second.partsCount()).isEqualTo(3);
    assertThat(TestingLake.read(second)).isEqualTo(Arrays.copyOfRange(whole, 400_000, 800_000));
    refuses(
        "InvalidPartNumber",
        416,
        () ->
            lake.run(
                S3Service.GET_OBJECT,
                GetObjectRequest.builder().bucket("lake").key("k").partNumber(4).build()));
    lake.close();
    lake = new TestingLake(directory);
    assertThat(lake.room.cleanUp()).isTrue();
    assertThat(lake.get("lake", "k")).isEqualTo(whole);
  }

  @Test
  void makesCompositeAndFullChecksums() {
    byte[] whole = TestingLake.random(300_000, 6);
    byte[] first = Arrays.copyOfRange(whole, 0, 150_000);
    byte[] rest = Arrays.copyOfRange(whole, 150_000, 300_000);
    for (Checksum checksum : Checks.S3) {
      if (checksum != Checksum.CRC64NVME) {
        String upload = begin("c", checksum.name(), "COMPOSITE");
        var done =
            complete("c", upload, List.of(part("c", upload, 1, first), part("c", upload, 2, rest)));
        Checksum.Running composite = checksum.start();
        for (byte[] bytes : List.of(first, rest)) {
          Checksum.Running one = checksum.start();
          one.update(bytes, 0, bytes.length);
          composite.update(one.value(), 0, checksum.size());
        }
        assertThat(Checks.stated(done)).containsEntry(checksum, composite.base64() + "-2");
        assertThat(done.checksumType()).isEqualTo("COMPOSITE");
      }
      if (checksum != Checksum.SHA1 && checksum != Checksum.SHA256) {
        String upload = begin("f", checksum.name(), "FULL_OBJECT");
        var done =
            complete("f", upload, List.of(part("f", upload, 1, first), part("f", upload, 2, rest)));
        Checksum.Running full = checksum.start();
        full.update(whole, 0, whole.length);
        assertThat(Checks.stated(done)).containsEntry(checksum, full.base64());
      }
    }
    refuses("InvalidRequest", 400, () -> begin("x", "SHA1", "FULL_OBJECT"));
    refuses("InvalidRequest", 400, () -> begin("x", "CRC64NVME", "COMPOSITE"));
    var attributes =
        lake.run(
            S3Service.GET_OBJECT_ATTRIBUTES,
            GetObjectAttributesRequest.builder()
                .bucket("lake")
                .key("c")
                .objectAttributes(List.of("ObjectParts", "Checksum"))
                .build());
    assertThat(requireNonNull(attributes.objectParts()).totalPartsCount()).isEqualTo(2);
    assertThat(requireNonNull(attributes.objectParts()).parts()).hasSize(2);
  }

  @Test
  void refusesWhatDoesNotFit() {
    String upload = begin("k", null, null);
    CompletedPart small = part("k", upload, 1, new byte[99_999]);
    CompletedPart last = part("k", upload, 2, new byte[1]);
    refuses("EntityTooSmall", 400, () -> complete("k", upload, List.of(small, last)));
    refuses("InvalidPartOrder", 400, () -> complete("k", upload, List.of(last, small)));
    refuses("InvalidPartOrder", 400, () -> complete("k", upload, List.of(last, last)));
    refuses("MalformedXML", 400, () -> complete("k", upload, List.of()));
    CompletedPart unknown = CompletedPart.builder().partNumber(5).eTag("\"x\"").build();
    refuses("InvalidPart", 400, () -> complete("k", upload, List.of(unknown)));
    refuses("NoSuchUpload", 404, () -> complete("k", "nonsense", List.of(last)));
    refuses("NoSuchUpload", 404, () -> part("other", upload, 1, new byte[1]));
    refuses("InvalidArgument", 400, () -> part("k", upload, 0, new byte[1]));
    refuses("InvalidArgument", 400, () -> part("k", upload, 10_001, new byte[1]));
    refuses("NoSuchKey", 404, () -> lake.get("lake", "k"));
  }

  @Test
  void listsAndAborts() {
    List<String> uploads = new ArrayList<>();
    for (String key : List.of("a/1", "a/2", "b", "b", "c")) {
      uploads.add(begin(key, null, null));
    }
    part("b", uploads.get(2), 3, new byte[10]);
    assertThat(listed("", 100)).containsExactly("a/1", "a/2", "b", "b", "c");
    assertThat(listed("/", 100)).containsExactly("b", "b", "c", "a/");
    assertThat(listed("", 1)).containsExactly("a/1", "a/2", "b", "b", "c");
    assertThat(
            requireNonNull(
                lake.run(
                        S3Service.LIST_PARTS,
                        ListPartsRequest.builder()
                            .bucket("lake")
                            .key("b")
                            .uploadId(uploads.get(2))
                            .build())
                    .parts()))
        .extracting(part -> part.partNumber())
        .containsExactly(3);
    lake.run(
        S3Service.ABORT_MULTIPART_UPLOAD,
        AbortMultipartUploadRequest.builder()
            .bucket("lake")
            .key("b")
            .uploadId(uploads.get(2))
            .build());
    assertThat(listed("", 100)).containsExactly("a/1", "a/2", "b", "c");
    refuses("NoSuchUpload", 404, () -> part("b", uploads.get(2), 1, new byte[1]));
  }

  private List<String> listed(String delimiter, int size) {
    List<String> keys = new ArrayList<>();
    String key = null;
    String id = null;
    while (true) {
      ListMultipartUploadsOutput page =
          lake.run(
              S3Service.LIST_MULTIPART_UPLOADS,
              ListMultipartUploadsRequest.builder()
                  .bucket("lake")
                  .delimiter(delimiter)
                  .maxUploads(size)
                  .keyMarker(key)
                  .uploadIdMarker(id)
                  .build());
      requireNonNull(page.uploads()).forEach(upload -> keys.add(String.valueOf(upload.key())));
      requireNonNull(page.commonPrefixes()).forEach(p -> keys.add(String.valueOf(p.prefix())));
      if (!Boolean.TRUE.equals(page.isTruncated())) {
        return keys;
      }
      key = page.nextKeyMarker();
      id = page.nextUploadIdMarker();
    }
  }

  @Test
  void copiesRangesIntoParts() {
    byte[] source = TestingLake.random(400_000, 8);
    lake.put("lake", "source", source);
    String upload = begin("k", null, null);
    List<CompletedPart> parts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      var copied =
          lake.run(
              S3Service.UPLOAD_PART_COPY,
              UploadPartCopyRequest.builder()
                  .bucket("lake")
                  .key("k")
                  .uploadId(upload)
                  .partNumber(i + 1)
                  .copySource("/lake/source")
                  .copySourceRange("bytes=" + i * 200_000 + "-" + (i * 200_000 + 199_999))
                  .build());
      parts.add(
          CompletedPart.builder()
              .partNumber(i + 1)
              .eTag(requireNonNull(copied.copyPartResult()).eTag())
              .build());
    }
    complete("k", upload, parts);
    assertThat(lake.get("lake", "k")).isEqualTo(source);
  }
}
