package io.tarn.protocol;

import io.tarn.api.Body;
import io.tarn.api.OperationModel;
import io.tarn.api.ServiceModel;
import io.tarn.api.Structure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes through codecs: requests, answers, and what they mean. */
public final class Wire {
  private Wire() {}

  /** A request: its head and its body. */
  public record Request(RequestHead head, Body body) {}

  /** An answer: its head and its body, which may have to be streamed and always be closed. */
  public record Response(ResponseHead head, Body body) {}

  /**
   * A request whose head has been recognised.
   *
   * @param operation AWS's name; null for a form whose body has not been read yet
   * @param model null when the operation is unknown so far, or one that Tarn has no records for
   * @param labels what stands in the path for each label, decoded
   */
  public record Routed(
      Protocol protocol,
      ServiceModel service,
      @Nullable String operation,
      @Nullable OperationModel<?, ?> model,
      Map<String, String> labels) {

    /** Whether the body is a payload that must not be read into memory. */
    public boolean isStreaming() {
      if (model == null) {
        return false;
      }
      io.tarn.api.Member payload = model.input().payload();
      return payload != null && payload.isStreaming();
    }
  }

  /**
   * What a request says.
   *
   * @param model null when Tarn has no records for the operation: the answer is NotImplemented, by
   *     name; the input is null then too
   */
  public record Decoded(
      String operation, @Nullable OperationModel<?, ?> model, @Nullable Structure input) {}
}
