package io.tarn.functions;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.tarn.api.lambda.DeadLetterConfig;
import io.tarn.api.lambda.Environment;
import io.tarn.api.lambda.EnvironmentResponse;
import io.tarn.api.lambda.EphemeralStorage;
import io.tarn.api.lambda.FunctionConfiguration;
import io.tarn.api.lambda.Layer;
import io.tarn.api.lambda.LoggingConfig;
import io.tarn.api.lambda.SnapStart;
import io.tarn.api.lambda.SnapStartResponse;
import io.tarn.api.lambda.TracingConfig;
import io.tarn.api.lambda.TracingConfigResponse;
import io.tarn.api.lambda.VpcConfig;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A function's settings: AWS's defaults and limits, and what is refused by name. */
final class Configurations {
  private static final DateTimeFormatter MODIFIED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS+0000").withZone(ZoneOffset.UTC);

  /** Source: AWS Lambda Developer Guide, "Defined runtime environment variables", reserved. */
  private static final Set<String> RESERVED =
      Set.of(
          "_HANDLER",
          "_X_AMZN_TRACE_ID",
          "AWS_DEFAULT_REGION",
          "AWS_REGION",
          "AWS_EXECUTION_ENV",
          "AWS_LAMBDA_FUNCTION_NAME",
          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
          "AWS_LAMBDA_FUNCTION_VERSION",
          "AWS_LAMBDA_INITIALIZATION_TYPE",
          "AWS_LAMBDA_LOG_GROUP_NAME",
          "AWS_LAMBDA_LOG_STREAM_NAME",
          "AWS_ACCESS_KEY",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_LAMBDA_RUNTIME_API",
          "LAMBDA_TASK_ROOT",
          "LAMBDA_RUNTIME_DIR",
          "TARN_CHILD");

  private Configurations() {}

  static String modified(Instant now) {
    return MODIFIED.format(now);
  }

  static FunctionConfiguration.Builder defaults(String name) {
    return FunctionConfiguration.builder()
        .functionName(name)
        .description("")
        .timeout(3)
        .memorySize(128)
        .version(FunctionName.LATEST)
        .tracingConfig(TracingConfigResponse.builder().mode("PassThrough").build())
        .state("Active")
        .lastUpdateStatus("Successful")
        .packageType("Zip")
        .architectures(List.of("x86_64"))
        .ephemeralStorage(EphemeralStorage.builder().size(512).build())
        .snapStart(SnapStartResponse.builder().applyOn("None").optimizationStatus("Off").build())
        .loggingConfig(
            LoggingConfig.builder().logFormat("Text").logGroup("/aws/lambda/" + name).build());
  }

  static int timeout(int seconds, Limits limits) {
    if (seconds < 1 || seconds > limits.timeoutMax()) {
      String bound =
          seconds < 1
              ? "greater than or equal to 1"
              : "less than or equal to " + limits.timeoutMax();
      throw LambdaError.VALIDATION.error(
          "1 validation error detected: Value '%d' at 'timeout' failed to satisfy constraint: Member must have value %s"
              .formatted(seconds, bound));
    }
    return seconds;
  }

  static void checkName(String name, Limits limits) {
    if (name.length() > limits.nameMax()) {
      throw LambdaError.VALIDATION.error(
          "1 validation error detected: Value '%s' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to %d"
              .formatted(name, limits.nameMax()));
    }
    if (!name.matches("[a-zA-Z0-9-_]+")) {
      throw LambdaError.VALIDATION.error(
          "1 validation error detected: Value '%s' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"
              .formatted(name));
    }
  }

  /** Null when no variable is set, as AWS shows it. */
  static @Nullable EnvironmentResponse environment(
      @Nullable Environment environment, Limits limits) {
    if (environment == null || environment.variables() == null) {
      return null;
    }
    Map<String, String> variables = environment.variables();
    String reserved =
        variables.keySet().stream()
            .filter(RESERVED::contains)
            .sorted()
            .collect(Collectors.joining(", "));
    if (!reserved.isEmpty()) {
      throw LambdaError.INVALID.error(
          "Lambda was unable to configure your environment variables because the environment"
              + " variables you have provided contains reserved keys that are currently not"
              + " supported for modification. Reserved keys used in this request: "
              + reserved);
    }
    int size =
        variables.entrySet().stream()
            .mapToInt(each -> bytes(each.getKey()) + bytes(each.getValue()))
            .sum();
    if (size > limits.environmentMax()) {
      throw LambdaError.INVALID.error(
          "Lambda was unable to configure your environment variables because the environment"
              + " variables you have provided exceeded the 4KB limit. String measured: "
              + size);
    }
    return variables.isEmpty() ? null : EnvironmentResponse.builder().variables(variables).build();
  }

  private static int bytes(String text) {
    if (text.indexOf('\0') >= 0) {
      throw LambdaError.INVALID.error("An environment variable cannot hold the character NUL");
    }
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  static LoggingConfig logging(LoggingConfig given, String name) {
    if (given.logFormat() != null && !given.logFormat().equals("Text")) {
      throw LambdaError.missing("LoggingConfig.LogFormat " + given.logFormat());
    }
    return LoggingConfig.builder()
        .logFormat("Text")
        .logGroup(requireNonNullElse(given.logGroup(), "/aws/lambda/" + name))
        .build();
  }

  static List<Layer> layers(List<LayerRows.Layer> found) {
    return found.stream()
        .map(
            layer ->
                Layer.builder()
                    .arn(requireNonNull(layer.document().layerVersionArn()))
                    .codeSize(
                        Optional.ofNullable(layer.document().content())
                            .map(content -> content.codeSize())
                            .orElse(0L))
                    .build())
        .toList();
  }

  static void checkLayers(@Nullable List<String> layers, Limits limits) {
    if (layers != null && layers.size() > limits.layersMax()) {
      throw LambdaError.INVALID.error(
          "Cannot reference more than " + limits.layersMax() + " layers.");
    }
  }

  /** Options that change what a function is, and that nothing here could honour. */
  static void refuse(
      @Nullable VpcConfig vpc,
      @Nullable DeadLetterConfig deadLetter,
      @Nullable String kmsKey,
      @Nullable TracingConfig tracing,
      @Nullable SnapStart snapStart,
      @Nullable List<?> fileSystems) {
    if (vpc != null && vpc.subnetIds() != null && !vpc.subnetIds().isEmpty()) {
      throw LambdaError.missing("VpcConfig");
    }
    if (deadLetter != null && deadLetter.targetArn() != null && !deadLetter.targetArn().isEmpty()) {
      throw LambdaError.missing("DeadLetterConfig with " + deadLetter.targetArn());
    }
    if (kmsKey != null && !kmsKey.isEmpty()) {
      throw LambdaError.missing("KMSKeyArn");
    }
    if (tracing != null && "Active".equals(tracing.mode())) {
      throw LambdaError.missing("TracingConfig.Mode Active");
    }
    if (snapStart != null && "PublishedVersions".equals(snapStart.applyOn())) {
      throw LambdaError.missing("SnapStart");
    }
    if (fileSystems != null && !fileSystems.isEmpty()) {
      throw LambdaError.missing("FileSystemConfigs");
    }
  }

  static void refuse(String option, @Nullable Object value) {
    if (value != null) {
      throw LambdaError.missing(option);
    }
  }
}
