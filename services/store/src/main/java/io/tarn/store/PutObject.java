package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Body;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.PutObjectOutput;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.store.acl.Acl;
import io.tarn.store.lock.Lock;
import java.util.Optional;

/**
 * Stores an object. Its bytes are durable before the commit that shows them; conditions are decided
 * in that commit, and beforehand too, so that a body need not be read in vain.
 */
final class PutObject implements Operation<PutObjectRequest, PutObjectOutput> {
  private final Store store;

  PutObject(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutObjectRequest, PutObjectOutput> model() {
    return S3Service.PUT_OBJECT;
  }

  @Override
  public AccessRule<PutObjectRequest> access() {
    return (input, call) -> Puts.accesses(store, input, call);
  }

  @Override
  public PutObjectOutput apply(PutObjectRequest input, Call call) {
    return put(input, call, "PutObject");
  }

  /**
   * @param reason what the object's fact says of how it came
   */
  PutObjectOutput put(PutObjectRequest input, Call call, String reason) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    store.checkKey(input.key());
    store.checkMetadata(input.metadata());
    Acl acl = store.rights.asked(bucket, Puts.acl(input), call.caller());
    Lock lock =
        Locks.ofHeaders(
            bucket,
            input.objectLockMode(),
            input.objectLockRetainUntilDate(),
            input.objectLockLegalHoldStatus(),
            call.now());
    if (input.writeOffsetBytes() != null) {
      throw S3Error.notImplemented("x-amz-write-offset-bytes");
    }
    Attributes attributes = Puts.attributes(input);
    Optional<String> tags = Tags.ofHeader(input.tagging(), store.limits.objectTags());
    WriteCondition condition = WriteCondition.of(input.ifMatch(), input.ifNoneMatch());
    if (condition != WriteCondition.NONE) {
      store.ledger.read(
          tx -> {
            condition.check(Versions.newest(tx, bucket.name(), input.key()), input.key());
            return true;
          });
    }
    Body body = input.body() == null ? Body.of(new byte[0]) : input.body();
    Encryptions.Plan plan = Encryptions.plan(store, call, bucket, input.key(), input);
    StoredBytes stored = store.payloads.take(body, Puts.wanted(body, input), plan.sealing());
    store.payloads.verify(stored, Checks.stated(input), input.contentMD5());
    Publisher.Draft draft =
        new Publisher.Draft(
            input.bucket(),
            input.key(),
            stored.size(),
            stored.etag(),
            stored.blob(),
            attributes
                .withChecksums(stored.checksums(), Checks.FULL_OBJECT)
                .withEncryption(plan.encryption()),
            tags,
            lock,
            Optional.of(acl));
    Origin origin = Origin.of(call);
    VersionRow row =
        store.payloads.commit(
            stored,
            tx -> {
              Blobs.insert(tx, stored);
              return store.publisher.put(tx, draft, condition, origin, reason);
            });
    PutObjectOutput.Builder output =
        PutObjectOutput.builder()
            .eTag(ETags.quote(row.etag()))
            .versionId(row.isNullVersion() ? null : row.versionId())
            .expiration(store.lifecycles.expiration(bucket, row));
    Checks.set(output, stored.checksums(), Checks.FULL_OBJECT);
    plan.answer(output);
    return output.build();
  }
}
