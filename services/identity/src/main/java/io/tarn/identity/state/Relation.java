package io.tarn.identity.state;

/** How an entity is bound to another. */
public enum Relation {
  /** A user in a group. */
  MEMBER("member"),
  /** A managed policy, by ARN, on a user, group or role. */
  ATTACHED("attached"),
  /** A managed policy, by ARN, as the boundary of a user or role. */
  BOUNDARY("boundary"),
  /** A role in an instance profile. */
  PROFILED("profiled");

  private final String word;

  Relation(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
