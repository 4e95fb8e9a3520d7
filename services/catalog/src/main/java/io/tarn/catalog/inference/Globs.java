package io.tarn.catalog.inference;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Glue's exclude patterns, relative to the include path: {@code *} within a path element, {@code
 * **} across them, {@code ?}, {@code [abc]}, {@code [!a-z]}, {@code {a,b}}, {@code \} to take a
 * character as it is. Source: AWS Glue Developer Guide, "Include and exclude patterns".
 */
public final class Globs {
  private final List<Pattern> patterns;

  private Globs(List<Pattern> patterns) {
    this.patterns = patterns;
  }

  /**
   * @throws IllegalArgumentException naming the pattern that is none
   */
  public static Globs of(List<String> globs) {
    return new Globs(globs.stream().map(Globs::compile).toList());
  }

  public boolean match(String relativePath) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(relativePath).matches());
  }

  private static Pattern compile(String glob) {
    StringBuilder regex = new StringBuilder();
    int braces = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          boolean across = i + 1 < glob.length() && glob.charAt(i + 1) == '*';
          regex.append(across ? ".*" : "[^/]*");
          i += across ? 1 : 0;
        }
        case '?' -> regex.append("[^/]");
        case '{' -> {
          braces++;
          regex.append("(?:");
        }
        case '}' -> {
          regex.append(braces > 0 ? ")" : "\\}");
          braces -= braces > 0 ? 1 : 0;
        }
        case ',' -> regex.append(braces > 0 ? "|" : ",");
        case '[' -> i = appendSet(glob, i, regex);
        case '\\' -> {
          i++;
          if (i >= glob.length()) {
            throw new IllegalArgumentException("Exclusion ends with a backslash: " + glob);
          }
          regex.append(Pattern.quote(String.valueOf(glob.charAt(i))));
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    if (braces > 0) {
      throw new IllegalArgumentException("Exclusion has an open brace: " + glob);
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("Exclusion is no glob pattern: " + glob, e);
    }
  }

  private static int appendSet(String glob, int start, StringBuilder regex) {
    int end = glob.indexOf(']', start + 2);
    if (end < 0) {
      throw new IllegalArgumentException("Exclusion has an open bracket: " + glob);
    }
    String set = glob.substring(start + 1, end);
    boolean negated = set.startsWith("!");
    String members = (negated ? set.substring(1) : set).replaceAll("([\\\\\\[\\]^&])", "\\\\$1");
    regex.append(negated ? "[^/" : "[").append(members).append(']');
    return end;
  }
}
