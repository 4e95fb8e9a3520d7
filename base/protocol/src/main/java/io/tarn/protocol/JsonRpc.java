package io.tarn.protocol;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import io.tarn.api.Body;
import io.tarn.api.Events;
import io.tarn.api.JsonForm;
import io.tarn.api.OperationModel;
import io.tarn.api.ServiceModel;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The protocols that post one document to {@code /} and name the operation in {@code X-Amz-Target}:
 * AWS JSON 1.0 and 1.1, and AWS CBOR 1.1; and RPC v2 CBOR, which names it in the path.
 */
final class JsonRpc implements Protocol {
  static final JsonRpc JSON_1_0 =
      new JsonRpc(
          "json-1.0",
          "application/x-amz-json-1.0",
          WireJson.FACTORY,
          WireJson.SERVER,
          WireJson.CLIENT);
  static final JsonRpc JSON_1_1 =
      new JsonRpc(
          "json-1.1",
          "application/x-amz-json-1.1",
          WireJson.FACTORY,
          WireJson.SERVER,
          WireJson.CLIENT);
  static final JsonRpc CBOR_1_1 =
      new JsonRpc(
          "cbor-1.1",
          "application/x-amz-cbor-1.1",
          WireCbor.FACTORY,
          new WireCbor(true, true),
          new WireCbor(true, false));
  static final JsonRpc RPC_V2_CBOR =
      new JsonRpc(
          "rpc-v2-cbor",
          "application/cbor",
          WireCbor.FACTORY,
          new WireCbor(false, true),
          new WireCbor(false, false));

  private final String name;
  private final String contentType;
  private final JsonFactory factory;
  private final JsonForm server;
  private final JsonForm client;

  private JsonRpc(
      String name, String contentType, JsonFactory factory, JsonForm server, JsonForm client) {
    this.name = name;
    this.contentType = contentType;
    this.factory = factory;
    this.server = server;
    this.client = client;
  }

  @Override
  public String name() {
    return name;
  }

  private boolean isRpcV2() {
    return name.equals("rpc-v2-cbor");
  }

  @Override
  public Wire.Decoded decode(Wire.Routed routed, Wire.Request request) throws IOException {
    byte[] bytes = Bodies.read(request);
    String operation = requireNonNull(routed.operation());
    OperationModel<?, ?> model = routed.model();
    if (model == null) {
      return new Wire.Decoded(operation, null, null);
    }
    StructureBuilder builder = model.input().newBuilder();
    JsonErrors.read(factory, server, bytes, builder);
    return new Wire.Decoded(operation, model, builder.build());
  }

  @Override
  public Wire.Response encode(
      ServiceModel service, OperationModel<?, ?> operation, Structure output, String requestId) {
    Events<?> events = EventStreams.of(output);
    if (events != null) {
      Headers headers = headers(requestId).set("Content-Type", EventStreams.CONTENT_TYPE).build();
      EventStreams.Documents documents = EventStreams.documents(factory, client, contentType);
      return new Wire.Response(
          new ResponseHead(200, headers),
          EventStreams.write(events, EventStreams.initial(output), documents));
    }
    return JsonErrors.response(200, headers(requestId), JsonErrors.write(factory, client, output));
  }

  private Headers.Builder headers(String requestId) {
    Headers.Builder headers = Headers.builder();
    headers.add("x-amzn-RequestId", requestId);
    headers.add("Content-Type", contentType);
    if (isRpcV2()) {
      headers.add("smithy-protocol", name);
    }
    return headers;
  }

  @Override
  public Wire.Response encodeError(
      @Nullable ServiceModel service, ServiceError error, RequestHead request, String requestId) {
    Headers.Builder headers = headers(requestId);
    String type = ErrorNames.json(service, error.code());
    if (service != null && service.isQueryCompatible()) {
      headers.add(
          "x-amzn-query-error",
          ErrorNames.query(service, error.code()) + ";" + ErrorNames.side(error));
      type = "com.amazonaws." + service.service() + "#" + type;
    }
    byte[] body = JsonErrors.writeError(factory, service, error, type, headers);
    return JsonErrors.response(error.status(), headers, body);
  }

  @Override
  public Wire.Request encodeRequest(
      ServiceModel service, OperationModel<?, ?> operation, Structure input, String host) {
    Headers.Builder headers = Headers.builder();
    headers.add("Content-Type", contentType);
    String path = "/";
    if (isRpcV2()) {
      path = "/service/" + service.targetPrefix() + "/operation/" + operation.name();
      headers.add("smithy-protocol", name);
      headers.add("Accept", contentType);
    } else {
      headers.add("X-Amz-Target", service.targetPrefix() + "." + operation.name());
    }
    byte[] body = JsonErrors.write(factory, client, input);
    headers.add("Content-Length", Integer.toString(body.length));
    RequestHead head = new RequestHead("POST", host, path, "", headers.build());
    return Endpoints.finish(operation, input, host, new Wire.Request(head, Body.of(body)));
  }

  @Override
  public Structure decodeResponse(OperationModel<?, ?> operation, Wire.Response response)
      throws IOException {
    StructureBuilder builder = operation.output().newBuilder();
    JsonErrors.read(factory, client, Bodies.read(response.body()), builder);
    return builder.build();
  }

  @Override
  public ServiceError decodeError(Wire.Response response) throws IOException {
    return JsonErrors.readError(factory, response);
  }
}
