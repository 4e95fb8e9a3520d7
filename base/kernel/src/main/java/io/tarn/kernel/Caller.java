package io.tarn.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is calling. A caller is established once, by the signature (or by the lake itself for work it
 * does in a role's or a service's name), and is the same for everything the call does.
 */
public sealed interface Caller {
  /** The account the caller belongs to. */
  String account();

  /** The principal's ARN as {@code aws:PrincipalArn} and STS show it. */
  String arn();

  /** The unique id as {@code aws:userid} and GetCallerIdentity show it. */
  String userId();

  /** Tags on the principal, for {@code aws:PrincipalTag/...}. */
  default Map<String, String> tags() {
    return Map.of();
  }

  /** The account's root user, or an unrestricted key of it. */
  record Root(String account) implements Caller {
    @Override
    public String arn() {
      return "arn:aws:iam::" + account + ":root";
    }

    @Override
    public String userId() {
      return account;
    }
  }

  /** An IAM user, by one of its access keys or a session token of its own. */
  record User(String account, String name, String path, String userId, Map<String, String> tags)
      implements Caller {
    public User {
      tags = Map.copyOf(tags);
    }

    @Override
    public String arn() {
      return "arn:aws:iam::" + account + ":user" + path + name;
    }
  }

  /**
   * A session of a role. The session's permissions are the role's, cut down by the session policies
   * when there are any.
   *
   * @param sessionPolicies documents, or ARNs of managed policies
   * @param transitiveTags keys of the tags that go over to sessions made from this one
   */
  record RoleSession(
      String account,
      String roleName,
      String rolePath,
      String roleId,
      String sessionName,
      List<String> sessionPolicies,
      Map<String, String> tags,
      List<String> transitiveTags)
      implements Caller {
    public RoleSession {
      sessionPolicies = List.copyOf(sessionPolicies);
      tags = Map.copyOf(tags);
      transitiveTags = List.copyOf(transitiveTags);
    }

    /** A session without transitive tags. */
    public RoleSession(
        String account,
        String roleName,
        String rolePath,
        String roleId,
        String sessionName,
        List<String> sessionPolicies,
        Map<String, String> tags) {
      this(account, roleName, rolePath, roleId, sessionName, sessionPolicies, tags, List.of());
    }

    @Override
    public String arn() {
      return "arn:aws:sts::" + account + ":assumed-role/" + roleName + "/" + sessionName;
    }

    public String roleArn() {
      return "arn:aws:iam::" + account + ":role" + rolePath + roleName;
    }

    @Override
    public String userId() {
      return roleId + ":" + sessionName;
    }
  }

  /**
   * A session of the root user or of an IAM user that is cut down by policies of its own, as
   * GetFederationToken makes it.
   *
   * @param name the session's name
   * @param user whose it is; empty for the account's root user
   * @param sessionPolicies documents; what none of them allows is not allowed
   */
  record Federated(String account, String name, Optional<User> user, List<String> sessionPolicies)
      implements Caller {
    public Federated {
      sessionPolicies = List.copyOf(sessionPolicies);
    }

    @Override
    public String arn() {
      return "arn:aws:sts::" + account + ":federated-user/" + name;
    }

    @Override
    public String userId() {
      return account + ":" + name;
    }
  }

  /**
   * A part of the lake acting in its own name, e.g. {@code events.amazonaws.com} delivering to a
   * queue.
   *
   * @param sourceArn what it acts on behalf of, for {@code aws:SourceArn}; empty when it is nothing
   *     in particular
   */
  record Service(String account, String principal, String sourceArn) implements Caller {
    /** On behalf of nothing in particular. */
    public Service(String account, String principal) {
      this(account, principal, "");
    }

    @Override
    public String arn() {
      return principal;
    }

    @Override
    public String userId() {
      return principal;
    }
  }

  /** No signature at all: what only a resource policy can let in. */
  record Anonymous() implements Caller {
    @Override
    public String account() {
      return "anonymous";
    }

    @Override
    public String arn() {
      return "*";
    }

    @Override
    public String userId() {
      return "anonymous";
    }
  }
}
