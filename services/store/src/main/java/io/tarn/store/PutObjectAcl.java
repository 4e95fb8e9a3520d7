package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.PutObjectAclOutput;
import io.tarn.api.s3.PutObjectAclRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.store.acl.Acl;
import io.tarn.store.acl.AclErrors;
import io.tarn.store.acl.AclRequest;
import java.util.List;
import java.util.Optional;

final class PutObjectAcl implements Operation<PutObjectAclRequest, PutObjectAclOutput> {
  private final Store store;

  PutObjectAcl(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutObjectAclRequest, PutObjectAclOutput> model() {
    return S3Service.PUT_OBJECT_ACL;
  }

  @Override
  public AccessRule<PutObjectAclRequest> access() {
    return (input, call) ->
        List.of(
            request(input)
                .on(
                    store.access(
                        "s3:PutObjectAcl", input.bucket(), input.key(), input.versionId())));
  }

  @Override
  public PutObjectAclOutput apply(PutObjectAclRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Origin origin = Origin.of(call);
    VersionChange.commit(
        store.ledger,
        () -> {
          VersionRow row = Reads.open(store, call, bucket, input.key(), input.versionId()).row();
          store.recheck(call, bucket, row, "s3:PutObjectAcl", input.versionId());
          return row;
        },
        (tx, row) -> {
          BucketRow now = Buckets.load(tx, bucket.name());
          Acl acl = resolve(input, now, row);
          if (!now.ownership().hasAcls()) {
            throw AclErrors.notSupported();
          }
          Rights.checkPublic(now, acl);
          Optional<String> kept = store.rights.kept(now, acl);
          // S3 tells of lists that change something only.
          if (!kept.equals(row.acl())) {
            Versions.setAcl(tx, row, kept);
            Facts.aclUpdated(tx, now, row, origin);
          }
        });
    return PutObjectAclOutput.builder().build();
  }

  private Acl resolve(PutObjectAclRequest input, BucketRow bucket, VersionRow row) {
    return request(input)
        .resolve(
            input.accessControlPolicy(),
            store.rights.acl(bucket, row.acl()).owner(),
            store.rights.owner(bucket),
            store.rights.accounts());
  }

  private static AclRequest request(PutObjectAclRequest input) {
    return new AclRequest(
        input.acl(),
        input.grantFullControl(),
        input.grantRead(),
        input.grantReadACP(),
        input.grantWrite(),
        input.grantWriteACP());
  }
}
