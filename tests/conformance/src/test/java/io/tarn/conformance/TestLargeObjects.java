package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Large objects go to a client's socket by the kernel as far as it takes them, and another way
 * where it does not: whichever it was, the bytes are the object's.
 */
class TestLargeObjects {
  private static final String BUCKET = "large";
  private static final int SIZE = 24 << 20;
  private static final int PART = 6 << 20;

  @TempDir Path data;

  @Test
  void arriveWholeAndInRanges() throws Exception {
    byte[] bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    try (LakeProcess lake = LakeProcess.start(data);
        S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true))) {
      s3.createBucket(request -> request.bucket(BUCKET));
      s3.putObject(request -> request.bucket(BUCKET).key("whole"), RequestBody.fromBytes(bytes));
      putParts(s3, bytes);
      for (String key : List.of("whole", "parts")) {
        assertThat(read(s3, key, 0, SIZE)).isEqualTo(bytes);
        assertThat(readByPieces(s3, key)).isEqualTo(bytes);
        for (int from : new int[] {0, 1, PART - 1, PART, SIZE - (1 << 20)}) {
          for (int length : new int[] {1, 1 << 16, (1 << 16) + 1, 1 << 20}) {
            assertThat(read(s3, key, from, length))
                .isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
          }
        }
      }
    }
  }

  private static void putParts(S3Client s3, byte[] bytes) {
    String upload =
        s3.createMultipartUpload(request -> request.bucket(BUCKET).key("parts")).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int from = 0; from < SIZE; from += PART) {
      byte[] part = Arrays.copyOfRange(bytes, from, from + PART);
      int number = from / PART + 1;
      String etag =
          s3.uploadPart(
                  request ->
                      request.bucket(BUCKET).key("parts").uploadId(upload).partNumber(number),
                  RequestBody.fromBytes(part))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }
    s3.completeMultipartUpload(
        request ->
            request
                .bucket(BUCKET)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(whole -> whole.parts(parts)));
  }

  private static byte[] read(S3Client s3, String key, int from, int length) {
    return s3.getObjectAsBytes(
            request ->
                request.bucket(BUCKET).key(key).range("bytes=" + from + "-" + (from + length - 1)))
        .asByteArray();
  }

  /** With a request in between for each piece, so that the socket is often full. */
  private static byte[] readByPieces(S3Client s3, String key) throws Exception {
    byte[] read = new byte[SIZE];
    try (InputStream in = s3.getObject(request -> request.bucket(BUCKET).key(key))) {
      for (int at = 0; at < SIZE; at += 1 << 20) {
        s3.headBucket(request -> request.bucket(BUCKET));
        assertThat(in.readNBytes(read, at, 1 << 20)).isEqualTo(1 << 20);
      }
      assertThat(in.read()).isEqualTo(-1);
    }
    return read;
  }
}
