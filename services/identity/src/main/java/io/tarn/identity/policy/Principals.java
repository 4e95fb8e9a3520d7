package io.tarn.identity.policy;

import io.tarn.kernel.Caller;
import io.tarn.kernel.CanonicalIds;
import java.util.HashSet;
import java.util.Set;

/**
 * A Principal or NotPrincipal element.
 *
 * <p>A CanonicalUser is an account by its other name. Federated names are accepted and match
 * nobody: this lake has none.
 *
 * <p>Source: IAM User Guide, "AWS JSON policy elements: Principal" and "NotPrincipal".
 */
final class Principals {
  private final boolean negated;
  private final boolean everyone;
  private final Set<String> aws;
  private final Set<String> services;
  private final Set<String> canonical;

  Principals(
      boolean negated,
      boolean everyone,
      Set<String> aws,
      Set<String> services,
      Set<String> canonical) {
    this.negated = negated;
    this.everyone = everyone;
    this.aws = Set.copyOf(aws);
    this.services = Set.copyOf(services);
    this.canonical = Set.copyOf(canonical);
  }

  boolean isNegated() {
    return negated;
  }

  /** Whether it reaches people nobody has named. */
  boolean isOpen() {
    return everyone || negated;
  }

  Set<String> names() {
    return aws;
  }

  Match match(Caller caller, Effect effect) {
    if (!negated) {
      return named(caller);
    }
    // A Deny spares only a caller of whom every name stands in NotPrincipal: the account, the role
    // and the session. An Allow reaches whoever is not named by any.
    boolean spared = effect == Effect.DENY ? namesAll(caller) : named(caller) != Match.NONE;
    return spared ? Match.NONE : Match.DIRECT;
  }

  private Match named(Caller caller) {
    return switch (caller) {
      case Caller.Anonymous anonymous -> everyone ? Match.DIRECT : Match.NONE;
      case Caller.Service service -> everyone || namesService(service) ? Match.DIRECT : Match.NONE;
      case Caller.Root root -> everyone || namesAccount(root.account()) ? Match.DIRECT : Match.NONE;
      case Caller.User user -> {
        if (everyone || aws.contains(user.arn()) || aws.contains(user.userId())) {
          yield Match.DIRECT;
        }
        yield namesAccount(user.account()) ? Match.ACCOUNT : Match.NONE;
      }
      case Caller.RoleSession session -> {
        if (aws.contains(session.arn()) || aws.contains(session.userId())) {
          yield Match.DIRECT;
        }
        if (everyone || aws.contains(session.roleArn()) || aws.contains(session.roleId())) {
          yield Match.ROLE;
        }
        yield namesAccount(session.account()) ? Match.ACCOUNT : Match.NONE;
      }
      case Caller.Federated session -> {
        if (aws.contains(session.arn()) || aws.contains(session.userId())) {
          yield Match.DIRECT;
        }
        yield everyone || namesAccount(session.account()) ? Match.ACCOUNT : Match.NONE;
      }
    };
  }

  private boolean namesAll(Caller caller) {
    if (everyone) {
      return true;
    }
    return switch (caller) {
      case Caller.Anonymous anonymous -> false;
      case Caller.Service service -> namesService(service);
      case Caller.Root root -> namesAccount(root.account());
      case Caller.User user ->
          namesAccount(user.account()) && (aws.contains(user.arn()) || aws.contains(user.userId()));
      case Caller.RoleSession session ->
          namesAccount(session.account())
              && (aws.contains(session.roleArn()) || aws.contains(session.roleId()))
              && (aws.contains(session.arn()) || aws.contains(session.userId()));
      case Caller.Federated session ->
          namesAccount(session.account())
              && (aws.contains(session.arn()) || aws.contains(session.userId()));
    };
  }

  private boolean namesService(Caller.Service service) {
    return services.contains(service.principal()) || services.contains("*");
  }

  private boolean namesAccount(String account) {
    return aws.contains(account)
        || aws.contains("arn:aws:iam::" + account + ":root")
        || (!canonical.isEmpty() && canonical.contains(CanonicalIds.of(account)));
  }

  /** Collects the names of one element while it is parsed. */
  static final class Builder {
    private final Set<String> aws = new HashSet<>();
    private final Set<String> services = new HashSet<>();
    private final Set<String> canonical = new HashSet<>();
    private boolean everyone;

    void aws(String name) {
      if (name.equals("*")) {
        everyone = true;
      } else {
        aws.add(name);
      }
    }

    void service(String name) {
      services.add(name);
    }

    void canonical(String id) {
      canonical.add(id);
    }

    void everyone() {
      everyone = true;
    }

    Principals build(boolean negated) {
      return new Principals(negated, everyone, aws, services, canonical);
    }
  }
}
