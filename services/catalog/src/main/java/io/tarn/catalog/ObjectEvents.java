package io.tarn.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.ledger.Fact;
import io.tarn.ledger.Ledger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What happened between two positions of the ledger's facts: the events that AWS's crawlers get
 * from a queue.
 *
 * @param keys of the objects that came or went, by bucket
 * @param anew the ARNs of tables that were made, or pointed to another place
 */
record ObjectEvents(Map<String, TreeSet<String>> keys, Set<String> anew) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 5_000;

  /** As many as a crawl on AWS takes; with more of them listing is the shorter way. */
  private static final int KEYS_MAX = 100_000;

  private static final int FACTS_MAX = 5_000_000;
  private static final Set<String> KINDS = Set.of("ObjectCreated", "ObjectDeleted");

  /** The keys below a folder, which came or went. */
  Set<String> below(String bucket, String folder) {
    Set<String> below = new TreeSet<>();
    for (String key : keys.getOrDefault(bucket, new TreeSet<>()).tailSet(folder)) {
      if (!key.startsWith(folder)) {
        break;
      }
      below.add(key);
    }
    return below;
  }

  /**
   * @param after a fact that was the newest once
   * @return empty when facts since then are gone, or are too many
   */
  static Optional<ObjectEvents> between(Ledger ledger, long after, long upTo) {
    List<Fact> oldest = ledger.facts(0, 1);
    if (after < upTo && (oldest.isEmpty() || oldest.getFirst().position() > after)) {
      return Optional.empty();
    }
    ObjectEvents events = new ObjectEvents(new TreeMap<>(), new HashSet<>());
    long at = after;
    int keys = 0;
    for (int read = 0; read < FACTS_MAX && at < upTo; ) {
      List<Fact> facts = ledger.facts(at, PAGE);
      if (facts.isEmpty()) {
        return Optional.of(events);
      }
      for (Fact fact : facts) {
        if (fact.position() <= upTo && events.add(fact)) {
          keys++;
        }
      }
      if (keys > KEYS_MAX) {
        return Optional.empty();
      }
      read += facts.size();
      at = facts.getLast().position();
    }
    return at >= upTo ? Optional.of(events) : Optional.empty();
  }

  /** Whether it was one more object. */
  private boolean add(Fact fact) {
    boolean table = fact.kind().equals(CatalogFacts.TABLE_CHANGED);
    if (!table && !KINDS.contains(fact.kind())) {
      return false;
    }
    try {
      JsonNode body = JSON.readTree(fact.body());
      if (table) {
        if (body.has("new") && !locationIn(body.path("old")).equals(locationIn(body.path("new")))) {
          anew.add(fact.subject());
        }
        return false;
      }
      String bucket = body.path("bucket").path("name").asText();
      String key = body.path("object").path("key").asText();
      return keys.computeIfAbsent(bucket, b -> new TreeSet<>()).add(key);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A fact without JSON: " + fact.position(), e);
    }
  }

  /** A crawl writes the same place in its own way. */
  private static String locationIn(JsonNode table) {
    String location = table.path("StorageDescriptor").path("Location").asText();
    return location.replaceFirst("^s3a:", "s3:").replaceFirst("/$", "");
  }
}
