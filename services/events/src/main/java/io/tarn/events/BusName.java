package io.tarn.events;

import io.tarn.kernel.Arn;
import io.tarn.kernel.ServiceError;
import org.jspecify.annotations.Nullable;

/** An event bus's name in its region. The bus {@code default} is always there. */
record BusName(String region, String name) {
  static final String DEFAULT = "default";
  private static final String RESOURCE = "event-bus/";

  /** A name or an ARN as a request gives it; absent, the default bus. */
  static BusName of(@Nullable String nameOrArn, String region) {
    if (nameOrArn == null) {
      return new BusName(region, DEFAULT);
    }
    if (Arn.isArn(nameOrArn)) {
      Arn arn = Arn.parse(nameOrArn);
      if (arn.resource().startsWith(RESOURCE)) {
        return new BusName(arn.region(), arn.resource().substring(RESOURCE.length()));
      }
    }
    return new BusName(region, nameOrArn);
  }

  boolean isDefault() {
    return name.equals(DEFAULT);
  }

  String arn(String account) {
    return Arn.of("events", region, account, RESOURCE + name).toString();
  }

  ServiceError missing() {
    return new ServiceError(
        EventsErrors.RESOURCE_NOT_FOUND, "Event bus " + name + " does not exist.");
  }
}
