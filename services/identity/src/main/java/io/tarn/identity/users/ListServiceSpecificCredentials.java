package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListServiceSpecificCredentialsRequest;
import io.tarn.api.iam.ListServiceSpecificCredentialsResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Lists the credentials of a user for single services: the lake makes none. */
final class ListServiceSpecificCredentials
    implements Operation<
        ListServiceSpecificCredentialsRequest, ListServiceSpecificCredentialsResponse> {
  private final Iam iam;

  ListServiceSpecificCredentials(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<
          ListServiceSpecificCredentialsRequest, ListServiceSpecificCredentialsResponse>
      model() {
    return IamService.LIST_SERVICE_SPECIFIC_CREDENTIALS;
  }

  @Override
  public AccessRule<ListServiceSpecificCredentialsRequest> access() {
    return iam.onUser(
        "iam:ListServiceSpecificCredentials", ListServiceSpecificCredentialsRequest::userName);
  }

  @Override
  public ListServiceSpecificCredentialsResponse apply(
      ListServiceSpecificCredentialsRequest input, Call call) {
    if (input.userName() != null) {
      iam.read(tables -> iam.load(tables, Kind.USER, String.valueOf(input.userName())));
    }
    return ListServiceSpecificCredentialsResponse.builder()
        .serviceSpecificCredentials(List.of())
        .isTruncated(false)
        .build();
  }
}
