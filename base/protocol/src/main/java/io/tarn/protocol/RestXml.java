package io.tarn.protocol;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.tarn.api.Body;
import io.tarn.api.Events;
import io.tarn.api.Member;
import io.tarn.api.OperationModel;
import io.tarn.api.Schema;
import io.tarn.api.ServiceModel;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.Type.Kind;
import io.tarn.api.Validation;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** REST with XML documents: S3, with its own error form, root names and namespace; and the rest. */
final class RestXml implements Protocol {
  static final RestXml S3 = new RestXml(true);
  static final RestXml PLAIN = new RestXml(false);

  private static final String CONTENT_TYPE = "application/xml";

  private final boolean s3;
  private final XmlForm xml;
  private final RestBindings bindings;

  private RestXml(boolean s3) {
    this.s3 = s3;
    this.xml = new XmlForm(s3, false);
    this.bindings = new RestBindings(RestXml::invalidArgument);
  }

  private static ServiceError invalidArgument(Member member, String text) {
    String problem =
        switch (member.type().kind()) {
          case INTEGER, LONG, SHORT, BYTE -> " not an integer or within integer range";
          default -> " has an invalid value";
        };
    return new ServiceError("InvalidArgument", 400, "Provided " + member.locationName() + problem)
        .with("ArgumentName", member.locationName())
        .with("ArgumentValue", text);
  }

  @Override
  public String name() {
    return "rest-xml";
  }

  private static final Set<String> READS = Set.of("GetObject", "HeadObject");
  private static final String ENCRYPTION = "x-amz-server-side-encryption";

  /**
   * A read may not say how to encrypt. The model has no member for it, so that only here can it be
   * seen. Source: S3 API Reference, GetObject, "Encryption".
   */
  private static void checkNoEncryption(RequestHead head) {
    String value = head.headers().first(ENCRYPTION);
    if (value != null) {
      throw new ServiceError(
              "InvalidArgument", 400, "The header " + ENCRYPTION + " does not apply to reads.")
          .with("ArgumentName", ENCRYPTION)
          .with("ArgumentValue", value);
    }
  }

  @Override
  public Wire.Decoded decode(Wire.Routed routed, Wire.Request request) throws IOException {
    String operation = requireNonNull(routed.operation());
    OperationModel<?, ?> model = routed.model();
    if (model == null) {
      return new Wire.Decoded(operation, null, null);
    }
    if (s3 && READS.contains(operation)) {
      checkNoEncryption(request.head());
    }
    StructureBuilder builder = model.input().newBuilder();
    bindings.readRequest(model, routed.labels(), Forms.head(request), builder);
    // What S3 is given compressed is kept compressed.
    readBody(
        builder, s3 || model.input().payload() != null ? request.body() : Bodies.decoded(request));
    return new Wire.Decoded(operation, model, builder.build());
  }

