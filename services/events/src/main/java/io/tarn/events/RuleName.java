package io.tarn.events;

import io.tarn.kernel.Arn;
import io.tarn.kernel.ServiceError;
import java.util.Optional;

/** A rule's name on its bus. */
record RuleName(BusName bus, String name) {
  private static final String RESOURCE = "rule/";

  /** The rule an ARN names; empty for other ARNs. */
  static Optional<RuleName> parse(String arn) {
    if (!Arn.isArn(arn)) {
      return Optional.empty();
    }
    Arn parsed = Arn.parse(arn);
    if (!parsed.service().equals("events") || !parsed.resource().startsWith(RESOURCE)) {
      return Optional.empty();
    }
    String path = parsed.resource().substring(RESOURCE.length());
    int slash = path.lastIndexOf('/');
    String bus = slash < 0 ? BusName.DEFAULT : path.substring(0, slash);
    return Optional.of(new RuleName(new BusName(parsed.region(), bus), path.substring(slash + 1)));
  }

  String arn(String account) {
    String path = bus.isDefault() ? name : bus.name() + "/" + name;
    return Arn.of("events", bus.region(), account, RESOURCE + path).toString();
  }

  /** The key of its schedule's task. */
  String key() {
    return bus.region() + "/" + bus.name() + "/" + name;
  }

  ServiceError missing() {
    return new ServiceError(
        EventsErrors.RESOURCE_NOT_FOUND,
        "Rule " + name + " does not exist on EventBus " + bus.name() + ".");
  }
}
