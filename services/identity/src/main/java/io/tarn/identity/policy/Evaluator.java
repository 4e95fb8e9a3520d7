package io.tarn.identity.policy;

import io.tarn.api.Ownership;
import io.tarn.identity.policy.Decision.ExplicitlyDenied;
import io.tarn.identity.policy.Decision.ImplicitlyDenied;
import io.tarn.identity.policy.Decision.Voice;
import io.tarn.identity.policy.Policy.Verdict;
import io.tarn.identity.policy.PolicySet.Trust;
import io.tarn.kernel.Caller;
import java.util.List;
import java.util.Optional;

/**
 * AWS's evaluation logic. Source: IAM User Guide, "How AWS enforcement code logic evaluates
 * requests to allow or deny access", "Cross-account policy evaluation logic" and "Permissions
 * boundaries for IAM entities".
 *
 * <p>Stateless and free of I/O.
 */
public final class Evaluator {
  private Evaluator() {}

  public static Decision decide(Request request, PolicySet policies) {
    boolean key = request.action().regionMatches(true, 0, "kms:", 0, 4);
    Voice resourceVoice =
        policies.trusted() == Trust.REQUIRED && !key ? Voice.TRUST : Voice.RESOURCE;
    Verdict resource = verdict(policies.resource(), request);
    Verdict identity = verdict(policies.identity(), request);
    Verdict boundary = verdict(policies.boundary(), request);
    Verdict session = verdict(policies.session(), request);
    if (resource == Verdict.DENIED) {
      return new ExplicitlyDenied(resourceVoice);
    }
    if (identity == Verdict.DENIED) {
      return new ExplicitlyDenied(Voice.IDENTITY);
    }
    if (boundary == Verdict.DENIED) {
      return new ExplicitlyDenied(Voice.BOUNDARY);
    }
    if (session == Verdict.DENIED) {
      return new ExplicitlyDenied(Voice.SESSION);
    }
    resource = stronger(heeded(resource, request), granted(request));
    boolean root = request.caller() instanceof Caller.Root;
    boolean strange =
        request.caller() instanceof Caller.Anonymous || request.caller() instanceof Caller.Service;
    boolean across = !strange && !request.isWithinAccount();
    if (across && resource == Verdict.SILENT) {
      return new ImplicitlyDenied(resourceVoice);
    }
    if (root && (across || policies.trusted() == Trust.OPTIONAL)) {
      return Decision.ALLOWED;
    }
    if (resource == Verdict.ALLOWED && !across) {
      return Decision.ALLOWED;
    }
    if (strange || (policies.trusted() == Trust.REQUIRED && resource == Verdict.SILENT)) {
      return new ImplicitlyDenied(resourceVoice);
    }
    if ((across || resource != Verdict.ALLOWED_TO_ROLE) && identity != Verdict.ALLOWED) {
      return new ImplicitlyDenied(Voice.IDENTITY);
    }
    if (policies.boundary().isPresent() && boundary != Verdict.ALLOWED) {
      return new ImplicitlyDenied(Voice.BOUNDARY);
    }
    if (!policies.session().isEmpty() && session != Verdict.ALLOWED) {
      return new ImplicitlyDenied(Voice.SESSION);
    }
    return Decision.ALLOWED;
  }

  /** What of the resource policy's Allow counts for this caller. */
  private static Verdict heeded(Verdict resource, Request request) {
    return switch (request.ownership().reach()) {
      case ANYONE -> resource;
      case NOBODY -> Verdict.SILENT;
      case OWN_ACCOUNT ->
          request.caller() instanceof Caller.Service || request.isWithinAccount()
              ? resource
              : Verdict.SILENT;
    };
  }

  /** What the resource's access control list says. */
  private static Verdict granted(Request request) {
    Ownership.Grants grants = request.ownership().grants();
    Caller caller = request.caller();
    boolean anonymous = caller instanceof Caller.Anonymous;
    if (grants.everyone() || (grants.signed() && !anonymous)) {
      return Verdict.ALLOWED;
    }
    if (!grants.accounts().contains(caller.account())) {
      return Verdict.SILENT;
    }
    return anonymous ? Verdict.ALLOWED : Verdict.ALLOWED_TO_ACCOUNT;
  }

  private static Verdict stronger(Verdict first, Verdict second) {
    return first.compareTo(second) >= 0 ? first : second;
  }

  private static Verdict verdict(Optional<Policy> policy, Request request) {
    return policy.isPresent() ? policy.get().judge(request) : Verdict.SILENT;
  }

  private static Verdict verdict(List<Policy> policies, Request request) {
    Verdict best = Verdict.SILENT;
    for (int i = 0; i < policies.size(); i++) {
      Verdict verdict = policies.get(i).judge(request);
      if (verdict == Verdict.DENIED) {
        return verdict;
      }
      if (verdict.compareTo(best) > 0) {
        best = verdict;
      }
    }
    return best;
  }
}