  private void readBody(StructureBuilder builder, Body body) throws IOException {
    Schema schema = builder.schema();
    Member payload = schema.payload();
    if (payload != null && payload.isStreaming()) {
      builder.set(payload.index(), body);
      return;
    }
    byte[] bytes = Bodies.read(body);
    if (bytes.length == 0) {
      return;
    }
    try {
      if (payload == null) {
        if (RestBindings.hasBodyMembers(schema)) {
          readRoot(bytes, builder, null);
        }
      } else if (payload.type().kind() == Kind.STRUCTURE) {
        StructureBuilder inner = payload.type().structure().newBuilder();
        readRoot(bytes, inner, payload);
        builder.set(payload.index(), inner.build());
      } else if (payload.type().kind() == Kind.BLOB) {
        builder.set(payload.index(), bytes);
      } else {
        builder.set(payload.index(), new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (XmlForm.Malformed e) {
      throw Validation.malformedXml();
    }
  }

  /** Whether a document's root is called as S3's model says; elsewhere any name will do. */
  private boolean isRoot(String name, Member payload) {
    Schema schema = payload.type().structure();
    return !s3
        || name.equals(payload.locationName())
        || name.equals(requireNonNullElse(schema.xmlName(), schema.name()));
  }

  /**
   * @param payload null where the document is the structure itself
   */
  private void readRoot(byte[] bytes, StructureBuilder builder, @Nullable Member payload)
      throws XmlForm.Malformed {
    XMLStreamReader reader = XmlForm.open(bytes);
    if (payload != null && !isRoot(reader.getLocalName(), payload)) {
      throw new XmlForm.Malformed("root is " + reader.getLocalName());
    }
    xml.read(reader, builder);
    XmlForm.finish(reader);
  }

  @Override
  public Wire.Response encode(
      ServiceModel service, OperationModel<?, ?> operation, Structure output, String requestId) {
    Headers.Builder headers = Headers.builder();
    requestIds(headers, requestId);
    Member payload = output.schema().payload();
    Body body;
    if (s3 && operation.name().equals("GetBucketLocation")) {
      body = location(output, headers);
    } else if (payload == null) {
      body = document(service, operation, output, headers);
    } else {
      body = payload(payload, output.get(payload.index()), headers);
    }
    bindings.writeHeaders(output, headers);
    if (!operation.method().equals("HEAD")) {
      body.length().ifPresent(length -> headers.set("Content-Length", Long.toString(length)));
    }
    int status = isPartial(output) ? 206 : bindings.status(operation, output);
    return new Wire.Response(new ResponseHead(status, headers.build()), body);
  }

  /** A range is 206, which S3's model does not say. */
  private boolean isPartial(Structure output) {
    Member range = s3 ? output.schema().find("ContentRange") : null;
    return range != null && output.get(range.index()) != null;
  }

  private void requestIds(Headers.Builder headers, String requestId) {
    headers.add("x-amzn-RequestId", requestId);
    if (s3) {
      headers.add("x-amz-request-id", requestId);
      headers.add("x-amz-id-2", hostId(requestId));
    }
  }

  /** S3's second id; opaque, made from the first so that both name one request. */
  private static String hostId(String requestId) {
    return Base64.getEncoder()
        .encodeToString(("tarn/" + requestId).getBytes(StandardCharsets.UTF_8));
  }

  /** The one answer whose root is its only value. */
  private static Body location(Structure output, Headers.Builder headers) {
    headers.add("Content-Type", CONTENT_TYPE);
    XmlWriter out = new XmlWriter().declaration();
    out.start("LocationConstraint").namespace("", S3Names.NAMESPACE);
    out.text(String.valueOf(requireNonNullElse(output.get(0), "")));
    return Body.of(out.end("LocationConstraint").bytes());
  }

  private Body document(
      ServiceModel service,
      OperationModel<?, ?> operation,
      Structure output,
      Headers.Builder headers) {
    if (!RestBindings.hasBodyMembers(output.schema())) {
      if (!s3) {
        headers.add("Content-Type", CONTENT_TYPE);
      }
      return Body.of(new byte[0]);
    }
    headers.add("Content-Type", CONTENT_TYPE);
    String root =
        s3
            ? S3Names.root(operation.name())
            : requireNonNullElse(output.schema().xmlName(), output.schema().name());
    return write(root, output, namespace(service));
  }

  private String namespace(ServiceModel service) {
    return s3 ? S3Names.NAMESPACE : service.xmlNamespace();
  }

  private Body write(String root, Structure structure, String namespace) {
    XmlWriter out = new XmlWriter();
    if (s3) {
      out.declaration();
    }
    out.start(root);
    Schema schema = structure.schema();
    if (schema.namespace() != null) {
      out.namespace(requireNonNullElse(schema.namespacePrefix(), ""), schema.namespace());
    } else {
      out.namespace("", namespace);
    }
    xml.write(structure, out);
    return Body.of(out.end(root).bytes());
  }

  private Body payload(Member payload, @Nullable Object value, Headers.Builder headers) {
    Body simple = RestBindings.simplePayload(value);
    if (simple != null) {
      if (!s3) {
        headers.add("Content-Type", RestBindings.simpleContentType(payload));
      }
      return simple;
    }
    if (value instanceof Events<?> events) {
      headers.add("Content-Type", EventStreams.CONTENT_TYPE);
      return EventStreams.write(events, null, documents());
    }
    if (!(value instanceof Structure structure)) {
      return Body.of(new byte[0]);
    }
    headers.add("Content-Type", CONTENT_TYPE);
    return write(payloadRoot(payload), structure, payloadNamespace(payload));
  }

  private EventStreams.Documents documents() {
    return new EventStreams.Documents() {
      @Override
      public String contentType() {
        return "text/xml";
      }

      @Override
      public byte[] write(Structure structure) {
        XmlWriter out = new XmlWriter().start(structure.schema().name());
        xml.write(structure, out);
        return out.end(structure.schema().name()).bytes();
      }

      @Override
      public void read(byte[] bytes, StructureBuilder builder) {
        try {
          readRoot(bytes, builder, null);
        } catch (XmlForm.Malformed e) {
          throw QueryForm.malformed("The event is not XML");
        }
      }
    };
  }

  private String payloadRoot(Member payload) {
    if (payload.isRenamed()) {
      return payload.locationName();
    }
    Schema target = payload.type().structure();
    return s3 ? payload.name() : requireNonNullElse(target.xmlName(), target.name());
  }

  private String payloadNamespace(Member payload) {
    return requireNonNullElse(payload.namespace(), s3 ? S3Names.namespace(payload.name()) : "");
  }

  @Override
  public Wire.Response encodeError(
      @Nullable ServiceModel service, ServiceError error, RequestHead request, String requestId) {
    Headers.Builder headers = Headers.builder();
    requestIds(headers, requestId);
    Map<String, Object> details = ErrorNames.headers(error, headers);
    if (request.method().equals("HEAD") || error.status() == 304) {
      return JsonErrors.response(error.status(), headers, new byte[0]);
    }
    headers.add("Content-Type", CONTENT_TYPE);
    XmlWriter out = new XmlWriter();
    if (s3) {
      out.declaration();
    } else {
      out.start("ErrorResponse").namespace("", service == null ? "" : service.xmlNamespace());
    }
    out.start("Error");
    if (!s3) {
      out.element("Type", ErrorNames.side(error));
    }
    out.element("Code", ErrorNames.restXml(service, error.code()));
    if (!error.message().isEmpty()) {
      out.element("Message", error.message());
    }
    ErrorNames.elements(details, xml, out);
    if (s3) {
      if (!details.containsKey("Resource")) {
        out.element("Resource", Percent.decode(request.rawPath()));
      }
      out.element("RequestId", requestId).element("HostId", hostId(requestId));
    }
    out.end("Error");
    if (!s3) {
      out.element("RequestId", requestId).end("ErrorResponse");
    }
    return JsonErrors.response(error.status(), headers, out.bytes());
  }

  @Override
  public Wire.Request encodeRequest(
      ServiceModel service, OperationModel<?, ?> operation, Structure input, String host) {
    String[] target = bindings.writeTarget(operation, input);
    Headers.Builder headers = Headers.builder();
    Schema schema = input.schema();
    Member payload = schema.payload();
    Body body = Body.of(new byte[0]);
    String namespace = s3 ? S3Names.NAMESPACE : service.xmlNamespace();
    if (payload == null && RestBindings.hasBodyMembers(schema)) {
      headers.add("Content-Type", CONTENT_TYPE);
      body = write(requireNonNullElse(schema.xmlName(), schema.name()), input, namespace);
    } else if (payload != null && input.get(payload.index()) instanceof Structure structure) {
      headers.add("Content-Type", CONTENT_TYPE);
      body =
          write(
              payloadRoot(payload),
              structure,
              payloadNamespace(payload).isEmpty() ? namespace : payloadNamespace(payload));
    } else if (payload != null) {
      Body simple = RestBindings.simplePayload(input.get(payload.index()));
      if (simple != null) {
        headers.add("Content-Type", RestBindings.simpleContentType(payload));
        body = simple;
      }
    }
    if (body.length().orElse(1) > 0) {
      body.length().ifPresent(length -> headers.set("Content-Length", Long.toString(length)));
    }
    bindings.writeHeaders(input, headers);
    RequestHead head =
        new RequestHead(operation.method(), host, target[0], target[1], headers.build());
    return Endpoints.finish(operation, input, host, new Wire.Request(head, body));
  }

  @Override
  public Structure decodeResponse(OperationModel<?, ?> operation, Wire.Response response)
      throws IOException {
    StructureBuilder builder = operation.output().newBuilder();
    bindings.readResponse(operation.output(), response.head(), builder);
    if (s3 && operation.name().equals("GetBucketLocation")) {
      try {
        String region = XmlForm.readText(XmlForm.open(Bodies.read(response.body())));
        builder.set(0, region.isEmpty() ? null : region);
      } catch (XmlForm.Malformed e) {
        throw QueryForm.malformed("The answer is not XML");
      }
    } else {
      readBody(builder, response.body());
    }
    return builder.build();
  }

  @Override
  public ServiceError decodeError(Wire.Response response) throws IOException {
    return Query.readError(response);
  }
}
