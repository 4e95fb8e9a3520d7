package io.tarn.api;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The type of a member or of a list's or map's element, with its limits. Immutable but for the
 * pattern, which is compiled when it is first needed.
 */
public final class Type {
  /** What kinds of values there are, and the Java class of each. */
  public enum Kind {
    /** {@link String}, also for enums. */
    STRING,
    /** {@link Boolean}. */
    BOOLEAN,
    /** {@link Byte}. */
    BYTE,
    /** {@link Short}. */
    SHORT,
    /** {@link Integer}. */
    INTEGER,
    /** {@link Long}. */
    LONG,
    /** {@link Float}. */
    FLOAT,
    /** {@link Double}. */
    DOUBLE,
    /** {@link java.math.BigInteger}. */
    BIG_INTEGER,
    /** {@link BigDecimal}. */
    BIG_DECIMAL,
    /** A byte array, or a {@link Body} when the member is streaming. */
    BLOB,
    /** {@link java.time.Instant}. */
    TIMESTAMP,
    /** A {@link com.fasterxml.jackson.databind.JsonNode}. */
    DOCUMENT,
    /** A {@link Structure}. */
    STRUCTURE,
    /** A {@link List}. */
    LIST,
    /** A {@link java.util.Map} with keys of type String. */
    MAP
  }

  /** How a timestamp is written. */
  public enum TimestampFormat {
    /** {@code 2026-01-31T23:59:59Z}. */
    ISO,
    /** Seconds since 1970, with a fraction. */
    EPOCH,
    /** {@code Sat, 31 Jan 2026 23:59:59 GMT}. */
    HTTP
  }

  final Kind kind;
  @Nullable Type key;
  @Nullable Type element;
  @Nullable Schema structure;
  @Nullable String elementName;
  @Nullable TimestampFormat timestampFormat;
  @Nullable BigDecimal min;
  @Nullable BigDecimal max;
  @Nullable String pattern;
  List<String> constants = List.of();
  boolean sparse;
  boolean secret;
  @Nullable String namespace;
  @Nullable String namespacePrefix;
  @Nullable String mediaType;
  private volatile @Nullable Pattern compiled;

  Type(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** A map's key. */
  public Type key() {
    return requireNonNull(key, "not a map");
  }

  /** A list's element or a map's value. */
  public Type element() {
    return requireNonNull(element, "not a list or map");
  }

  public Schema structure() {
    return requireNonNull(structure, "not a structure");
  }

  /**
   * The element's own name on the wire, where it has one: of a list's element, map's key or value.
   */
  public @Nullable String elementName() {
    return elementName;
  }

  public @Nullable TimestampFormat timestampFormat() {
    return timestampFormat;
  }

  /** The least length (text, bytes), size (list, map) or value (number). */
  public @Nullable BigDecimal min() {
    return min;
  }

  public @Nullable BigDecimal max() {
    return max;
  }

  /** The pattern as the model has it. */
  public @Nullable String pattern() {
    return pattern;
  }

  /** Whether the whole text matches the pattern; true without one. */
  public boolean matches(String text) {
    if (pattern == null) {
      return true;
    }
    Pattern regex = compiled;
    if (regex == null) {
      regex = compile(pattern);
      compiled = regex;
    }
    return regex.matcher(text).matches();
  }

  /** An enum's constants; empty when any text is allowed. */
  public List<String> constants() {
    return constants;
  }

  /** Whether null elements are kept. */
  public boolean isSparse() {
    return sparse;
  }

  /** Whether values must not appear in logs. */
  public boolean isSecret() {
    return secret;
  }

  /** The XML namespace of an element of this type, where it declares one of its own. */
  public @Nullable String namespace() {
    return namespace;
  }

  public @Nullable String namespacePrefix() {
    return namespacePrefix;
  }

  /** The content type of a payload of this type, where the model says one. */
  public @Nullable String mediaType() {
    return mediaType;
  }

  /**
   * The models' patterns are those of other languages: code points above U+FFFF are written without
   * braces, and a few do not compile in Java at all. Those let everything pass, since refusing a
   * value that AWS takes is worse.
   */
  static Pattern compile(String pattern) {
    String java = pattern.replaceAll("\\\\u(10[0-9A-Fa-f]{4}|10000)", "\\\\x{$1}");
    try {
      return Pattern.compile(java, Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      return Pattern.compile(".*", Pattern.DOTALL);
    }
  }
}
