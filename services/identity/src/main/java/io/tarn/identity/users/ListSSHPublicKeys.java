package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListSSHPublicKeysRequest;
import io.tarn.api.iam.ListSSHPublicKeysResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Lists the SSH keys of a user: the lake takes none. */
final class ListSSHPublicKeys
    implements Operation<ListSSHPublicKeysRequest, ListSSHPublicKeysResponse> {
  private final Iam iam;

  ListSSHPublicKeys(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListSSHPublicKeysRequest, ListSSHPublicKeysResponse> model() {
    return IamService.LIST_SSH_PUBLIC_KEYS;
  }

  @Override
  public AccessRule<ListSSHPublicKeysRequest> access() {
    return iam.onUser("iam:ListSSHPublicKeys", ListSSHPublicKeysRequest::userName);
  }

  @Override
  public ListSSHPublicKeysResponse apply(ListSSHPublicKeysRequest input, Call call) {
    if (input.userName() != null) {
      iam.read(tables -> iam.load(tables, Kind.USER, String.valueOf(input.userName())));
    }
    return ListSSHPublicKeysResponse.builder().sshPublicKeys(List.of()).isTruncated(false).build();
  }
}
