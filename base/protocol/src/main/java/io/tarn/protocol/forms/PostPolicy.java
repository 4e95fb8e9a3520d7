package io.tarn.protocol.forms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the one who signed a form allows it to be: until when, which values its fields may have, how
 * long the file may be. Every field must be covered by a condition. Source: S3 API Reference, "POST
 * Policy".
 */
public final class PostPolicy {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSS]'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Fields that carry the proof itself; nothing needs to allow them. */
  private static final Set<String> PROOF =
      Set.of("policy", "signature", "awsaccesskeyid", "x-amz-signature", "file");

  private final Instant expiration;
  private final List<Condition> conditions;
  private final Sizes sizes;

  /** How many bytes the file may have, both ends included. */
  public record Sizes(long min, long max) {
    static final Sizes ANY = new Sizes(0, Long.MAX_VALUE);
  }

  /**
   * @param field in lower case
   * @param text the condition as messages show it
   */
  private record Condition(boolean prefix, String field, String value, String text) {
    boolean holds(String actual) {
      if (!prefix) {
        return actual.equals(value);
      }
      if (!field.equals("content-type")) {
        return actual.startsWith(value);
      }
      // A content type may be a list; each of it must be allowed.
      for (String each : actual.split(",", -1)) {
        if (!each.strip().startsWith(value)) {
          return false;
        }
      }
      return true;
    }
  }

  private PostPolicy(Instant expiration, List<Condition> conditions, Sizes sizes) {
    this.expiration = expiration;
    this.conditions = conditions;
    this.sizes = sizes;
  }

  /**
   * @param base64 the form's field, as it was signed
   * @throws ServiceError InvalidPolicyDocument
   */
  public static PostPolicy parse(String base64) {
    JsonNode root = json(base64);
    JsonNode expiration = root.path("expiration");
    if (!expiration.isTextual()) {
      throw FormErrors.invalidPolicy("Policy missing expiration.");
    }
    JsonNode list = root.path("conditions");
    if (!list.isArray()) {
      throw FormErrors.invalidPolicy("Policy missing conditions.");
    }
    List<Condition> conditions = new ArrayList<>();
    Sizes sizes = Sizes.ANY;
    for (JsonNode each : list) {
      if (each.isObject()) {
        conditions.add(simple(each));
      } else if (isRange(each)) {
        Sizes range = range(each);
        sizes = new Sizes(Math.max(sizes.min(), range.min()), Math.min(sizes.max(), range.max()));
      } else {
        conditions.add(operator(each));
      }
    }
    return new PostPolicy(time(expiration.asText()), List.copyOf(conditions), sizes);
  }

  private static JsonNode json(String base64) {
    try {
      JsonNode root = JSON.readTree(Base64.getMimeDecoder().decode(base64));
      if (root != null && root.isObject()) {
        return root;
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw FormErrors.invalidPolicy("Invalid JSON.");
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
    throw FormErrors.invalidPolicy("Invalid JSON.");
  }

  private static Instant time(String text) {
    try {
      return TIME.parse(text, Instant::from);
    } catch (DateTimeException e) {
      throw FormErrors.invalidPolicy("Invalid 'expiration' value: '" + text + "'");
    }
  }

  private static Condition simple(JsonNode condition) {
    if (condition.size() != 1) {
      throw FormErrors.invalidPolicy(
          "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
    }
    Map.Entry<String, JsonNode> property = condition.properties().iterator().next();
    if (!property.getValue().isTextual()) {
      throw FormErrors.invalidPolicy("Invalid Simple-Condition: value must be a string.");
    }
    return condition(false, property.getKey(), property.getValue().asText());
  }

  private static Condition operator(JsonNode condition) {
    String name = condition.path(0).asText().toLowerCase(Locale.ROOT);
    boolean known = name.equals("eq") || name.equals("starts-with");
    String field = condition.path(1).asText();
    if (!condition.isArray()
        || !known
        || condition.size() != 3
        || !field.startsWith("$")
        || !condition.get(2).isTextual()) {
      throw FormErrors.invalidPolicy("Invalid Condition: " + condition);
    }
    return condition(name.equals("starts-with"), field.substring(1), condition.get(2).asText());
  }

  private static Condition condition(boolean prefix, String field, String value) {
    String text =
        JSON.createArrayNode()
            .add(prefix ? "starts-with" : "eq")
            .add("$" + field)
            .add(value)
            .toString()
            .replace("\",\"", "\", \"");
    return new Condition(prefix, field.toLowerCase(Locale.ROOT), value, text);
  }

  private static boolean isRange(JsonNode condition) {
    return condition.isArray()
        && condition.path(0).asText().equalsIgnoreCase("content-length-range");
  }

  private static Sizes range(JsonNode condition) {
    if (condition.size() != 3) {
      throw FormErrors.invalidPolicy(
          "Invalid Content-Length-Range: it must have a minimum and a maximum.");
    }
    long min = size(condition.get(1));
    long max = size(condition.get(2));
    if (min < 0 || max < min) {
      throw FormErrors.invalidPolicy("Invalid Content-Length-Range: " + condition);
    }
    return new Sizes(min, max);
  }

  /** A number, or a text of digits, as some clients write it; -1 for anything else. */
  private static long size(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.asLong();
    }
    return value.isTextual() && value.asText().matches("\\d{1,15}")
        ? Long.parseLong(value.asText())
        : -1;
  }

  public Sizes sizes() {
    return sizes;
  }

  /**
   * @param fields by name in lower case
   * @param bucket the bucket that is posted to, whatever the form calls it
   * @throws ServiceError AccessDenied, naming the condition that does not hold or the field that no
   *     condition covers
   */
  public void check(Map<String, String> fields, String bucket, Instant now) {
    if (!now.isBefore(expiration)) {
      throw FormErrors.denied("Policy expired.");
    }
    Set<String> covered = new HashSet<>();
    for (Condition condition : conditions) {
      String actual =
          condition.field().equals("bucket") ? bucket : fields.getOrDefault(condition.field(), "");
      if (!condition.holds(actual)) {
        throw FormErrors.denied("Policy Condition failed: " + condition.text());
      }
      covered.add(condition.field());
    }
    if (!covered.contains("bucket")) {
      throw FormErrors.denied("Extra input fields: bucket");
    }
    for (String field : fields.keySet()) {
      if (!covered.contains(field) && !isFree(field)) {
        throw FormErrors.denied("Extra input fields: " + field);
      }
    }
  }

  /** A checksum can only make the upload fail: whoever sends the file may state it. */
  private static boolean isFree(String field) {
    return PROOF.contains(field)
        || field.startsWith("x-ignore-")
        || field.startsWith("x-amz-checksum-");
  }
}
