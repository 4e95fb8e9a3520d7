package io.tarn.catalog.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A grok pattern: {@code %{NAME:field:type}} over named regular expressions. Thread-safe. Source:
 * AWS Glue Developer Guide, "Writing grok custom classifiers"; a pattern takes a whole line.
 */
public final class Grok {
  /**
   * A field of the pattern, in the order of the pattern.
   *
   * @param hiveType {@code string} unless the pattern casts it
   */
  public record Field(String name, String hiveType) {}

  private static final Map<String, String> BUILT_IN = resource("grok-patterns.txt");
  private static final Pattern REFERENCE = Pattern.compile("%\\{(\\w+)(?::([^:}]+))?(?::(\\w+))?}");
  private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?<([A-Za-z][\\w-]*)>");
  private static final int DEPTH_MAX = 30;
  private static final int LENGTH_MAX = 200_000;

  private final Pattern regex;
  private final List<Field> fields;
  private final List<List<Integer>> groups;

  private Grok(Pattern regex, List<Field> fields, List<List<Integer>> groups) {
    this.regex = regex;
    this.fields = fields;
    this.groups = groups;
  }

  /**
   * @param custom own patterns, one a line: a name, blanks, a regular expression; may be empty
   * @throws IllegalArgumentException when a pattern is unknown or no regular expression
   */
  public static Grok compile(String pattern, String custom) {
    Map<String, String> known = new LinkedHashMap<>(BUILT_IN);
    known.putAll(parse(custom));
    Expansion expansion = new Expansion(known);
    expansion.add(pattern, 0);
    Map<String, List<Integer>> numbers = new LinkedHashMap<>();
    Map<String, String> types = new LinkedHashMap<>();
    for (int i = 0; i < expansion.names.size(); i++) {
      String name = expansion.names.get(i).toLowerCase(Locale.ROOT);
      numbers.computeIfAbsent(name, n -> new ArrayList<>()).add(i);
      types.putIfAbsent(name, expansion.types.get(i));
    }
    List<Field> fields = new ArrayList<>();
    types.forEach((name, type) -> fields.add(new Field(name, type)));
    try {
      return new Grok(
          Pattern.compile(expansion.regex.toString()),
          List.copyOf(fields),
          List.copyOf(numbers.values()));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "The grok pattern is no regular expression: " + e.getDescription(), e);
    }
  }

  public List<Field> fields() {
    return fields;
  }

  /** The fields' values in their order, each null where its part did not take part. */
  public Optional<List<@Nullable String>> match(CharSequence line) {
    Matcher matcher = regex.matcher(BoundedText.of(line));
    try {
      if (!matcher.matches()) {
        return Optional.empty();
      }
    } catch (BoundedText.TooManyStepsException | StackOverflowError e) {
      // A pattern that backtracks without end takes no line.
      return Optional.empty();
    }
    List<@Nullable String> values = new ArrayList<>();
    for (List<Integer> numbers : groups) {
      String value = null;
      for (int number : numbers) {
        value = value == null ? matcher.group("g" + number) : value;
      }
      values.add(value);
    }
    return Optional.of(values);
  }

  private static Map<String, String> parse(String text) {
    Map<String, String> patterns = new LinkedHashMap<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(
            line -> {
              String[] parts = line.split("\\s+", 2);
              if (parts.length < 2) {
                throw new IllegalArgumentException(
                    "A custom pattern is a name, a blank and a regular expression: " + line);
              }
              patterns.put(parts[0], parts[1]);
            });
    return patterns;
  }

  /** The patterns of a file beside this class. */
  static Map<String, String> resource(String name) {
    try (InputStream in = Grok.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return parse(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts the named patterns in, one into the other. */
  private static final class Expansion {
    private final Map<String, String> known;
    private final StringBuilder regex = new StringBuilder();
    private final List<String> names = new ArrayList<>();
    private final List<String> types = new ArrayList<>();

    Expansion(Map<String, String> known) {
      this.known = known;
    }

    void add(String pattern, int depth) {
      if (depth > DEPTH_MAX || regex.length() > LENGTH_MAX) {
        throw new IllegalArgumentException("The grok pattern holds itself or is too long");
      }
      Matcher matcher = REFERENCE.matcher(pattern);
      int from = 0;
      while (matcher.find()) {
        addRegex(pattern.substring(from, matcher.start()));
        String name = matcher.group(1);
        String inner = known.get(name);
        if (inner == null) {
          throw new IllegalArgumentException("No grok pattern is named " + name);
        }
        String field = matcher.group(2);
        if (field == null) {
          regex.append("(?:");
        } else {
          regex.append("(?<g").append(names.size()).append('>');
          names.add(field.strip());
          types.add(hiveType(matcher.group(3)));
        }
        add(inner, depth + 1);
        regex.append(')');
        from = matcher.end();
      }
      addRegex(pattern.substring(from));
    }

    /** Named groups of a regular expression are fields, too. */
    private void addRegex(String text) {
      Matcher matcher = NAMED_GROUP.matcher(text);
      int from = 0;
      while (matcher.find()) {
        regex.append(text, from, matcher.start()).append("(?<g").append(names.size()).append('>');
        names.add(matcher.group(1));
        types.add("string");
        from = matcher.end();
      }
      regex.append(text, from, text.length());
    }

    private static String hiveType(@Nullable String cast) {
      if (cast == null) {
        return "string";
      }
      return switch (cast.toLowerCase(Locale.ROOT)) {
        case "byte" -> "tinyint";
        case "short" -> "smallint";
        case "int", "integer" -> "int";
        case "long" -> "bigint";
        case "float" -> "float";
        case "double" -> "double";
        case "boolean" -> "boolean";
        case "string" -> "string";
        default -> throw new IllegalArgumentException("A grok field cannot be cast to " + cast);
      };
    }
  }
}
