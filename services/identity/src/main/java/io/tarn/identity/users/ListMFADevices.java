package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListMFADevicesRequest;
import io.tarn.api.iam.ListMFADevicesResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Lists the devices of a user: the lake takes none. */
final class ListMFADevices implements Operation<ListMFADevicesRequest, ListMFADevicesResponse> {
  private final Iam iam;

  ListMFADevices(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListMFADevicesRequest, ListMFADevicesResponse> model() {
    return IamService.LIST_MFA_DEVICES;
  }

  @Override
  public AccessRule<ListMFADevicesRequest> access() {
    return iam.onUser("iam:ListMFADevices", ListMFADevicesRequest::userName);
  }

  @Override
  public ListMFADevicesResponse apply(ListMFADevicesRequest input, Call call) {
    if (input.userName() != null) {
      iam.read(tables -> iam.load(tables, Kind.USER, String.valueOf(input.userName())));
    }
    return ListMFADevicesResponse.builder().mfaDevices(List.of()).isTruncated(false).build();
  }
}
