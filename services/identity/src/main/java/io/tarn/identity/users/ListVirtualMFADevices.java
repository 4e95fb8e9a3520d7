package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListVirtualMFADevicesRequest;
import io.tarn.api.iam.ListVirtualMFADevicesResponse;
import io.tarn.identity.iam.Iam;
import java.util.List;

/** Lists the account's virtual devices: the lake takes none. */
final class ListVirtualMFADevices
    implements Operation<ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse> {
  private final Iam iam;

  ListVirtualMFADevices(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse> model() {
    return IamService.LIST_VIRTUAL_MFA_DEVICES;
  }

  @Override
  public AccessRule<ListVirtualMFADevicesRequest> access() {
    return AccessRule.any("iam:ListVirtualMFADevices");
  }

  @Override
  public ListVirtualMFADevicesResponse apply(ListVirtualMFADevicesRequest input, Call call) {
    return ListVirtualMFADevicesResponse.builder()
        .virtualMFADevices(List.of())
        .isTruncated(false)
        .build();
  }
}
