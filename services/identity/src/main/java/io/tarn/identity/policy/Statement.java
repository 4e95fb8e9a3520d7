package io.tarn.identity.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One compiled statement. The cheapest questions are asked first. */
final class Statement {
  private final @Nullable String sid;
  private final Effect effect;
  private final @Nullable Principals principals;
  private final boolean notAction;
  private final Pattern[] actions;
  private final boolean notResource;
  private final ArnPattern[] resources;
  private final Condition[] conditions;
  private final Span span;
  private final List<String> actionTexts;
  private final List<String> resourceTexts;

  /**
   * Where a statement stands in its document, as simulations report it.
   *
   * @param startLine from 1
   * @param startColumn from 1
   */
  record Span(int startLine, int startColumn, int endLine, int endColumn) {}

  Statement(
      @Nullable String sid,
      Effect effect,
      @Nullable Principals principals,
      boolean notAction,
      List<Pattern> actions,
      boolean notResource,
      List<ArnPattern> resources,
      List<Condition> conditions,
      Span span,
      List<String> actionTexts,
      List<String> resourceTexts) {
    this.sid = sid;
    this.effect = effect;
    this.principals = principals;
    this.notAction = notAction;
    this.actions = actions.toArray(Pattern[]::new);
    this.notResource = notResource;
    this.resources = resources.toArray(ArnPattern[]::new);
    this.conditions = conditions.toArray(Condition[]::new);
    this.span = span;
    this.actionTexts = List.copyOf(actionTexts);
    this.resourceTexts = List.copyOf(resourceTexts);
  }

  @Nullable String sid() {
    return sid;
  }

  Effect effect() {
    return effect;
  }

  Span span() {
    return span;
  }

  /** The actions as they are written, in lower case. */
  List<String> actionTexts() {
    return actionTexts;
  }

  /** The resources as they are written. */
  List<String> resourceTexts() {
    return resourceTexts;
  }

  List<Condition> conditions() {
    return List.of(conditions);
  }

  @Nullable Principals principals() {
    return principals;
  }

  /** Whether everything but the principal applies to the request. */
  boolean applies(Request request) {
    if (!appliesWithoutConditions(request)) {
      return false;
    }
    for (Condition condition : conditions) {
      if (!condition.holds(request.keys())) {
        return false;
      }
    }
    return true;
  }

  boolean appliesWithoutConditions(Request request) {
    return matchesAction(request) != notAction && matchesResource(request) != notResource;
  }

  /** How the statement names the caller; a statement without principals applies to its holder. */
  Match names(Request request) {
    return principals == null ? Match.DIRECT : principals.match(request.caller(), effect);
  }

  private boolean matchesAction(Request request) {
    for (Pattern action : actions) {
      if (action.matches(request.lowerAction(), request.keys())) {
        return true;
      }
    }
    return false;
  }

  /** A statement without a Resource, as in a trust policy, speaks of what it is attached to. */
  private boolean matchesResource(Request request) {
    if (resources.length == 0) {
      return true;
    }
    for (ArnPattern resource : resources) {
      if (resource.matches(request.segments(), request.keys())) {
        return true;
      }
    }
    return false;
  }
}
