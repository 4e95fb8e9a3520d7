package io.tarn.protocol;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.tarn.api.Body;
import io.tarn.api.Events;
import io.tarn.api.JsonForm;
import io.tarn.api.Member;
import io.tarn.api.OperationModel;
import io.tarn.api.Schema;
import io.tarn.api.ServiceModel;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.Type.Kind;
import io.tarn.kernel.ServiceError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** REST with JSON documents: Lambda, Scheduler, Lake Formation. */
final class RestJson implements Protocol {
  static final RestJson INSTANCE = new RestJson();

  private static final String CONTENT_TYPE = "application/json";

  private final RestBindings bindings =
      new RestBindings(
          (member, text) ->
              JsonForm.serialization(
                  "The value of %s is not of its type: %s".formatted(member.name(), text)));

  private RestJson() {}

  @Override
  public String name() {
    return "rest-json";
  }

  @Override
  public Wire.Decoded decode(Wire.Routed routed, Wire.Request request) throws IOException {
    String operation = requireNonNull(routed.operation());
    OperationModel<?, ?> model = routed.model();
    if (model == null) {
      return new Wire.Decoded(operation, null, null);
    }
    StructureBuilder builder = model.input().newBuilder();
    bindings.readRequest(model, routed.labels(), request.head(), builder);
    Body body = model.input().payload() == null ? Bodies.decoded(request) : request.body();
    readBody(WireJson.SERVER, builder, body);
    return new Wire.Decoded(operation, model, builder.build());
  }

  private static void readBody(JsonForm form, StructureBuilder builder, Body body)
      throws IOException {
    Member payload = builder.schema().payload();
    if (payload != null && payload.isStreaming()) {
      builder.set(payload.index(), body);
      return;
    }
    byte[] bytes = Bodies.read(body);
    if (payload == null) {
      if (RestBindings.hasBodyMembers(builder.schema())) {
        JsonErrors.read(WireJson.FACTORY, form, bytes, builder);
      }
      return;
    }
    if (bytes.length == 0) {
      return;
    }
    switch (payload.type().kind()) {
      case BLOB -> builder.set(payload.index(), bytes);
      case STRING -> builder.set(payload.index(), new String(bytes, StandardCharsets.UTF_8));
      default -> {
        Object document = document(form, payload, bytes);
        if (form != WireJson.SERVER || payload.isRequired() || !isEmpty(document)) {
          builder.set(payload.index(), document);
        }
      }
    }
  }

  /** Clients write {} also where the structure that is the payload is absent. */
  private static boolean isEmpty(@Nullable Object document) {
    return document instanceof Structure structure
        && structure.equals(structure.schema().newBuilder().build());
  }

  private static @Nullable Object document(JsonForm form, Member payload, byte[] bytes) {
    try (JsonParser parser = WireJson.FACTORY.createParser(bytes)) {
      if (parser.nextToken() == null) {
        return null;
      }
      Object value = form.readValue(parser, payload.type());
      if (parser.nextToken() != null) {
        throw JsonForm.serialization("Something follows the end of the document");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw JsonForm.serialization("The document cannot be read: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw JsonForm.serialization("The document cannot be read: " + e.getMessage());
    }
  }

  @Override
  public Wire.Response encode(
      ServiceModel service, OperationModel<?, ?> operation, Structure output, String requestId) {
    Headers.Builder headers = Headers.builder();
    headers.add("x-amzn-RequestId", requestId);
    int status = bindings.status(operation, output);
    Content content = content(output, true);
    if (content.type() != null) {
      headers.add("Content-Type", content.type());
    }
    bindings.writeHeaders(output, headers);
    content
        .body()
        .length()
        .ifPresent(length -> headers.set("Content-Length", Long.toString(length)));
    return new Wire.Response(new ResponseHead(status, headers.build()), content.body());
  }

  private record Content(Body body, @Nullable String type) {}

  private static Content content(Structure structure, boolean answer) {
    Schema schema = structure.schema();
    Member payload = schema.payload();
    if (payload == null) {
      if (!RestBindings.hasBodyMembers(schema)) {
        return new Content(Body.of(new byte[0]), answer ? CONTENT_TYPE : null);
      }
      byte[] bytes = JsonErrors.write(WireJson.FACTORY, WireJson.CLIENT, structure);
      return new Content(Body.of(bytes), CONTENT_TYPE);
    }
    Object value = structure.get(payload.index());
    Body simple = payload.type().kind() == Kind.DOCUMENT ? null : RestBindings.simplePayload(value);
    if (simple != null) {
      return new Content(simple, RestBindings.simpleContentType(payload));
    }
    if (value instanceof Events<?> events) {
      EventStreams.Documents documents =
          EventStreams.documents(WireJson.FACTORY, WireJson.CLIENT, CONTENT_TYPE);
      return new Content(EventStreams.write(events, null, documents), EventStreams.CONTENT_TYPE);
    }
    if (value == null) {
      boolean empty =
          payload.type().kind() == Kind.STRUCTURE && !payload.type().structure().isUnion();
      byte[] bytes = empty ? "{}".getBytes(StandardCharsets.UTF_8) : new byte[0];
      return new Content(Body.of(bytes), empty ? CONTENT_TYPE : null);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator out = WireJson.FACTORY.createGenerator(bytes)) {
      WireJson.CLIENT.writeValue(value, payload.type(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Content(Body.of(bytes.toByteArray()), CONTENT_TYPE);
  }

  @Override
  public Wire.Response encodeError(
      @Nullable ServiceModel service, ServiceError error, RequestHead request, String requestId) {
    String code = ErrorNames.json(service, error.code());
    Headers.Builder headers = Headers.builder();
    headers.add("x-amzn-RequestId", requestId);
    headers.add("Content-Type", CONTENT_TYPE);
    headers.add("x-amzn-ErrorType", code);
    byte[] body = JsonErrors.writeError(WireJson.FACTORY, service, error, null, headers);
    return JsonErrors.response(error.status(), headers, body);
  }

  @Override
  public Wire.Request encodeRequest(
      ServiceModel service, OperationModel<?, ?> operation, Structure input, String host) {
    String[] target = bindings.writeTarget(operation, input);
    Headers.Builder headers = Headers.builder();
    Content content = content(input, false);
    if (content.type() != null) {
      headers.add("Content-Type", content.type());
      content
          .body()
          .length()
          .ifPresent(length -> headers.set("Content-Length", Long.toString(length)));
    }
    bindings.writeHeaders(input, headers);
    RequestHead head =
        new RequestHead(operation.method(), host, target[0], target[1], headers.build());
    return Endpoints.finish(operation, input, host, new Wire.Request(head, content.body()));
  }

  @Override
  public Structure decodeResponse(OperationModel<?, ?> operation, Wire.Response response)
      throws IOException {
    StructureBuilder builder = operation.output().newBuilder();
    bindings.readResponse(operation.output(), response.head(), builder);
    readBody(WireJson.CLIENT, builder, response.body());
    return builder.build();
  }

  @Override
  public ServiceError decodeError(Wire.Response response) throws IOException {
    return JsonErrors.readError(WireJson.FACTORY, response);
  }
}
