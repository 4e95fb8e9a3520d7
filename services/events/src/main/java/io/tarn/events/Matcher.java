package io.tarn.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.events.Target;
import io.tarn.ledger.Fact;
import io.tarn.ledger.FactSubscriber;
import io.tarn.ledger.NewFact;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads events off the facts, matches the rules of their bus, and writes one delivery for each
 * target of each rule, all in the commit that moves its cursor: no event is matched twice or lost.
 */
final class Matcher implements FactSubscriber {
  private static final String MATCHED = "EventMatched";

  private final String account;
  private final EventSource source;
  private final Map<BusName, Compiled> compiled = new ConcurrentHashMap<>();

  Matcher(String account) {
    this.account = account;
    this.source = new EventSource(account);
  }

  private record Compiled(long generation, EventPattern.Compiled patterns) {}

  @Override
  public Set<String> kinds() {
    return EventSource.KINDS;
  }

  @Override
  public void on(Fact fact, Tx tx) throws SQLException {
    Optional<EventSource.Arrival> found = source.of(fact);
    if (found.isEmpty()) {
      return;
    }
    EventSource.Arrival arrival = found.get();
    List<String> rules = matching(tx, arrival);
    for (String rule : rules) {
      RuleName name = new RuleName(arrival.bus(), rule);
      deliver(tx, name, arrival, fact.time(), fact.traceId(), fact.caller());
    }
  }

  private List<String> matching(Tx tx, EventSource.Arrival arrival) throws SQLException {
    BusName bus = arrival.bus();
    long generation = Buses.generation(tx, bus);
    if (generation == 0) {
      return List.of();
    }
    Compiled known = compiled.get(bus);
    if (known == null || known.generation() != generation) {
      Map<String, String> patterns = new LinkedHashMap<>();
      for (RuleRow rule : Rules.matchable(tx, bus)) {
        if (rule.pattern() != null) {
          patterns.put(rule.name().name(), rule.pattern());
        }
      }
      known = new Compiled(generation, new EventPattern.Compiled(patterns));
      compiled.put(bus, known);
    }
    return known.patterns().matching(arrival.event());
  }

  /** One task a target, and one fact that tells the match. */
  void deliver(
      Tx tx,
      RuleName rule,
      EventSource.Arrival arrival,
      Instant at,
      String traceId,
      String caller) {
    TargetInput.Matched matched =
        new TargetInput.Matched(rule.arn(account), rule.name(), EventSource.time(at));
    ObjectNode body = Json.object();
    body.put("eventId", arrival.id());
    body.put("source", arrival.event().path("source").asText());
    body.put("detailType", arrival.event().path("detail-type").asText());
    body.put("rule", matched.ruleArn());
    ArrayNode targets = body.putArray("targets");
    for (Target target : Rules.targets(tx, rule)) {
      String input = TargetInput.build(Targets.input(target), arrival.event(), matched);
      tx.schedule(
          new Delivery(rule, target, arrival.id(), input, at).task(matched.ruleArn(), traceId));
      targets.add(target.arn());
    }
    tx.publish(
        new NewFact(
            MATCHED,
            1,
            at,
            rule.bus().region(),
            matched.ruleArn(),
            caller,
            traceId,
            Json.write(body)));
  }
}
