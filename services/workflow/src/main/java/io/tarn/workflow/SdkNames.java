package io.tarn.workflow;

import java.util.Locale;
import java.util.Map;

/**
 * Names of services as Step Functions writes them: in {@code aws-sdk:} resources and in front of
 * error names. They follow the AWS SDK for Java, version 2. Source: Step Functions developer guide,
 * "Supported AWS SDK service integrations".
 */
final class SdkNames {
  private static final Map<String, String> MODELS =
      Map.ofEntries(
          Map.entry("sfn", "stepfunctions"),
          Map.entry("states", "stepfunctions"),
          Map.entry("eventbridge", "events"),
          Map.entry("cloudwatchlogs", "logs"),
          Map.entry("elasticmapreduce", "emr"));
  private static final Map<String, String> PREFIXES =
      Map.ofEntries(
          Map.entry("stepfunctions", "Sfn"),
          Map.entry("events", "EventBridge"),
          Map.entry("logs", "CloudWatchLogs"),
          Map.entry("cloudwatch", "CloudWatch"),
          Map.entry("dynamodb", "DynamoDb"),
          Map.entry("lakeformation", "LakeFormation"),
          Map.entry("cloudformation", "CloudFormation"),
          Map.entry("secretsmanager", "SecretsManager"));

  private SdkNames() {}

  /** The service model that a resource means. */
  static String model(String service) {
    String name = service.toLowerCase(Locale.ROOT);
    return MODELS.getOrDefault(name, name);
  }

  /** What stands before the dot in an error's name. */
  static String errorPrefix(String model) {
    return PREFIXES.getOrDefault(model, capital(model));
  }

  /** An action without its pattern: {@code startJobRun} of {@code startJobRun.sync}. */
  static String plain(String action) {
    int dot = action.indexOf('.');
    return dot < 0 ? action : action.substring(0, dot);
  }

  static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
