package io.tarn.monitoring;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.kernel.Arn;
import io.tarn.ledger.Ledger;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all operations of the room share. */
record Logs(Ledger ledger, Limits limits) {
  /** One action on a group, whose ARN in policies ends with {@code :*}. */
  static <I> AccessRule<I> onGroup(String action, Function<I, @Nullable String> name) {
    return (input, call) -> {
      String group = name.apply(input);
      String arn = GroupRow.arn(call.region(), call.account(), group == null ? "*" : group);
      return List.of(Access.of(action, arn + ":*"));
    };
  }

  static <I> AccessRule<I> onStream(
      String action, Function<I, @Nullable String> group, Function<I, String> stream) {
    return (input, call) -> {
      String name = group.apply(input);
      String arn = GroupRow.arn(call.region(), call.account(), name == null ? "*" : name);
      return List.of(Access.of(action, arn + ":log-stream:" + stream.apply(input)));
    };
  }

  /** A group may be given by its name or by an identifier, which is a name or an ARN. */
  static @Nullable String name(@Nullable String name, @Nullable String identifier) {
    if (identifier == null || !Arn.isArn(identifier)) {
      return name == null ? identifier : name;
    }
    return nameOfArn(identifier);
  }

  static String nameOfArn(String arn) {
    String resource = Arn.isArn(arn) ? Arn.parse(arn).resource() : "";
    if (!resource.startsWith("log-group:")) {
      throw LogsError.INVALID.error("Not the ARN of a log group: " + arn);
    }
    String name = resource.substring("log-group:".length());
    return name.endsWith(":*") ? name.substring(0, name.length() - 2) : name;
  }

  static String required(@Nullable String name) {
    if (name == null) {
      throw LogsError.INVALID.error("Either logGroupName or logGroupIdentifier must be given");
    }
    return name;
  }

  GroupRow load(Call call, String name) {
    return ledger.read(tx -> GroupRow.load(tx, call.region(), name));
  }
}
