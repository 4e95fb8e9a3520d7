package io.tarn.identity.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The policies that AWS manages: they exist without being made, under AWS's own ARNs, and nobody
 * can change them. Read from {@code aws-managed-policies.json} when first asked.
 */
public final class ManagedPolicies {
  private static final String PREFIX = "arn:aws:iam::aws:policy";

  private final Map<String, Managed> byArn = new LinkedHashMap<>();

  /** One of them. */
  public record Managed(
      String arn,
      String name,
      String path,
      String id,
      String description,
      Instant created,
      String document) {}

  private static final class Holder {
    static final ManagedPolicies ALL = new ManagedPolicies();
  }

  private ManagedPolicies() {
    try (InputStream in = ManagedPolicies.class.getResourceAsStream("aws-managed-policies.json")) {
      if (in == null) {
        throw new IllegalStateException("aws-managed-policies.json is missing from the build");
      }
      ObjectMapper mapper = new ObjectMapper();
      for (JsonNode node : mapper.readTree(in)) {
        String path = node.path("path").asText("/");
        String name = node.path("name").asText();
        String document =
            mapper.writerWithDefaultPrettyPrinter().writeValueAsString(node.path("document"));
        Managed policy =
            new Managed(
                PREFIX + path + name,
                name,
                path,
                id(PREFIX + path + name),
                node.path("description").asText(),
                Instant.parse(node.path("created").asText("2015-02-06T18:40:00Z")),
                document);
        byArn.put(policy.arn(), policy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ManagedPolicies all() {
    return Holder.ALL;
  }

  public static boolean isManaged(String arn) {
    return arn.startsWith(PREFIX);
  }

  public Optional<Managed> find(String arn) {
    return Optional.ofNullable(byArn.get(arn));
  }

  /** In the order of their names. */
  public List<Managed> list() {
    return new ArrayList<>(byArn.values());
  }

  /** A stable unique id: these policies are the same in every lake. */
  private static String id(String arn) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    StringBuilder id = new StringBuilder("ANPA");
    long hash = 1125899906842597L;
    for (int round = 0; id.length() < 21; round++) {
      for (int i = 0; i < arn.length(); i++) {
        hash = 31 * hash + arn.charAt(i) + round;
      }
      id.append(alphabet.charAt((int) Math.floorMod(hash >>> 11, 32L)));
    }
    return id.toString();
  }
}
