package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.CreateMultipartUploadOutput;
import io.tarn.api.s3.CreateMultipartUploadRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.Checksum;
import io.tarn.store.acl.Acl;
import io.tarn.store.acl.AclRequest;
import io.tarn.store.crypt.Asked;
import io.tarn.store.lifecycle.Expiry;
import io.tarn.store.lock.Lock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class CreateMultipartUpload
    implements Operation<CreateMultipartUploadRequest, CreateMultipartUploadOutput> {
  private final Store store;

  CreateMultipartUpload(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<CreateMultipartUploadRequest, CreateMultipartUploadOutput> model() {
    return S3Service.CREATE_MULTIPART_UPLOAD;
  }

  @Override
  public AccessRule<CreateMultipartUploadRequest> access() {
    return (input, call) -> {
      AclRequest acl = acl(input);
      List<Access> accesses = new ArrayList<>();
      accesses.add(
          acl.on(
              Puts.withTags(
                  Puts.with(
                      Asked.conditions(
                          store.access("s3:PutObject", input.bucket(), input.key()), input),
                      "s3:x-amz-storage-class",
                      input.storageClass()),
                  input.tagging())));
      accesses.addAll(Puts.aclAccess(store, call, input.bucket(), input.key(), acl));
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
    };
  }

  private static AclRequest acl(CreateMultipartUploadRequest input) {
    return new AclRequest(
        input.acl(),
        input.grantFullControl(),
        input.grantRead(),
        input.grantReadACP(),
        null,
        input.grantWriteACP());
  }

  @Override
  public CreateMultipartUploadOutput apply(CreateMultipartUploadRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    store.checkKey(input.key());
    store.checkMetadata(input.metadata());
    Acl acl = store.rights.asked(bucket, acl(input), call.caller());
    Lock lock =
        Locks.ofHeaders(
            bucket,
            input.objectLockMode(),
            input.objectLockRetainUntilDate(),
            input.objectLockLegalHoldStatus(),
            call.now());
    Optional<Checksum> algorithm = Checks.algorithm(input.checksumAlgorithm());
    String type = MultipartChecksums.type(algorithm, input.checksumType());
    Encryptions.Plan plan = Encryptions.plan(store, call, bucket, input.key(), input);
    Attributes attributes =
        Attributes.builder()
            .contentType(input.contentType())
            .cacheControl(input.cacheControl())
            .contentDisposition(input.contentDisposition())
            .contentEncoding(Puts.withoutChunks(input.contentEncoding()))
            .contentLanguage(input.contentLanguage())
            .expires(input.expires())
            .storageClass(Refusals.storageClass(input.storageClass()))
            .websiteRedirect(input.websiteRedirectLocation())
            .metadata(input.metadata())
            .sealed(plan.encryption().orElse(null))
            .build();
    Uploads.Upload upload =
        new Uploads.Upload(
            call.ids().hex(32),
            bucket.name(),
            input.key(),
            call.now(),
            0,
            attributes,
            Tags.ofHeader(input.tagging(), store.limits.objectTags()),
            algorithm,
            type,
            call.caller().arn(),
            false,
            Optional.empty(),
            lock,
            bucket.ownership().hasAcls() ? Optional.of(acl.toText()) : Optional.empty());
    store.ledger.commit(
        tx -> {
          Buckets.load(tx, bucket.name());
          Uploads.insert(tx, upload);
          return upload;
        });
    Optional<Expiry> abort = store.lifecycles.abort(bucket, input.key(), call.now());
    CreateMultipartUploadOutput.Builder output =
        CreateMultipartUploadOutput.builder()
            .abortDate(abort.map(Expiry::date).orElse(null))
            .abortRuleId(abort.map(Expiry::ruleId).orElse(null))
            .bucket(input.bucket())
            .key(input.key())
            .uploadId(upload.id())
            .checksumAlgorithm(algorithm.map(Enum::name).orElse(null))
            .checksumType(algorithm.isPresent() ? type : null);
    plan.answer(output);
    return output.build();
  }
}
