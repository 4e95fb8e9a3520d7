package io.tarn.identity.roles;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How AWS names the roles that services own. */
final class ServiceLinkedRoles {
  private static final Map<String, String> NAMES =
      Map.of(
          "lakeformation.amazonaws.com", "LakeFormationDataAccess",
          "redshift.amazonaws.com", "Redshift",
          "kafka.amazonaws.com", "Kafka",
          "events.amazonaws.com", "CloudWatchEvents",
          "autoscaling.amazonaws.com", "AutoScaling",
          "support.amazonaws.com", "Support",
          "trustedadvisor.amazonaws.com", "TrustedAdvisor",
          "organizations.amazonaws.com", "Organizations");

  private ServiceLinkedRoles() {}

  static String path(String service) {
    return "/aws-service-role/" + service + "/";
  }

  static String name(String service, @Nullable String suffix) {
    String host = service.substring(0, Math.max(0, service.indexOf('.')));
    String noun = NAMES.getOrDefault(service, capitalize(host.isEmpty() ? service : host));
    return "AWSServiceRoleFor" + noun + (suffix == null ? "" : "_" + suffix);
  }

  static String trust(String service) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
        + "{\"Service\":\""
        + service
        + "\"},\"Action\":\"sts:AssumeRole\"}]}";
  }

  private static String capitalize(String host) {
    return Arrays.stream(host.split("[-.]"))
        .filter(word -> !word.isEmpty())
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }
}
