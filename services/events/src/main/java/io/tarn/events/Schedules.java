package io.tarn.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import io.tarn.ledger.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Rules that go by the clock: one task each, which makes a Scheduled Event and the task of the next
 * time in one commit. Times that passed while the lake was not running make one event.
 */
final class Schedules implements TaskHandler {
  static final String KIND = "events.schedule";
  private static final int ATTEMPTS = 1_000;
  private static final Duration BACK_OFF = Duration.ofMillis(100);

  private final Matcher matcher;
  private final EventSource source;
  private final InstantSource clock;
  private final String account;

  Schedules(Matcher matcher, InstantSource clock, String account) {
    this.matcher = matcher;
    this.source = new EventSource(account);
    this.clock = clock;
    this.account = account;
  }

  static Optional<ScheduleExpression> parse(String text) {
    return ScheduleExpression.parse(text, ZoneOffset.UTC)
        .filter(expression -> !(expression instanceof ScheduleExpression.Once));
  }

  /** Sets or removes the task of a rule that has just been written. */
  static void follow(Tx tx, RuleRow rule, Instant now) {
    tx.unschedule(KIND, rule.name().key());
    if (rule.enabled() && rule.schedule() != null) {
      parse(rule.schedule())
          .flatMap(expression -> expression.after(now))
          .ifPresent(next -> tx.schedule(task(rule.name(), next)));
    }
  }

  static void forget(Tx tx, RuleName name) {
    tx.unschedule(KIND, name.key());
  }

  private static NewTask task(RuleName name, Instant due) {
    String body =
        Json.write(
            Json.object()
                .put("region", name.bus().region())
                .put("bus", name.bus().name())
                .put("rule", name.name()));
    return new NewTask(
        KIND, name.key(), due, ATTEMPTS, BACK_OFF, EventSource.id(name.key() + due), body);
  }

  @Override
  public Completion run(Task task) {
    JsonNode body = Json.parseOwn(task.body());
    RuleName name =
        new RuleName(
            new BusName(body.path("region").asText(), body.path("bus").asText()),
            body.path("rule").asText());
    Instant now = clock.instant();
    return tx -> {
      RuleRow rule = Rules.find(tx, name).orElse(null);
      if (rule == null || !rule.enabled() || rule.schedule() == null) {
        return;
      }
      fire(tx, name, task, now);
      Optional<ScheduleExpression> expression = parse(rule.schedule());
      expression
          .flatMap(schedule -> next(schedule, task.due(), now))
          .ifPresent(next -> tx.schedule(task(name, next)));
    };
  }

  /** The first time after now in the rhythm of the last one. */
  private static Optional<Instant> next(ScheduleExpression schedule, Instant due, Instant now) {
    if (schedule instanceof ScheduleExpression.Rate rate) {
      long passed = Math.max(0, Duration.between(due, now).dividedBy(rate.period()));
      return Optional.of(due.plus(rate.period().multipliedBy(passed + 1)));
    }
    return schedule.after(now.isAfter(due) ? now : due);
  }

  private void fire(Tx tx, RuleName name, Task task, Instant now) {
    String arn = name.arn(account);
    EventSource.Arrival arrival =
        new EventSource.Arrival(
            name.bus(),
            source.event(
                EventSource.id(arn + " " + task.due()),
                "aws.events",
                "Scheduled Event",
                task.due(),
                name.bus().region(),
                List.of(arn),
                Json.object()));
    matcher.deliver(tx, name, arrival, now, task.traceId(), "events.amazonaws.com");
  }
}
