package io.tarn.identity.roles;

import io.tarn.identity.access.IdentityError;
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

  /** The role that a deletion task, {@code task/aws-service-role/SERVICE/ROLE/ID}, is about. */
  static String roleOfTask(String task) {
    String[] parts = task.split("/");
    if (parts.length != 5 || !task.startsWith("task/aws-service-role/")) {
      throw IdentityError.NO_SUCH_ENTITY.of("Deletion task " + task + " cannot be found.");
    }
    return parts[3];
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
