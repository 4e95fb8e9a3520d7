package io.tarn.identity.policy;

/** What the engine decided, and by which kind of policy when it refused. */
public sealed interface Decision {
  Decision ALLOWED = new Allowed();

  record Allowed() implements Decision {}

  /**
   * A statement with the effect Deny applies.
   *
   * @param by whose statement it is
   */
  record ExplicitlyDenied(Voice by) implements Decision {}

  /**
   * No statement allows it.
   *
   * @param missing the kind of policy that would have had to
   */
  record ImplicitlyDenied(Voice missing) implements Decision {}

  default boolean isAllowed() {
    return this instanceof Allowed;
  }

  /** The kinds of policies, in AWS's words. */
  enum Voice {
    IDENTITY("an", "identity-based policy"),
    RESOURCE("a", "resource-based policy"),
    TRUST("the", "role trust policy"),
    BOUNDARY("a", "permissions boundary"),
    SESSION("a", "session policy");

    private final String article;
    private final String noun;

    Voice(String article, String noun) {
      this.article = article;
      this.noun = noun;
    }

    public String noun() {
      return noun;
    }

    String withArticle() {
      return article + " " + noun;
    }
  }

  /** The end of AWS's sentence, e.g. {@code because no session policy allows the x:Y action}. */
  default String reason(String action) {
    return switch (this) {
      case Allowed allowed -> "";
      case ExplicitlyDenied denied -> "with an explicit deny in " + denied.by().withArticle();
      case ImplicitlyDenied denied ->
          "because no " + denied.missing().noun() + " allows the " + action + " action";
    };
  }
}
