package io.tarn.functions;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import io.tarn.api.Call;
import io.tarn.functions.sandbox.Invocation;
import io.tarn.functions.sandbox.Outcome;
import io.tarn.functions.sandbox.Throttled;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a version of a function now. */
final class Invoker {
  private static final Logger log = LoggerFactory.getLogger(Invoker.class);

  private final Lambda lambda;

  Invoker(Lambda lambda) {
    this.lambda = requireNonNull(lambda, "lambda is null");
  }

  private record Found(FunctionRow row, OptionalInt concurrency) {}

  /** What has run, and as which version. */
  record Result(Outcome outcome, String version) {}

  /**
   * @throws ServiceError ResourceNotFoundException, TooManyRequestsException, and what keeps the
   *     function from starting
   */
  Result invoke(FunctionName name, Invocation call) {
    Found found =
        lambda
            .ledger()
            .read(
                tx ->
                    new Found(
                        FunctionRows.load(tx, name),
                        FunctionRows.concurrency(tx, name.region(), name.name())));
    try {
      Outcome outcome =
          lambda.pool().invoke(found.row().spec(name.arn()), found.concurrency(), call);
      return new Result(outcome, found.row().version());
    } catch (Throttled e) {
      throw LambdaError.THROTTLED.error("Rate Exceeded.").with("Reason", e.reason());
    } catch (IOException e) {
      log.error("{} could not be started", name.qualifiedArn(), e);
      throw LambdaError.SERVICE.error("The function could not be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LambdaError.SERVICE.error("The lake is stopping");
    }
  }

  /**
   * The same for a client that waits for the answer. When it goes away, only the waiting ends: the
   * function runs on to its own end, as on AWS, and keeps its place among those that run.
   */
  Result invoke(FunctionName name, Invocation invocation, Call call) {
    CompletableFuture<Result> coming = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("invoke-" + invocation.requestId())
        .start(() -> complete(coming, name, invocation));
    call.onCancel(() -> coming.completeExceptionally(clientGone()));
    try {
      return coming.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ServiceError error) {
        throw error;
      }
      throw e;
    }
  }

  private void complete(
      CompletableFuture<Result> coming, FunctionName name, Invocation invocation) {
    try {
      coming.complete(invoke(name, invocation));
    } catch (RuntimeException e) {
      coming.completeExceptionally(e);
    }
  }

  private static ServiceError clientGone() {
    return LambdaError.SERVICE.error("The client has gone away; the function runs on");
  }

  /** AWS refuses a payload that is no JSON before the function sees it. */
  static void checkJson(byte[] payload) {
    if (payload.length == 0) {
      return;
    }
    try (JsonParser parser = Tags.JSON.getFactory().createParser(payload)) {
      if (parser.nextToken() != null) {
        parser.skipChildren();
        if (parser.nextToken() != null) {
          throw LambdaError.BAD_CONTENT.error(
              "Could not parse request body into json: more than one value");
        }
      }
    } catch (IOException e) {
      throw LambdaError.BAD_CONTENT.error(
          "Could not parse request body into json: "
              + (e instanceof com.fasterxml.jackson.core.JsonProcessingException json
                  ? json.getOriginalMessage()
                  : e.getMessage()));
    }
  }

  static void checkSize(byte[] payload, int max) {
    if (payload.length > max) {
      throw LambdaError.TOO_LARGE.error(
          "Request must be smaller than " + max + " bytes for the InvokeFunction operation");
    }
  }

  /** What a client tells the function about itself, as JSON. */
  static Optional<String> clientContext(@Nullable String base64) {
    if (base64 == null) {
      return Optional.empty();
    }
    try {
      byte[] json = Base64.getDecoder().decode(base64);
      checkJson(json);
      return Optional.of(new String(json, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw LambdaError.BAD_CONTENT.error(
          "Client context must be a valid Base64-encoded JSON object.");
    }
  }
}
