package io.tarn.protocol;

import static java.util.Objects.requireNonNull;

import io.tarn.api.OperationModel;
import io.tarn.api.ServiceModel;
import io.tarn.api.Services;
import io.tarn.api.Structure;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One of AWS's protocols, both sides of it. Stateless, thread-safe, sans-I/O but for reading the
 * body it is given. Input that cannot be read is a {@link ServiceError} in AWS's words; an
 * IOException means that the body itself broke off.
 */
public interface Protocol {
  /** E.g. {@code rest-json}, for logs. */
  String name();

  /** The server's side: reads a request. A body that is no streaming payload is read and closed. */
  Wire.Decoded decode(Wire.Routed routed, Wire.Request request) throws IOException;

  /** The server's side: writes an answer. */
  Wire.Response encode(
      ServiceModel service, OperationModel<?, ?> operation, Structure output, String requestId);

  /** The same for a service of this lake. */
  default Wire.Response encode(OperationModel<?, ?> operation, Structure output, String requestId) {
    ServiceModel service = requireNonNull(Services.find(operation.service()));
    return encode(service, operation, output, requestId);
  }

  /**
   * The server's side: writes an error.
   *
   * @param service null when it could not be told
   * @param request whose answer this is: an answer to HEAD has no body, S3 names the resource
   */
  Wire.Response encodeError(
      @Nullable ServiceModel service, ServiceError error, RequestHead request, String requestId);

  /** The client's side: writes a request, unsigned. */
  Wire.Request encodeRequest(
      ServiceModel service, OperationModel<?, ?> operation, Structure input, String host);

  /** The client's side: reads an answer of success. */
  Structure decodeResponse(OperationModel<?, ?> operation, Wire.Response response)
      throws IOException;

  /** The client's side: reads an error. */
  ServiceError decodeError(Wire.Response response) throws IOException;
}
