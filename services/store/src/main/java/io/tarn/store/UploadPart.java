package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Body;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.UploadPartOutput;
import io.tarn.api.s3.UploadPartRequest;
import io.tarn.kernel.Checksum;
import io.tarn.store.crypt.Asked;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class UploadPart implements Operation<UploadPartRequest, UploadPartOutput> {
  private final Store store;

  UploadPart(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<UploadPartRequest, UploadPartOutput> model() {
    return S3Service.UPLOAD_PART;
  }

  @Override
  public AccessRule<UploadPartRequest> access() {
    return (input, call) ->
        List.of(Asked.conditions(store.access("s3:PutObject", input.bucket(), input.key()), input));
  }

  @Override
  public UploadPartOutput apply(UploadPartRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Parts.checkNumber(store, input.partNumber());
    Uploads.Upload upload =
        store.ledger.read(tx -> Uploads.loadOpen(tx, bucket.name(), input.key(), input.uploadId()));
    Body body = input.body() == null ? Body.of(new byte[0]) : input.body();
    Map<Checksum, String> stated = Checks.stated(input);
    Parts.checkAlgorithm(upload, body, stated);
    Set<Checksum> wanted = EnumSet.of(upload.algorithm().orElse(Checksum.CRC64NVME));
    wanted.addAll(stated.keySet());
    Encryptions.Plan plan = Encryptions.part(store, call, upload, input);
    StoredBytes stored = store.payloads.take(body, wanted, plan.sealing());
    store.payloads.verify(stored, stated, input.contentMD5());
    Parts.put(store, upload, input.partNumber(), stored, call);
    UploadPartOutput.Builder output = UploadPartOutput.builder().eTag(ETags.quote(stored.etag()));
    Checks.set(output, Parts.shown(upload, stored), null);
    plan.answer(output);
    return output.build();
  }
}
