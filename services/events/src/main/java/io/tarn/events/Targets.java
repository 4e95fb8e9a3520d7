package io.tarn.events;

import io.tarn.api.events.InputTransformer;
import io.tarn.api.events.Target;
import io.tarn.kernel.Arn;
import io.tarn.kernel.ServiceError;
import java.util.Map;

/** What PutTargets takes, and what a target's input is made of. */
final class Targets {
  private Targets() {}

  /** The targets this room can drive. */
  enum Kind {
    STATE_MACHINE,
    FUNCTION
  }

  static TargetInput input(Target target) {
    if (target.input() != null) {
      return new TargetInput.Fixed(target.input());
    }
    if (target.inputPath() != null) {
      return new TargetInput.Part(target.inputPath());
    }
    InputTransformer transformer = target.inputTransformer();
    if (transformer != null) {
      Map<String, String> paths = transformer.inputPathsMap();
      return new TargetInput.Template(
          paths == null ? Map.of() : paths, transformer.inputTemplate());
    }
    return new TargetInput.Whole();
  }

  /**
   * @throws ServiceError NotImplemented naming the service or the option that is missing
   */
  static Kind kind(Target target) {
    if (!Arn.isArn(target.arn())) {
      throw invalid(
          "Parameter "
              + target.arn()
              + " is not valid. Reason: Provided Arn is not in correct format.");
    }
    Arn arn = Arn.parse(target.arn());
    if (arn.service().equals("states") && arn.resource().startsWith("stateMachine:")) {
      return Kind.STATE_MACHINE;
    }
    if (arn.service().equals("lambda") && arn.resource().startsWith("function:")) {
      return Kind.FUNCTION;
    }
    throw notImplemented("A target of service " + arn.service() + " (" + target.arn() + ")");
  }

  static void require(Target target) {
    Kind kind = kind(target);
    if (kind == Kind.STATE_MACHINE && target.roleArn() == null) {
      throw invalid("RoleArn is required for target " + target.arn() + ".");
    }
    requireOptions(target);
    requireInput(target);
  }

  private static void requireOptions(Target target) {
    if (target.deadLetterConfig() != null && target.deadLetterConfig().arn() != null) {
      throw notImplemented("DeadLetterConfig of target " + target.id());
    }
    boolean parameters =
        target.kinesisParameters() != null
            || target.runCommandParameters() != null
            || target.ecsParameters() != null
            || target.batchParameters() != null
            || target.sqsParameters() != null
            || target.httpParameters() != null
            || target.redshiftDataParameters() != null
            || target.sageMakerPipelineParameters() != null
            || target.appSyncParameters() != null;
    if (parameters) {
      throw invalid(
          "Parameter(s) for another kind of target are not valid for target " + target.id() + ".");
    }
  }

  private static void requireInput(Target target) {
    int forms = target.input() == null ? 0 : 1;
    forms += target.inputPath() == null ? 0 : 1;
    forms += target.inputTransformer() == null ? 0 : 1;
    if (forms > 1) {
      throw invalid(
          "Only one of Input, InputPath, or InputTransformer must be provided for target "
              + target.id()
              + ".");
    }
    if (target.input() != null && Json.parse(target.input()).isEmpty()) {
      throw invalid("JSON syntax error in input for target " + target.id() + ".");
    }
    if (target.inputPath() != null && !TargetInput.isPath(target.inputPath())) {
      throw invalid("Invalid InputPath for target " + target.id() + ": " + target.inputPath());
    }
    InputTransformer transformer = target.inputTransformer();
    if (transformer != null) {
      requireTransformer(target, transformer);
    }
  }

  private static void requireTransformer(Target target, InputTransformer transformer) {
    Map<String, String> given = transformer.inputPathsMap();
    Map<String, String> paths = given == null ? Map.of() : given;
    if (paths.size() > Limits.TRANSFORMER_PATHS) {
      throw invalid("InputPathsMap of target " + target.id() + " has more than 100 paths.");
    }
    for (Map.Entry<String, String> path : paths.entrySet()) {
      if (!TargetInput.isPath(path.getValue())) {
        throw invalid(
            "Invalid InputPathsMap for target " + target.id() + ": " + path.getValue() + ".");
      }
      if (path.getKey().startsWith("aws.")) {
        throw invalid(
            "Invalid InputPathsMap for target "
                + target.id()
                + ": "
                + path.getKey()
                + " begins with the reserved prefix aws.");
      }
    }
    if (transformer.inputTemplate().length() > Limits.TEMPLATE_CHARACTERS
        || !TargetInput.isTemplate(transformer.inputTemplate())) {
      throw invalid(
          "Invalid InputTemplate for target "
              + target.id()
              + ": with its variables filled it must be JSON of at most 8192 characters.");
    }
  }

  private static ServiceError invalid(String message) {
    return new ServiceError(EventsErrors.VALIDATION, message);
  }

  static ServiceError notImplemented(String what) {
    return new ServiceError(EventsErrors.NOT_IMPLEMENTED, what + " is not implemented.");
  }
}
