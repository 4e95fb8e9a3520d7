package io.tarn.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.ledger.Fact;
import io.tarn.ledger.Ledger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which objects came and went between two positions of the ledger's facts: the events that AWS's
 * crawlers get from a queue.
 */
final class ObjectEvents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 5_000;

  /** As many as a crawl on AWS takes; with more of them listing is the shorter way. */
  private static final int KEYS_MAX = 100_000;

  private static final int FACTS_MAX = 5_000_000;
  private static final Set<String> KINDS = Set.of("ObjectCreated", "ObjectDeleted");

  private ObjectEvents() {}

  /**
   * The keys of each bucket.
   *
   * @param after a fact that was the newest once
   * @return empty when facts since then are gone, or are too many
   */
  static Optional<Map<String, TreeSet<String>>> between(Ledger ledger, long after, long upTo) {
    List<Fact> oldest = ledger.facts(0, 1);
    if (after < upTo && (oldest.isEmpty() || oldest.getFirst().position() > after)) {
      return Optional.empty();
    }
    Map<String, TreeSet<String>> changed = new TreeMap<>();
    long at = after;
    int keys = 0;
    for (int read = 0; read < FACTS_MAX && at < upTo; ) {
      List<Fact> facts = ledger.facts(at, PAGE);
      if (facts.isEmpty()) {
        return Optional.of(changed);
      }
      for (Fact fact : facts) {
        if (KINDS.contains(fact.kind()) && fact.position() <= upTo && add(fact, changed)) {
          keys++;
        }
      }
      if (keys > KEYS_MAX) {
        return Optional.empty();
      }
      read += facts.size();
      at = facts.getLast().position();
    }
    return at >= upTo ? Optional.of(changed) : Optional.empty();
  }

  private static boolean add(Fact fact, Map<String, TreeSet<String>> changed) {
    try {
      JsonNode body = JSON.readTree(fact.body());
      String bucket = body.path("bucket").path("name").asText();
      String key = body.path("object").path("key").asText();
      return changed.computeIfAbsent(bucket, b -> new TreeSet<>()).add(key);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A fact without JSON: " + fact.position(), e);
    }
  }
}
