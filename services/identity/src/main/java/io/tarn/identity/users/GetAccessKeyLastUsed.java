package io.tarn.identity.users;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.AccessKeyLastUsed;
import io.tarn.api.iam.GetAccessKeyLastUsedRequest;
import io.tarn.api.iam.GetAccessKeyLastUsedResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.KeyUses;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says when, for which service and where a key last signed. */
final class GetAccessKeyLastUsed
    implements Operation<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse> {
  private final Iam iam;

  GetAccessKeyLastUsed(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse> model() {
    return IamService.GET_ACCESS_KEY_LAST_USED;
  }

  @Override
  public AccessRule<GetAccessKeyLastUsedRequest> access() {
    return (input, call) -> {
      Optional<String> owner =
          iam.read(
              tables ->
                  tables
                      .findKey(input.accessKeyId())
                      .flatMap(key -> tables.find(Kind.USER, key.owner()))
                      .map(Entity::name));
      return List.of(
          owner.isPresent()
              ? iam.access("iam:GetAccessKeyLastUsed", Kind.USER, owner.get())
              : Access.of("iam:GetAccessKeyLastUsed", "*"));
    };
  }

  @Override
  public GetAccessKeyLastUsedResponse apply(GetAccessKeyLastUsedRequest input, Call call) {
    return iam.read(
        tables -> {
          io.tarn.identity.state.AccessKey key =
              tables
                  .findKey(input.accessKeyId())
                  .orElseThrow(() -> KeyOwners.missing(input.accessKeyId()));
          Optional<KeyUses.Use> use = iam.uses().find(key.id());
          Instant at = use.map(KeyUses.Use::at).orElse(key.used());
          String service = use.map(KeyUses.Use::service).orElse(key.usedService());
          String region = use.map(KeyUses.Use::region).orElse(key.usedRegion());
          AccessKeyLastUsed last =
              AccessKeyLastUsed.builder()
                  .lastUsedDate(at)
                  .serviceName(service == null ? "N/A" : service)
                  .region(region == null ? "N/A" : region)
                  .build();
          return GetAccessKeyLastUsedResponse.builder()
              .userName(KeyOwners.load(iam, tables, key.owner()))
              .accessKeyLastUsed(last)
              .build();
        });
  }
}
