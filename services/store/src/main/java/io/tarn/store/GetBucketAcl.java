package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketAclOutput;
import io.tarn.api.s3.GetBucketAclRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.store.acl.Accounts;
import io.tarn.store.acl.Acl;
import io.tarn.store.acl.AclForms;
import java.util.List;

final class GetBucketAcl implements Operation<GetBucketAclRequest, GetBucketAclOutput> {
  private final Store store;

  GetBucketAcl(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketAclRequest, GetBucketAclOutput> model() {
    return S3Service.GET_BUCKET_ACL;
  }

  @Override
  public AccessRule<GetBucketAclRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketAcl", input.bucket()));
  }

  @Override
  public GetBucketAclOutput apply(GetBucketAclRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Acl acl = store.rights.acl(bucket);
    return GetBucketAclOutput.builder()
        .owner(Accounts.owner(acl.owner()))
        .grants(AclForms.shown(acl))
        .build();
  }
}
