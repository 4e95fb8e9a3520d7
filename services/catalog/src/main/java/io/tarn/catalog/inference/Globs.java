package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Glue's exclude patterns, relative to the include path: {@code *} within a path element, {@code
 * **} across them, {@code ?}, {@code [abc]}, {@code [!a-z]}, {@code {a,b}}, {@code \} to take a
 * character as it is. Source: AWS Glue Developer Guide, "Include and exclude patterns".
 */
public final class Globs {
  private static final int DEPTH_MAX = 50;

  private final List<Wildcards> patterns;

  private Globs(List<Wildcards> patterns) {
    this.patterns = patterns;
  }

  /**
   * @throws IllegalArgumentException naming the pattern that is none
   */
  public static Globs of(List<String> globs) {
    return new Globs(globs.stream().map(glob -> new Parser(glob).parse()).toList());
  }

  public boolean match(String relativePath) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(relativePath));
  }

  private static final class Parser {
    private final String glob;
    private int at;

    Parser(String glob) {
      this.glob = glob;
    }

    Wildcards parse() {
      return new Wildcards(sequence(0));
    }

    /** What comes before the end, or within braces before a comma or the closing brace. */
    private List<Wildcards.Part> sequence(int depth) {
      if (depth > DEPTH_MAX) {
        throw new IllegalArgumentException(
            "Exclusion has braces more than " + DEPTH_MAX + " deep: " + glob);
      }
      List<Wildcards.Part> parts = new ArrayList<>();
      while (at < glob.length()) {
        int c = glob.codePointAt(at);
        if (depth > 0 && (c == ',' || c == '}')) {
          return parts;
        }
        at += Character.charCount(c);
        parts.add(
            switch (c) {
              case '*' -> many();
              case '?' -> new Wildcards.Part.One(Parser::isNoSlash);
              case '{' -> choice(depth + 1);
              case '[' -> set();
              case '\\' -> escaped();
              default -> Wildcards.literal(c);
            });
      }
      if (depth > 0) {
        throw new IllegalArgumentException("Exclusion has an open brace: " + glob);
      }
      return parts;
    }

    private static boolean isNoSlash(int c) {
      return c != '/';
    }

    private Wildcards.Part many() {
      boolean across = at < glob.length() && glob.charAt(at) == '*';
      at += across ? 1 : 0;
      return new Wildcards.Part.Many(across ? c -> true : Parser::isNoSlash);
    }

    private Wildcards.Part choice(int depth) {
      List<List<Wildcards.Part>> alternatives = new ArrayList<>();
      do {
        alternatives.add(sequence(depth));
      } while (glob.charAt(at++) == ',');
      return new Wildcards.Part.Choice(alternatives);
    }

    private Wildcards.Part escaped() {
      if (at >= glob.length()) {
        throw new IllegalArgumentException("Exclusion ends with a backslash: " + glob);
      }
      int c = glob.codePointAt(at);
      at += Character.charCount(c);
      return Wildcards.literal(c);
    }

    private Wildcards.Part set() {
      int end = glob.indexOf(']', at + 1);
      if (end < 0) {
        throw new IllegalArgumentException("Exclusion has an open bracket: " + glob);
      }
      String set = glob.substring(at, end);
      at = end + 1;
      boolean negated = set.startsWith("!");
      String members = (negated ? set.substring(1) : set).replaceAll("([\\\\\\[\\]^&])", "\\\\$1");
      try {
        Predicate<String> one =
            Pattern.compile((negated ? "[^/" : "[") + members + "]").asMatchPredicate();
        return new Wildcards.Part.One(c -> one.test(Character.toString(c)));
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException("Exclusion is no glob pattern: " + glob, e);
      }
    }
  }
}
