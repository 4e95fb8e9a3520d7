package io.tarn.identity.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A policy document, validated and compiled. Immutable and thread-safe. */
public final class Policy {
  private final PolicyKind kind;
  private final String text;
  private final List<Statement> statements;

  Policy(PolicyKind kind, String text, List<Statement> statements) {
    this.kind = kind;
    this.text = text;
    this.statements = List.copyOf(statements);
  }

  /**
   * @throws PolicyError when the document is malformed, in AWS's words
   */
  public static Policy parse(String text, PolicyKind kind) {
    return new PolicyParser(kind).parse(text);
  }

  /** A policy that says nothing: as a limit, it lets nothing through. */
  public static Policy allowingNothing() {
    return new Policy(PolicyKind.IDENTITY, "", List.of());
  }

  public PolicyKind kind() {
    return kind;
  }

  public String text() {
    return text;
  }

  /** Characters that count against IAM's quotas: all but white space. */
  public static int size(String text) {
    return (int) text.chars().filter(c -> !Character.isWhitespace(c)).count();
  }

  /** The condition keys the document asks for, in lower case. */
  public Set<String> conditionKeys() {
    Set<String> keys = new LinkedHashSet<>();
    for (Statement statement : statements) {
      for (Condition condition : statement.conditions()) {
        keys.add(condition.key());
      }
    }
    return keys;
  }

  /** The names in all AWS principals, without the star. */
  public Set<String> principalNames() {
    Set<String> names = new LinkedHashSet<>();
    for (Statement statement : statements) {
      Principals principals = statement.principals();
      if (principals != null) {
        names.addAll(principals.names());
      }
    }
    return names;
  }

  /** Whether an Allow of this resource policy reaches everyone, unconfined by its conditions. */
  public boolean isPublic() {
    for (Statement statement : statements) {
      Principals principals = statement.principals();
      if (statement.effect() == Effect.ALLOW
          && principals != null
          && principals.isOpen()
          && statement.conditions().stream().noneMatch(Condition::confines)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Checks that the document speaks of one service's resource only.
   *
   * @param resourceArn the resource; what lies below it has its ARN with a slash behind
   * @throws PolicyError otherwise
   */
  public void checkScope(String service, String resourceArn) {
    for (Statement statement : statements) {
      Principals principals = statement.principals();
      if (statement.effect() == Effect.ALLOW && principals != null && principals.isNegated()) {
        throw new PolicyError("Allow with NotPrincipal is not allowed.");
      }
      for (String action : statement.actionTexts()) {
        boolean own = action.equals("*") || action.startsWith(service + ":");
        if (!own) {
          throw new PolicyError("Policy has invalid action");
        }
      }
      for (String resource : statement.resourceTexts()) {
        // A key's policy says * and means the key, and so does a secret's.
        if (resource.equals("*") && (service.equals("kms") || service.equals("secretsmanager"))) {
          continue;
        }
        String below = resourceArn.endsWith(":") ? resourceArn : resourceArn + "/";
        if (!resource.equals(resourceArn) && !resource.startsWith(below)) {
          // A wildcard may stand for the resource's name, as in arn:aws:s3:::lake*.
          int wild = resource.indexOf('*');
          boolean covers =
              wild >= 0
                  && resource.startsWith("arn:")
                  && resourceArn.startsWith(resource.substring(0, wild));
          if (!covers) {
            throw new PolicyError("Policy has invalid resource");
          }
        }
      }
    }
  }

  /** The strongest claim of this policy on the request: a Deny ends it, else the best Allow. */
  Verdict judge(Request request) {
    Match allowed = Match.NONE;
    for (Statement statement : statements) {
      if (statement.effect() == Effect.ALLOW && allowed == Match.DIRECT) {
        continue;
      }
      Match match = statement.names(request);
      if (match == Match.NONE || !statement.applies(request)) {
        continue;
      }
      if (statement.effect() == Effect.DENY) {
        return Verdict.DENIED;
      }
      allowed = allowed.or(match);
    }
    return switch (allowed) {
      case NONE -> Verdict.SILENT;
      case ACCOUNT -> Verdict.ALLOWED_TO_ACCOUNT;
      case ROLE -> Verdict.ALLOWED_TO_ROLE;
      case DIRECT -> Verdict.ALLOWED;
    };
  }

  /** The statements that decide, for simulations: all Denies that apply, else all Allows. */
  public List<Located> matching(Request request) {
    List<Located> allows = new ArrayList<>();
    List<Located> denies = new ArrayList<>();
    for (Statement statement : statements) {
      if (statement.names(request) != Match.NONE && statement.applies(request)) {
        Statement.Span span = statement.span();
        Located located =
            new Located(
                statement.effect() == Effect.DENY,
                statement.sid(),
                span.startLine(),
                span.startColumn(),
                span.endLine(),
                span.endColumn());
        (statement.effect() == Effect.DENY ? denies : allows).add(located);
      }
    }
    return denies.isEmpty() ? allows : denies;
  }

  /** A statement and where it stands in its document, lines and columns from 1. */
  public record Located(
      boolean denies,
      @Nullable String sid,
      int startLine,
      int startColumn,
      int endLine,
      int endColumn) {}

  /** What one policy says of one request. */
  enum Verdict {
    SILENT,
    DENIED,
    ALLOWED_TO_ACCOUNT,
    ALLOWED_TO_ROLE,
    ALLOWED
  }
}
