package io.tarn.identity.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One string of a policy, compiled: literal text, {@code *} and {@code ?} where the element takes
 * them, and policy variables where the policy's version has them. The value a variable stands for
 * is always literal, so a user named {@code *} matches only itself.
 *
 * <p>Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
final class Pattern {
  /** Noncharacters of Unicode stand for the wildcards in a compiled program. */
  private static final char STAR = '\uFFFF';

  private static final char ONE = '\uFFFE';

  private enum Shape {
    ANY,
    EXACT,
    PREFIX,
    GLOB,
    VARIABLE
  }

  private sealed interface Part {
    record Text(String program) implements Part {}

    record Variable(String key, @Nullable String otherwise) implements Part {}
  }

  private final Shape shape;
  private final String program;
  private final List<Part> parts;

  /** What every matching text begins with: most texts are told apart by it. */
  private final String head;

  private Pattern(Shape shape, String program, List<Part> parts) {
    this.shape = shape;
    this.program = program;
    this.parts = parts;
    this.head =
        head(
            parts.isEmpty() ? program : parts.getFirst() instanceof Part.Text t ? t.program() : "");
  }

  private static String head(String program) {
    int end = 0;
    while (end < program.length() && program.charAt(end) != STAR && program.charAt(end) != ONE) {
      end++;
    }
    return program.substring(0, end);
  }

  /** Literal text with variables, without wildcards. */
  static Pattern literal(String text, Dialect dialect) {
    return compile(text, dialect, false);
  }

  /** Text with wildcards and variables. */
  static Pattern glob(String text, Dialect dialect) {
    return compile(text, dialect, true);
  }

  /** An action, compared without regard to case; the request's action comes in lower case. */
  static Pattern action(String text) {
    return compile(text.toLowerCase(Locale.ROOT), Dialect.WITHOUT_VARIABLES, true);
  }

  private static Pattern compile(String text, Dialect dialect, boolean wildcards) {
    if (text.indexOf(STAR) >= 0 || text.indexOf(ONE) >= 0) {
      throw new PolicyError("The policy contains characters that are not allowed.");
    }
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '$' && dialect == Dialect.WITH_VARIABLES && text.startsWith("${", at)) {
        int end = text.indexOf('}', at);
        if (end < 0) {
          throw new PolicyError("The policy variable in \"" + text + "\" is not closed.");
        }
        String inner = text.substring(at + 2, end);
        if (inner.equals("*") || inner.equals("?") || inner.equals("$")) {
          literal.append(inner);
        } else {
          if (!literal.isEmpty()) {
            parts.add(new Part.Text(literal.toString()));
            literal.setLength(0);
          }
          parts.add(variable(inner, text));
        }
        at = end + 1;
        continue;
      }
      literal.append(wildcards && c == '*' ? STAR : wildcards && c == '?' ? ONE : c);
      at++;
    }
    if (parts.isEmpty()) {
      return fixed(literal.toString());
    }
    if (!literal.isEmpty()) {
      parts.add(new Part.Text(literal.toString()));
    }
    return new Pattern(Shape.VARIABLE, "", List.copyOf(parts));
  }

  private static Part variable(String inner, String text) {
    int comma = inner.indexOf(',');
    String key = (comma < 0 ? inner : inner.substring(0, comma)).strip();
    if (key.isEmpty() || key.indexOf(' ') >= 0) {
      throw new PolicyError("The policy variable in \"" + text + "\" has no valid key.");
    }
    if (comma < 0) {
      return new Part.Variable(key.toLowerCase(Locale.ROOT), null);
    }
    String otherwise = inner.substring(comma + 1).strip();
    if (otherwise.length() < 2 || !otherwise.startsWith("'") || !otherwise.endsWith("'")) {
      throw new PolicyError(
          "The default value of the policy variable in \""
              + text
              + "\" must stand in single quotes.");
    }
    return new Part.Variable(
        key.toLowerCase(Locale.ROOT), otherwise.substring(1, otherwise.length() - 1));
  }

  private static Pattern fixed(String program) {
    int star = program.indexOf(STAR);
    boolean one = program.indexOf(ONE) >= 0;
    if (star < 0 && !one) {
      return new Pattern(Shape.EXACT, program, List.of());
    }
    if (!one && star == program.length() - 1) {
      return star == 0
          ? new Pattern(Shape.ANY, program, List.of())
          : new Pattern(Shape.PREFIX, program.substring(0, star), List.of());
    }
    return new Pattern(Shape.GLOB, program, List.of());
  }

  /** Whether it matches every text. */
  boolean isAny() {
    return shape == Shape.ANY;
  }

  /** The text of a pattern without wildcards and variables, or null. */
  @Nullable String constant() {
    return shape == Shape.EXACT ? program : null;
  }

  boolean matches(String value, Keys keys) {
    return switch (shape) {
      case ANY -> true;
      case EXACT -> program.equals(value);
      case PREFIX -> value.startsWith(program);
      case GLOB -> value.startsWith(head) && glob(program, value);
      case VARIABLE -> {
        if (!value.startsWith(head)) {
          yield false;
        }
        String expanded = expand(keys);
        yield expanded != null && glob(expanded, value);
      }
    };
  }

  boolean matchesIgnoringCase(String value, Keys keys) {
    String expanded = shape == Shape.EXACT ? program : expand(keys);
    return expanded != null && expanded.equalsIgnoreCase(value);
  }

  /**
   * The program with its variables filled in; null when one is absent from the request, or has
   * several values, and has no default: such a text matches nothing.
   */
  private @Nullable String expand(Keys keys) {
    if (shape != Shape.VARIABLE) {
      return program;
    }
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Text fixed -> text.append(fixed.program());
        case Part.Variable variable -> {
          List<String> values = keys.find(variable.key());
          if (values != null && values.size() == 1) {
            text.append(values.get(0));
          } else if (variable.otherwise() != null) {
            text.append(variable.otherwise());
          } else {
            return null;
          }
        }
      }
    }
    return text.toString();
  }

  /** Greedy matching with one step back to the last star: linear but for adversarial patterns. */
  private static boolean glob(String program, String value) {
    int p = 0;
    int v = 0;
    int star = -1;
    int mark = 0;
    while (v < value.length()) {
      char c = p < program.length() ? program.charAt(p) : '\0';
      if (p < program.length() && c == STAR) {
        star = p++;
        mark = v;
      } else if (p < program.length() && (c == ONE || c == value.charAt(v))) {
        p++;
        v++;
      } else if (star >= 0) {
        p = star + 1;
        v = ++mark;
      } else {
        return false;
      }
    }
    while (p < program.length() && program.charAt(p) == STAR) {
      p++;
    }
    return p == program.length();
  }
}
