package io.tarn.workflow;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a Task state calls, as its Resource field names it.
 *
 * @param arn as written
 * @param type the history's resourceType: {@code lambda}, {@code athena}, {@code aws-sdk:s3} ...
 * @param action the history's resource: {@code invoke}, {@code startQueryExecution.sync} ...
 * @param service the service model's name for the Dispatcher
 * @param operation the operation's name, first letter in upper case
 * @param pattern how its end is known
 */
record Resource(
    String arn, String type, String action, String service, String operation, Pattern pattern) {
  /** How the end of a call is known. */
  enum Pattern {
    /** A function's bare ARN: the payload goes in and comes out as it is. */
    FUNCTION,
    /** The answer is the result. */
    ANSWER,
    /** The answer names a job; its end is the result. */
    SYNC,
    /** Any operation by the SDK's names. */
    SDK
  }

  private static final Set<String> ANSWER =
      Set.of(
          "lambda:invoke",
          "athena:startQueryExecution",
          "athena:stopQueryExecution",
          "athena:getQueryExecution",
          "athena:getQueryResults",
          "glue:startJobRun",
          "states:startExecution",
          "sns:publish",
          "sqs:sendMessage",
          "events:putEvents",
          "dynamodb:getItem",
          "dynamodb:putItem",
          "dynamodb:deleteItem",
          "dynamodb:updateItem");
  private static final Set<String> SYNC =
      Set.of(
          "athena:startQueryExecution.sync",
          "glue:startJobRun.sync",
          "states:startExecution.sync",
          "states:startExecution.sync:2");

  /**
   * The resource of a Task state, or null when the text is not one.
   *
   * @throws Unsupported for what AWS has and this room has not, by name
   */
  static @Nullable Resource parse(String arn) throws Unsupported {
    String[] parts = arn.split(":", 6);
    if (parts.length != 6 || !parts[0].equals("arn")) {
      return null;
    }
    if (parts[2].equals("lambda") && parts[5].startsWith("function:")) {
      return new Resource(arn, "lambda", arn, "lambda", "Invoke", Pattern.FUNCTION);
    }
    if (!parts[2].equals("states")) {
      return null;
    }
    if (parts[5].startsWith("activity:")) {
      throw new Unsupported("Activities (" + arn + ") are not implemented: use lambda:invoke");
    }
    if (parts[5].endsWith(".waitForTaskToken")) {
      throw new Unsupported("The .waitForTaskToken pattern is not implemented: " + arn);
    }
    return parts[5].startsWith("aws-sdk:") ? sdk(arn, parts[5]) : optimised(arn, parts[5]);
  }

  private static @Nullable Resource sdk(String arn, String text) throws Unsupported {
    String[] parts = text.split(":");
    if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
      return null;
    }
    if (parts[2].contains(".")) {
      throw new Unsupported("aws-sdk integrations know no pattern such as .sync: " + arn);
    }
    return new Resource(
        arn,
        "aws-sdk:" + parts[1],
        parts[2],
        SdkNames.model(parts[1]),
        SdkNames.capital(parts[2]),
        Pattern.SDK);
  }

  private static @Nullable Resource optimised(String arn, String text) throws Unsupported {
    int colon = text.indexOf(':');
    if (colon <= 0 || colon == text.length() - 1) {
      return null;
    }
    String service = text.substring(0, colon);
    String action = text.substring(colon + 1);
    Pattern pattern =
        SYNC.contains(text) ? Pattern.SYNC : ANSWER.contains(text) ? Pattern.ANSWER : null;
    if (pattern == null) {
      throw new Unsupported(
          "The service integration "
              + arn
              + " is not implemented: arn:aws:states:::aws-sdk:"
              + service
              + ":... may do what it should");
    }
    String operation = SdkNames.capital(SdkNames.plain(action));
    return new Resource(arn, service, action, SdkNames.model(service), operation, pattern);
  }

  boolean isLambda() {
    return service.equals("lambda") && pattern != Pattern.SDK;
  }

  /** Something that AWS has and this room has not. */
  static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1L;

    Unsupported(String message) {
      super(message, null, false, false);
    }
  }
}
