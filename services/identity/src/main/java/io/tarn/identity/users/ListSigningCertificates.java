package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListSigningCertificatesRequest;
import io.tarn.api.iam.ListSigningCertificatesResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Lists the signing certificates of a user: the lake takes none. */
final class ListSigningCertificates
    implements Operation<ListSigningCertificatesRequest, ListSigningCertificatesResponse> {
  private final Iam iam;

  ListSigningCertificates(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListSigningCertificatesRequest, ListSigningCertificatesResponse> model() {
    return IamService.LIST_SIGNING_CERTIFICATES;
  }

  @Override
  public AccessRule<ListSigningCertificatesRequest> access() {
    return iam.onUser("iam:ListSigningCertificates", ListSigningCertificatesRequest::userName);
  }

  @Override
  public ListSigningCertificatesResponse apply(ListSigningCertificatesRequest input, Call call) {
    if (input.userName() != null) {
      iam.read(tables -> iam.load(tables, Kind.USER, String.valueOf(input.userName())));
    }
    return ListSigningCertificatesResponse.builder()
        .certificates(List.of())
        .isTruncated(false)
        .build();
  }
}
