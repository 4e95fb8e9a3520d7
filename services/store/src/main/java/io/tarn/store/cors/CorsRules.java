package io.tarn.store.cors;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Validation;
import io.tarn.api.s3.CORSConfiguration;
import io.tarn.api.s3.CORSRule;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cross-origin rules of one bucket; the first that fits counts. Source: S3 User Guide, "Using
 * cross-origin resource sharing (CORS)" and "Elements of a CORS configuration".
 */
public final class CorsRules {
  private static final Set<String> METHODS = Set.of("GET", "PUT", "HEAD", "POST", "DELETE");
  private static final int RULES_MAX = 100;
  private static final int ID_MAX = 255;

  private final List<CORSRule> rules;

  /**
   * @param configuration one that has passed {@link #check}
   */
  public CorsRules(CORSConfiguration configuration) {
    this.rules = requireNonNull(configuration, "configuration is null").corsRules();
  }

  /**
   * What a browser is told.
   *
   * @param origin the origin that asked, or {@code *} when any may
   * @param headers those of the asked ones, which are all allowed
   */
  public record Allowed(
      String origin,
      List<String> methods,
      List<String> headers,
      List<String> exposed,
      Optional<Integer> maxAge) {
    public Allowed {
      methods = List.copyOf(methods);
      headers = List.copyOf(headers);
      exposed = List.copyOf(exposed);
    }
  }

  /** The answer of the first rule that has the origin, the method and every one of the headers. */
  public Optional<Allowed> find(String origin, String method, List<String> headers) {
    for (CORSRule rule : rules) {
      boolean anyone = rule.allowedOrigins().contains("*");
      if ((anyone || fits(rule.allowedOrigins(), origin))
          && rule.allowedMethods().contains(method)
          && headers.stream().allMatch(header -> allows(rule, header))) {
        return Optional.of(
            new Allowed(
                anyone ? "*" : origin,
                rule.allowedMethods(),
                headers,
                orNone(rule.exposeHeaders()),
                Optional.ofNullable(rule.maxAgeSeconds())));
      }
    }
    return Optional.empty();
  }

  private static boolean allows(CORSRule rule, String header) {
    List<String> patterns = new ArrayList<>();
    for (String pattern : orNone(rule.allowedHeaders())) {
      patterns.add(pattern.toLowerCase(Locale.ROOT));
    }
    return fits(patterns, header.toLowerCase(Locale.ROOT));
  }

  private static boolean fits(List<String> patterns, String text) {
    for (String pattern : patterns) {
      int star = pattern.indexOf('*');
      boolean fits =
          star < 0
              ? pattern.equals(text)
              : text.length() >= pattern.length() - 1
                  && text.startsWith(pattern.substring(0, star))
                  && text.endsWith(pattern.substring(star + 1));
      if (fits) {
        return true;
      }
    }
    return false;
  }

  /**
   * @throws ServiceError InvalidRequest or MalformedXML, in S3's words
   */
  public static void check(CORSConfiguration configuration) {
    List<CORSRule> rules = orNone(configuration.corsRules());
    if (rules.isEmpty()) {
      throw malformed();
    }
    if (rules.size() > RULES_MAX) {
      throw invalid(
          "The number of CORS rules should not exceed allowed limit of " + RULES_MAX + " rules.");
    }
    rules.forEach(CorsRules::check);
  }

  private static void check(CORSRule rule) {
    if (orNone(rule.allowedMethods()).isEmpty() || orNone(rule.allowedOrigins()).isEmpty()) {
      throw malformed();
    }
    String id = rule.id();
    if (id != null && id.length() > ID_MAX) {
      throw invalid("The ID of a CORS rule should not be longer than " + ID_MAX + " characters.");
    }
    for (String method : rule.allowedMethods()) {
      if (!METHODS.contains(method)) {
        throw invalid(
            "Found unsupported HTTP method in CORS config. Unsupported method is " + method);
      }
    }
    rule.allowedOrigins().forEach(origin -> oneWildcard("AllowedOrigin", origin));
    orNone(rule.allowedHeaders()).forEach(header -> oneWildcard("AllowedHeader", header));
    for (String header : orNone(rule.exposeHeaders())) {
      if (header.contains("*")) {
        throw invalid(
            "ExposeHeader \""
                + header
                + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
      }
    }
    if (rule.maxAgeSeconds() != null && rule.maxAgeSeconds() < 0) {
      throw malformed();
    }
  }

  private static void oneWildcard(String what, String pattern) {
    if (pattern.indexOf('*') != pattern.lastIndexOf('*')) {
      throw invalid(what + " \"" + pattern + "\" can not have more than one wildcard.");
    }
  }

  /** What a document leaves out is null, required or not. */
  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static ServiceError invalid(String message) {
    return new ServiceError("InvalidRequest", 400, message);
  }

  private static ServiceError malformed() {
    return Validation.malformedXml();
  }
}
