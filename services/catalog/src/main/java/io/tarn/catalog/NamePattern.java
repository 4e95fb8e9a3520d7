package io.tarn.catalog;

import io.tarn.catalog.inference.BoundedText;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * GetTables' {@code Expression}: a regular expression over the whole name in which a {@code *} that
 * quantifies nothing stands for any characters, so that Hive's {@code sales*} works as well as
 * {@code sales.*}.
 */
final class NamePattern {
  private NamePattern() {}

  static Predicate<String> of(@Nullable String expression) {
    if (expression == null || expression.isEmpty()) {
      return name -> true;
    }
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      boolean quantifies = i > 0 && ".])}\\".indexOf(expression.charAt(i - 1)) >= 0;
      regex.append(c == '*' && !quantifies ? ".*" : String.valueOf(c));
    }
    try {
      Pattern pattern = Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
      return name -> takes(pattern, name);
    } catch (PatternSyntaxException e) {
      throw GlueError.INVALID_INPUT.error(
          "Expression is no pattern: " + expression + ": " + e.getDescription());
    }
  }

  private static boolean takes(Pattern pattern, String name) {
    try {
      return pattern.matcher(BoundedText.of(name)).matches();
    } catch (BoundedText.TooManyStepsException | StackOverflowError e) {
      throw GlueError.INVALID_INPUT.error(
          "Expression backtracks without end: " + pattern.pattern());
    }
  }
}
