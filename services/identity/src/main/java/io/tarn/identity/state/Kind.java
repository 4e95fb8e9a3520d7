package io.tarn.identity.state;

/** What an entity is. */
public enum Kind {
  USER("user", "AIDA"),
  GROUP("group", "AGPA"),
  ROLE("role", "AROA"),
  PROFILE("instance-profile", "AIPA"),
  POLICY("policy", "ANPA");

  private final String word;
  private final String idPrefix;

  Kind(String word, String idPrefix) {
    this.word = word;
    this.idPrefix = idPrefix;
  }

  /** As it stands in ARNs and in the ledger. */
  public String word() {
    return word;
  }

  /** The beginning of its unique ids. */
  public String idPrefix() {
    return idPrefix;
  }

  static Kind of(String word) {
    for (Kind kind : values()) {
      if (kind.word.equals(word)) {
        return kind;
      }
    }
    throw new IllegalStateException("Unknown kind of entity: " + word);
  }
}
