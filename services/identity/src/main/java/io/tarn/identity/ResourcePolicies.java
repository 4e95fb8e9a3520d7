package io.tarn.identity;

import io.tarn.api.ResourcePolicyRules;
import io.tarn.identity.policy.Policy;
import io.tarn.identity.policy.PolicyCache;
import io.tarn.identity.policy.PolicyError;
import io.tarn.identity.policy.PolicyKind;
import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.ServiceError;

/** Resource policies are checked by the parser that will read them when they decide. */
final class ResourcePolicies implements ResourcePolicyRules {
  private final PolicyCache compiled;

  ResourcePolicies(PolicyCache compiled) {
    this.compiled = compiled;
  }

  @Override
  public void check(String document, String service, String resourceArn, ErrorCode malformed) {
    try {
      Policy.parse(document, PolicyKind.RESOURCE).checkScope(service, resourceArn);
    } catch (PolicyError e) {
      throw new ServiceError(malformed, e.message());
    }
  }

  @Override
  public boolean isPublic(String document) {
    return compiled.parse(document, PolicyKind.RESOURCE).isPublic();
  }
}
