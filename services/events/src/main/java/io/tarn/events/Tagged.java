package io.tarn.events;

import io.tarn.kernel.Arn;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Tx;
import java.util.Map;
import java.util.Optional;

/** What can carry tags, by its ARN: rules, and buses that somebody made. */
final class Tagged {
  private Tagged() {}

  static Map<String, String> load(Tx tx, String arn) {
    Optional<RuleName> rule = RuleName.parse(arn);
    return rule.isPresent() ? Rules.load(tx, rule.get()).tags() : bus(tx, arn).tags();
  }

  static void store(Tx tx, String arn, Map<String, String> tags) {
    Optional<RuleName> rule = RuleName.parse(arn);
    if (rule.isPresent()) {
      Rules.put(tx, Rules.load(tx, rule.get()).tagged(tags));
      return;
    }
    BusRow bus = bus(tx, arn);
    Buses.updateTags(tx, new BusRow(bus.name(), bus.description(), bus.created(), tags));
  }

  private static BusRow bus(Tx tx, String arn) {
    if (Arn.isArn(arn)) {
      BusName name = BusName.of(arn, Arn.parse(arn).region());
      Optional<BusRow> bus = Buses.find(tx, name);
      if (bus.isPresent()) {
        return bus.get();
      }
    }
    throw new ServiceError(
        EventsErrors.RESOURCE_NOT_FOUND, "Resource " + arn + " carries no tags here.");
  }
}
