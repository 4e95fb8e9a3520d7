package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Body;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.CopyObjectOutput;
import io.tarn.api.s3.CopyObjectRequest;
import io.tarn.api.s3.CopyObjectResult;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.Checksum;
import io.tarn.store.acl.Acl;
import io.tarn.store.acl.AclRequest;
import io.tarn.store.crypt.Asked;
import io.tarn.store.crypt.CustomerKey;
import io.tarn.store.crypt.Opener;
import io.tarn.store.lock.Lock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies by sharing bytes; what changes is the row. Only where the copy is encrypted in another way
 * are its bytes written anew.
 */
final class CopyObject implements Operation<CopyObjectRequest, CopyObjectOutput> {
  private final Store store;

  CopyObject(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<CopyObjectRequest, CopyObjectOutput> model() {
    return S3Service.COPY_OBJECT;
  }

  @Override
  public AccessRule<CopyObjectRequest> access() {
    return (input, call) -> {
      CopySource source = CopySource.parse(input.copySource());
      Access put =
          Puts.withTags(
              Asked.conditions(
                  store
                      .access("s3:PutObject", input.bucket(), input.key())
                      .withContext("s3:x-amz-copy-source", source.text()),
                  input),
              input.tagging());
      put = Puts.with(put, "s3:x-amz-metadata-directive", input.metadataDirective());
      put = Puts.with(put, "s3:x-amz-storage-class", input.storageClass());
      AclRequest acl = Copies.acl(input);
      List<Access> accesses = new ArrayList<>();
      accesses.add(acl.on(put));
      accesses.add(store.access("s3:GetObject", source.bucket(), source.key(), source.versionId()));
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

  @Override
  public CopyObjectOutput apply(CopyObjectRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    CopySource source = CopySource.parse(input.copySource());
    BucketRow sourceBucket = store.bucket(source.bucket(), input.expectedSourceBucketOwner(), call);
    store.checkKey(input.key());
    store.checkMetadata(input.metadata());
    Copies.refuse(input);
    Lock lock =
        Locks.ofHeaders(
            bucket,
            input.objectLockMode(),
            input.objectLockRetainUntilDate(),
            input.objectLockLegalHoldStatus(),
            call.now());
    Acl acl = store.rights.asked(bucket, Copies.acl(input), call.caller());
    Optional<String> tags = Tags.ofHeader(input.tagging(), store.limits.objectTags());
    WriteCondition condition = WriteCondition.of(input.ifMatch(), input.ifNoneMatch());
    Optional<Checksum> algorithm = Checks.algorithm(input.checksumAlgorithm());
    Encryptions.Plan plan = Encryptions.plan(store, call, bucket, input.key(), input);
    Optional<CustomerKey> sourceKey = CustomerKey.of(input, "CopySource");
    Origin origin = Origin.of(call);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try (Objects.Hold hold = store.holds.hold()) {
        Reads.Opened opened = Copies.open(store, call, sourceBucket, source);
        new Reads.Conditions(
                input.copySourceIfMatch(),
                input.copySourceIfNoneMatch(),
                input.copySourceIfModifiedSince(),
                input.copySourceIfUnmodifiedSince())
            .checkSource(opened.row());
        Opener opener = Encryptions.opener(store, call, opened, sourceKey);
        boolean shares = plan.shares(opened.row().attributes().encryption());
        Copies.check(store, input, opened.row(), shares);
        if (!shares) {
          Body body =
              new StoredBody(store.blobs, opened.blob(), 0, opened.row().size(), opener, hold);
          StoredBytes stored =
              store.payloads.take(body, Copies.wanted(opened.row(), algorithm), plan.sealing());
          Publisher.Draft draft =
              Copies.rewritten(input, opened.row(), stored, plan.encryption(), tags)
                  .withLock(lock)
                  .withAcl(Optional.of(acl));
          VersionRow row =
              store.payloads.commit(
                  stored,
                  tx -> {
                    Blobs.insert(tx, stored);
                    return store.publisher.put(tx, draft, condition, origin, "CopyObject");
                  });
          return output(row, bucket, sourceBucket, opened.row(), plan)
              .expiration(store.lifecycles.expiration(bucket, row))
              .build();
        }
        Publisher.Draft draft =
            Copies.sharing(store, input, opened, algorithm, tags, opener)
                .withLock(lock)
                .withAcl(Optional.of(acl));
        Optional<VersionRow> row =
            store.ledger.commit(
                tx -> {
                  Optional<VersionRow> still =
                      Versions.find(tx, source.bucket(), source.key(), opened.row().versionId());
                  if (still.isEmpty() || still.get().blob() != opened.row().blob()) {
                    return Optional.empty();
                  }
                  Blobs.share(tx, draft.blob());
                  return Optional.of(
                      store.publisher.put(tx, draft, condition, origin, "CopyObject"));
                });
        if (row.isPresent()) {
          return output(row.get(), bucket, sourceBucket, opened.row(), plan)
              .expiration(store.lifecycles.expiration(bucket, row.get()))
              .build();
        }
      }
    }
    throw S3Error.CONDITIONAL_REQUEST_CONFLICT.with(
        "The source of the copy changed while it was copied: try again.");
  }

  /** A source that is replaced while a copy is being decided makes it start again. */
  private static final int ATTEMPTS = 5;

  private static CopyObjectOutput.Builder output(
      VersionRow row,
      BucketRow bucket,
      BucketRow sourceBucket,
      VersionRow source,
      Encryptions.Plan plan) {
    CopyObjectResult.Builder result =
        CopyObjectResult.builder()
            .eTag(ETags.quote(row.etag()))
            .lastModified(Store.seconds(row.modified()));
    Checks.set(result, row.attributes().checksums(), row.attributes().checksumType());
    CopyObjectOutput.Builder output =
        CopyObjectOutput.builder()
            .copyObjectResult(result.build())
            .versionId(Store.shown(bucket, row))
            .copySourceVersionId(Store.shown(sourceBucket, source));
    plan.answer(output);
    return output;
  }
}
