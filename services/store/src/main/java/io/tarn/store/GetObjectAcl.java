package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetObjectAclOutput;
import io.tarn.api.s3.GetObjectAclRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.store.acl.Accounts;
import io.tarn.store.acl.Acl;
import io.tarn.store.acl.AclForms;
import java.util.List;

final class GetObjectAcl implements Operation<GetObjectAclRequest, GetObjectAclOutput> {
  private final Store store;

  GetObjectAcl(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetObjectAclRequest, GetObjectAclOutput> model() {
    return S3Service.GET_OBJECT_ACL;
  }

  @Override
  public AccessRule<GetObjectAclRequest> access() {
    return (input, call) ->
        List.of(store.access("s3:GetObjectAcl", input.bucket(), input.key(), input.versionId()));
  }

  @Override
  public GetObjectAclOutput apply(GetObjectAclRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    VersionRow row = Reads.open(store, call, bucket, input.key(), input.versionId()).row();
    store.recheck(call, bucket, row, "s3:GetObjectAcl", input.versionId());
    Acl acl = store.rights.acl(bucket, row.acl());
    return GetObjectAclOutput.builder()
        .owner(Accounts.owner(acl.owner()))
        .grants(AclForms.shown(acl))
        .build();
  }
}
