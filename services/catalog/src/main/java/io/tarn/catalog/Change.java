package io.tarn.catalog;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Call;
import java.time.Instant;

/**
 * On whose behalf, where and when the catalog changes: what stands in the facts and in {@code
 * CreatedBy}.
 *
 * @param caller the ARN of who did it
 */
public record Change(String account, String region, String caller, String traceId, Instant now) {
  public Change {
    requireNonNull(account, "account is null");
    requireNonNull(region, "region is null");
    requireNonNull(caller, "caller is null");
    requireNonNull(traceId, "traceId is null");
    requireNonNull(now, "now is null");
  }

  public static Change of(Call call) {
    return new Change(
        call.account(), call.region(), call.caller().arn(), call.traceId(), call.now());
  }
}
