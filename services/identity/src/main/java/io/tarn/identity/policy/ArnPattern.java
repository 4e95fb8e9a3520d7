package io.tarn.identity.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * An ARN with wildcards, compared segment by segment: a wildcard does not reach across a colon but
 * in the last segment. Missing segments at the end stand for any. Source: IAM User Guide, "IAM JSON
 * policy elements: Resource".
 */
final class ArnPattern {
  private static final int SEGMENTS = 6;
  private static final ArnPattern ANY = new ArnPattern(List.of());

  /** Empty when everything matches, also what is no ARN. */
  private final List<Pattern> segments;

  private ArnPattern(List<Pattern> segments) {
    this.segments = segments;
  }

  static ArnPattern compile(String text, Dialect dialect) {
    if (text.equals("*")) {
      return ANY;
    }
    List<Pattern> segments = new ArrayList<>();
    for (String segment : split(text)) {
      segments.add(Pattern.glob(segment, dialect));
    }
    while (segments.size() < SEGMENTS) {
      segments.add(Pattern.glob("*", dialect));
    }
    return new ArnPattern(List.copyOf(segments));
  }

  /** Splits at colons outside of policy variables, which hold colons themselves. */
  static List<String> split(String text) {
    List<String> segments = new ArrayList<>();
    int start = 0;
    int depth = 0;
    for (int i = 0; i < text.length() && segments.size() < SEGMENTS - 1; i++) {
      char c = text.charAt(i);
      if (c == '$' && text.startsWith("${", i)) {
        depth = 1;
      } else if (c == '}') {
        depth = 0;
      } else if (c == ':' && depth == 0) {
        segments.add(text.substring(start, i));
        start = i + 1;
      }
    }
    segments.add(text.substring(start));
    return segments;
  }

  boolean isAny() {
    return segments.isEmpty();
  }

  /**
   * @param parts the request's ARN in its six segments; anything else only the pattern {@code *}
   *     matches
   */
  boolean matches(String[] parts, Keys keys) {
    if (segments.isEmpty()) {
      return true;
    }
    if (parts.length != SEGMENTS) {
      return false;
    }
    // The last segment tells most resources apart, so it is asked first.
    for (int i = SEGMENTS - 1; i >= 0; i--) {
      if (!segments.get(i).matches(parts[i], keys)) {
        return false;
      }
    }
    return true;
  }
}
