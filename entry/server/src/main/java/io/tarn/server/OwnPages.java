package io.tarn.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Fact;
import io.tarn.ledger.Ledger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the lake tells about itself under {@code /_tarn/}: health and readiness to anyone, metrics
 * and facts to those who may ({@code tarn:GetMetrics}, {@code tarn:ListFacts}).
 */
final class OwnPages {
  static final String PREFIX = "/_tarn/";
  private static final int FACTS_MAX = 1000;

  private final Ledger ledger;
  private final Metrics metrics;
  private final Authorizer authorizer;
  private final ObjectMapper json = new ObjectMapper();

  OwnPages(Ledger ledger, Metrics metrics, Authorizer authorizer) {
    this.ledger = ledger;
    this.metrics = metrics;
    this.authorizer = authorizer;
  }

  /** An answer of the lake's own. */
  record Page(String contentType, byte[] bytes) {
    static Page of(String contentType, String text) {
      return new Page(contentType, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Pages that need no signature; empty for all others. */
  Optional<Page> open(String path) {
    return switch (path) {
      case "/_tarn/health", "/_tarn/ready" ->
          Optional.of(Page.of("application/json", "{\"status\":\"ok\"}\n"));
      default -> Optional.empty();
    };
  }

  /**
   * A page for a caller who may see it.
   *
   * @throws ServiceError AccessDenied, or NotFound by name
   */
  Page guarded(String path, Map<String, String> query, Call call) {
    return switch (path) {
      case "/_tarn/metrics" -> {
        authorizer.check(call, Access.of("tarn:GetMetrics", "*"));
        yield Page.of("text/plain; version=0.0.4", metrics.text());
      }
      case "/_tarn/facts" -> {
        authorizer.check(call, Access.of("tarn:ListFacts", "*"));
        yield Page.of("application/x-ndjson", facts(query));
      }
      default -> throw new ServiceError("NotFound", 404, "The lake has no page " + path);
    };
  }

  private String facts(Map<String, String> query) {
    long position = number(query.getOrDefault("after", "0"));
    String trace = query.getOrDefault("trace", "");
    int limit = (int) Math.min(FACTS_MAX, Math.max(1, number(query.getOrDefault("limit", "1000"))));
    StringBuilder text = new StringBuilder();
    int found = 0;
    List<Fact> page = ledger.facts(position, FACTS_MAX);
    while (!page.isEmpty() && found < limit) {
      for (Fact fact : page) {
        position = fact.position();
        if (found < limit && (trace.isEmpty() || fact.traceId().equals(trace))) {
          text.append(line(fact)).append('\n');
          found++;
        }
      }
      page = ledger.facts(position, FACTS_MAX);
    }
    return text.toString();
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ServiceError("InvalidArgument", 400, "Not a whole number: " + text);
    }
  }

  private String line(Fact fact) {
    ObjectNode node = json.createObjectNode();
    node.put("position", fact.position());
    node.put("kind", fact.kind());
    node.put("time", fact.time().toString());
    node.put("region", fact.region());
    node.put("subject", fact.subject());
    node.put("caller", fact.caller());
    node.put("trace", fact.traceId());
    node.putRawValue("body", new RawValue(fact.body()));
    return node.toString();
  }
}
