package io.tarn.workflow;

import io.tarn.api.stepfunctions.EncryptionConfiguration;
import io.tarn.api.stepfunctions.LoggingConfiguration;
import io.tarn.api.stepfunctions.TracingConfiguration;
import io.tarn.kernel.Arn;
import io.tarn.kernel.ServiceError;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What CreateStateMachine and UpdateStateMachine refuse. */
final class Definitions {
  private Definitions() {}

  /**
   * @throws ServiceError InvalidDefinition with all that is wrong; NotImplemented naming what AWS
   *     has and this room has not
   */
  static void require(String definition) {
    if (definition.getBytes(StandardCharsets.UTF_8).length > Limits.DEFINITION_BYTES) {
      throw new ServiceError(
          WorkflowErrors.INVALID_DEFINITION,
          "Invalid State Machine Definition: 'The definition is longer than "
              + Limits.DEFINITION_BYTES
              + " bytes'");
    }
    DefinitionParser.Parsed parsed = DefinitionParser.parse(definition);
    if (!parsed.diagnostics().isEmpty()) {
      throw new ServiceError(
          WorkflowErrors.INVALID_DEFINITION,
          "Invalid State Machine Definition: '"
              + parsed.diagnostics().stream()
                  .map(DefinitionParser.Diagnostic::text)
                  .collect(Collectors.joining(", "))
              + "'");
    }
    if (!parsed.unsupported().isEmpty()) {
      throw notImplemented(
          parsed.unsupported().stream()
              .map(refused -> refused.message() + " (at " + refused.location() + ")")
              .collect(Collectors.joining("; ")));
    }
  }

  static void requireRole(String roleArn) {
    boolean role =
        Arn.isArn(roleArn)
            && Arn.parse(roleArn).service().equals("iam")
            && Arn.parse(roleArn).resource().startsWith("role/");
    if (!role) {
      throw new ServiceError(WorkflowErrors.INVALID_ARN, "Invalid Role Arn: '" + roleArn + "'");
    }
  }

  static void requireSettings(
      @Nullable LoggingConfiguration logging,
      @Nullable TracingConfiguration tracing,
      @Nullable EncryptionConfiguration encryption,
      @Nullable Boolean publish) {
    if (logging != null && logging.level() != null && !logging.level().equals("OFF")) {
      throw notImplemented(
          "loggingConfiguration with level " + logging.level() + " is not implemented: use OFF");
    }
    if (tracing != null && Boolean.TRUE.equals(tracing.enabled())) {
      throw notImplemented("tracingConfiguration (X-Ray) is not implemented: leave it off");
    }
    if (encryption != null && !encryption.type().equals("AWS_OWNED_KEY")) {
      throw notImplemented("encryptionConfiguration with a key of yours is not implemented");
    }
    if (Boolean.TRUE.equals(publish)) {
      throw notImplemented("Versions of state machines (publish) are not implemented");
    }
  }

  static ServiceError notImplemented(String message) {
    return new ServiceError(WorkflowErrors.NOT_IMPLEMENTED, message);
  }
}
