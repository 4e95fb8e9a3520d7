package io.tarn.identity.policies;

import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Limits;
import io.tarn.identity.policy.Policy;
import io.tarn.identity.policy.PolicyKind;
import io.tarn.identity.state.Document;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Tables;
import io.tarn.kernel.ServiceError;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The versions of managed policies: {@code v1}, {@code v2} and so on, never used twice. */
final class ManagedDocuments {
  private ManagedDocuments() {}

  static void check(String document) {
    Iam.parse(document, PolicyKind.IDENTITY);
    if (Policy.size(document) > Limits.MANAGED_SIZE) {
      throw Limits.exceeded("PolicySize", Limits.MANAGED_SIZE);
    }
  }

  static Document load(Tables tables, Entity policy, String arn, String versionId) {
    String number = versionId.startsWith("v") ? versionId.substring(1) : versionId;
    return tables.findDocument(policy, number).orElseThrow(() -> missing(arn, versionId));
  }

  static ServiceError missing(String arn, String versionId) {
    return IdentityError.NO_SUCH_ENTITY.of(
        "Policy " + arn + " version " + versionId + " does not exist or is not attachable.");
  }

  /** Orders the newest first. */
  static String position(@Nullable String versionId) {
    int number = versionId == null ? 0 : Integer.parseInt(versionId.substring(1));
    return String.format(Locale.ROOT, "%09d", 999_999_999 - number);
  }
}
