package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Body;
import io.tarn.api.s3.AbortMultipartUploadRequest;
import io.tarn.api.s3.CompleteMultipartUploadOutput;
import io.tarn.api.s3.CompleteMultipartUploadRequest;
import io.tarn.api.s3.CompletedMultipartUpload;
import io.tarn.api.s3.CompletedPart;
import io.tarn.api.s3.CreateMultipartUploadRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.UploadPartCopyRequest;
import io.tarn.api.s3.UploadPartRequest;
import java.util.ArrayList;
import java.util.List;

/** The steps of a multipart upload in bucket {@code lake}. */
record UploadSteps(TestingLake lake, String key, String id) {
  static UploadSteps begin(TestingLake lake, String key) {
    String id =
        requireNonNull(
            lake.run(
                    S3Service.CREATE_MULTIPART_UPLOAD,
                    CreateMultipartUploadRequest.builder().bucket("lake").key(key).build())
                .uploadId());
    return new UploadSteps(lake, key, id);
  }

  /** A whole upload of these parts. */
  static void upload(TestingLake lake, String key, byte[]... parts) {
    UploadSteps steps = begin(lake, key);
    List<CompletedPart> done = new ArrayList<>();
    for (byte[] part : parts) {
      done.add(steps.part(done.size() + 1, part));
    }
    steps.complete(done);
  }

  CompletedPart part(int number, byte[] bytes) {
    String etag =
        lake.run(
                S3Service.UPLOAD_PART,
                UploadPartRequest.builder()
                    .bucket("lake")
                    .key(key)
                    .uploadId(id)
                    .partNumber(number)
                    .body(Body.of(bytes))
                    .build())
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  CompletedPart copy(int number, String source) {
    String etag =
        requireNonNull(
                lake.run(
                        S3Service.UPLOAD_PART_COPY,
                        UploadPartCopyRequest.builder()
                            .bucket("lake")
                            .key(key)
                            .uploadId(id)
                            .partNumber(number)
                            .copySource("lake/" + source)
                            .build())
                    .copyPartResult())
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  CompleteMultipartUploadOutput complete(List<CompletedPart> parts) {
    return lake.run(
        S3Service.COMPLETE_MULTIPART_UPLOAD,
        CompleteMultipartUploadRequest.builder()
            .bucket("lake")
            .key(key)
            .uploadId(id)
            .multipartUpload(CompletedMultipartUpload.builder().parts(parts).build())
            .build());
  }

  void abort() {
    lake.run(
        S3Service.ABORT_MULTIPART_UPLOAD,
        AbortMultipartUploadRequest.builder().bucket("lake").key(key).uploadId(id).build());
  }
}
