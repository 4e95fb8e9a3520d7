package io.tarn.functions;

import static java.util.Objects.requireNonNull;

import io.tarn.api.lambda.EnvironmentResponse;
import io.tarn.api.lambda.FunctionConfiguration;
import io.tarn.functions.sandbox.SandboxSpec;
import java.util.List;
import java.util.Map;

/**
 * One version of a function as it is kept.
 *
 * @param number 0 for {@code $LATEST}
 * @param code the package's id
 * @param layers the ids of its layers' packages
 */
record FunctionRow(
    String region,
    String name,
    long number,
    String code,
    List<String> layers,
    FunctionConfiguration configuration) {
  FunctionRow {
    layers = List.copyOf(layers);
  }

  String version() {
    return number == 0 ? FunctionName.LATEST : Long.toString(number);
  }

  String role() {
    return requireNonNull(configuration.role(), "a function has a role");
  }

  FunctionRow with(FunctionConfiguration other) {
    return new FunctionRow(region, name, number, code, layers, other);
  }

  SandboxSpec spec(String arn) {
    FunctionConfiguration c = configuration;
    EnvironmentResponse environment = c.environment();
    Map<String, String> variables =
        environment == null || environment.variables() == null ? Map.of() : environment.variables();
    return new SandboxSpec(
        arn + ":" + version() + "#" + c.revisionId(),
        region,
        arn,
        name,
        version(),
        requireNonNull(c.runtime(), "a zip function has a runtime"),
        requireNonNull(c.handler(), "a zip function has a handler"),
        role(),
        requireNonNull(c.memorySize()),
        requireNonNull(c.timeout()),
        requireNonNull(requireNonNull(c.ephemeralStorage()).size()),
        variables,
        code,
        layers,
        requireNonNull(requireNonNull(c.loggingConfig()).logGroup()));
  }
}
