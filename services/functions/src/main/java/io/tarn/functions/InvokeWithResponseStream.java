package io.tarn.functions;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Events;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.InvokeResponseStreamUpdate;
import io.tarn.api.lambda.InvokeWithResponseStreamCompleteEvent;
import io.tarn.api.lambda.InvokeWithResponseStreamRequest;
import io.tarn.api.lambda.InvokeWithResponseStreamResponse;
import io.tarn.api.lambda.InvokeWithResponseStreamResponseEvent;
import io.tarn.api.lambda.LambdaService;
import io.tarn.functions.sandbox.Invocation;
import io.tarn.functions.sandbox.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Runs a function now and sends what it answers as a stream of chunks, ended by an event that says
 * how it ended. Python's handlers answer in one piece, here as on AWS, so that the stream begins
 * when the function has ended; what keeps it from being run is an error before the stream.
 */
final class InvokeWithResponseStream
    implements Operation<InvokeWithResponseStreamRequest, InvokeWithResponseStreamResponse> {
  private static final int CHUNK = 64 * 1024;

  private final Lambda lambda;

  InvokeWithResponseStream(Lambda lambda) {
    this.lambda = requireNonNull(lambda, "lambda is null");
  }

  @Override
  public OperationModel<InvokeWithResponseStreamRequest, InvokeWithResponseStreamResponse> model() {
    return LambdaService.INVOKE_WITH_RESPONSE_STREAM;
  }

  @Override
  public AccessRule<InvokeWithResponseStreamRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:InvokeFunction", input.functionName(), input.qualifier(), call);
  }

  @Override
  public InvokeWithResponseStreamResponse apply(InvokeWithResponseStreamRequest input, Call call) {
    FunctionName name = FunctionName.parse(input.functionName(), input.qualifier(), call);
    Configurations.refuse("TenantId", input.tenantId());
    byte[] payload = input.payload() == null ? new byte[0] : input.payload();
    Invoker.checkSize(payload, lambda.limits().requestMax());
    Invoker.checkJson(payload);
    if ("DryRun".equals(input.invocationType())) {
      lambda.load(name);
      return InvokeWithResponseStreamResponse.builder().statusCode(204).build();
    }
    Invoker.Result result =
        new Invoker(lambda)
            .invoke(
                name,
                new Invocation(
                    call.requestId(),
                    name.qualifiedArn(),
                    call.traceId(),
                    Invoker.clientContext(input.clientContext()),
                    payload),
                call);
    return InvokeWithResponseStreamResponse.builder()
        .statusCode(200)
        .executedVersion(result.version())
        .eventStream(stream(result.outcome(), "Tail".equals(input.logType())))
        .build();
  }

  private static Events<InvokeWithResponseStreamResponseEvent> stream(
      Outcome outcome, boolean tail) {
    InvokeWithResponseStreamCompleteEvent.Builder end =
        InvokeWithResponseStreamCompleteEvent.builder();
    if (tail) {
      byte[] log = outcome.logTail().getBytes(StandardCharsets.UTF_8);
      end.logResult(Base64.getEncoder().encodeToString(log));
    }
    if (outcome.functionError().isEmpty()) {
      return new Answer(outcome.payload(), end.build());
    }
    end.errorCode(errorType(outcome));
    end.errorDetails(new String(outcome.payload(), StandardCharsets.UTF_8));
    return new Answer(new byte[0], end.build());
  }

  private static String errorType(Outcome outcome) {
    try {
      JsonNode error = Tags.JSON.readTree(outcome.payload());
      return error.path("errorType").asText("Unhandled");
    } catch (IOException e) {
      return "Unhandled";
    }
  }

  /** A payload in pieces, then the end. */
  private static final class Answer implements Events<InvokeWithResponseStreamResponseEvent> {
    private final byte[] payload;
    private final InvokeWithResponseStreamCompleteEvent end;
    private int sent;
    private boolean ended;

    Answer(byte[] payload, InvokeWithResponseStreamCompleteEvent end) {
      this.payload = payload;
      this.end = end;
    }

    @Override
    public @Nullable InvokeWithResponseStreamResponseEvent next() {
      InvokeWithResponseStreamResponseEvent.Builder event =
          InvokeWithResponseStreamResponseEvent.builder();
      if (sent < payload.length) {
        int to = Math.min(payload.length, sent + CHUNK);
        byte[] piece = Arrays.copyOfRange(payload, sent, to);
        sent = to;
        return event
            .payloadChunk(InvokeResponseStreamUpdate.builder().payload(piece).build())
            .build();
      }
      if (ended) {
        return null;
      }
      ended = true;
      return event.invokeComplete(end).build();
    }

    @Override
    public void close() {
      // Nothing is held: the function has ended.
    }
  }
}
