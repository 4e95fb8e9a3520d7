package io.tarn.events;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Dispatcher;
import io.tarn.api.Operation;
import io.tarn.ledger.Ledger;
import java.time.InstantSource;
import java.util.List;

/**
 * EventBridge: event buses, rules over the lake's facts and over events of one's own, schedules,
 * and their deliveries to state machines and functions. An event is matched exactly once; a
 * delivery is made at least once.
 */
public final class EventsRoom {
  /** Deliveries that run at once. */
  private static final int DELIVERIES = 64;

  private static final int SCHEDULES = 4;

  private final Ledger ledger;
  private final Matcher matcher;
  private final Deliverer deliverer;
  private final Schedules schedules;
  private final ObjectNotifier notifier;

  /**
   * @param account the lake's account, for ARNs and events
   */
  public EventsRoom(Ledger ledger, Dispatcher dispatcher, InstantSource clock, String account) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.matcher = new Matcher(account);
    this.deliverer = new Deliverer(dispatcher, clock, account);
    this.schedules = new Schedules(matcher, clock, account);
    this.notifier = new ObjectNotifier(dispatcher, clock, account);
  }

  /** Tables, task handlers and the subscriber; before {@link Ledger#start}. */
  public void prepare() {
    ledger.migrate("events");
    ledger.handle(Delivery.KIND, DELIVERIES, deliverer);
    ledger.handle(Schedules.KIND, SCHEDULES, schedules);
    ledger.handle(ObjectNotifier.KIND, DELIVERIES, notifier);
    ledger.subscribe("events", matcher);
    ledger.subscribe("events.notifications", notifier);
  }

  public List<Operation<?, ?>> operations() {
    return List.of(
        new PutRule(ledger),
        new DescribeRule(ledger),
        new ListRules(ledger),
        new DeleteRule(ledger),
        new EnableRule(ledger),
        new DisableRule(ledger),
        new PutTargets(ledger),
        new RemoveTargets(ledger),
        new ListTargetsByRule(ledger),
        new ListRuleNamesByTarget(ledger),
        new TestEventPattern(),
        new PutEvents(ledger),
        new CreateEventBus(ledger),
        new DeleteEventBus(ledger),
        new DescribeEventBus(ledger),
        new ListEventBuses(ledger),
        new TagResource(ledger),
        new UntagResource(ledger),
        new ListTagsForResource(ledger));
  }
}
