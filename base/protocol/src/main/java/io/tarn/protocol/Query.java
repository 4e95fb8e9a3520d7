package io.tarn.protocol;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.tarn.api.Body;
import io.tarn.api.OperationModel;
import io.tarn.api.ServiceModel;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** The query protocol and EC2's dialect of it: forms in, XML out. */
final class Query implements Protocol {
  static final Query AWS = new Query(false);
  static final Query EC2 = new Query(true);

  private static final String SQS_NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/";

  private final boolean ec2;
  private final QueryForm form;
  private final XmlForm xml;

  private Query(boolean ec2) {
    this.ec2 = ec2;
    this.form = new QueryForm(ec2);
    this.xml = new XmlForm(false, !ec2);
  }

  @Override
  public String name() {
    return ec2 ? "ec2" : "query";
  }

  @Override
  public Wire.Decoded decode(Wire.Routed routed, Wire.Request request) throws IOException {
    List<Percent.Parameter> parameters = Percent.parameters(request.head().rawQuery());
    byte[] body = Bodies.read(request);
    parameters.addAll(Percent.parameters(new String(body, StandardCharsets.UTF_8)));
    String operation = null;
    for (Percent.Parameter parameter : parameters) {
      if (parameter.name().equals("Action")) {
        operation = parameter.value();
      }
    }
    if (operation == null || operation.isEmpty()) {
      throw new ServiceError("MissingAction", 400, "The request has no parameter Action");
    }
    OperationModel<?, ?> model = routed.service().find(operation);
    if (model == null) {
      if (!routed.service().operationNames().contains(operation)) {
        throw new ServiceError(
            "InvalidAction",
            400,
            "Could not find operation " + operation + " of " + routed.service().service());
      }
      return new Wire.Decoded(operation, null, null);
    }
    StructureBuilder builder = model.input().newBuilder();
    queueUrl(request.head(), model, parameters);
    form.read(parameters, builder);
    return new Wire.Decoded(operation, model, builder.build());
  }

  /** SQS's older clients post to the queue's own path and leave the parameter out. */
  private static void queueUrl(
      RequestHead head, OperationModel<?, ?> model, List<Percent.Parameter> parameters) {
    if (model.service().equals("sqs")
        && model.input().find("QueueUrl") != null
        && head.rawPath().length() > 1
        && parameters.stream().noneMatch(parameter -> parameter.name().equals("QueueUrl"))) {
      parameters.add(
          new Percent.Parameter("QueueUrl", "http://" + head.host() + head.rawPath(), true));
    }
  }

  @Override
  public Wire.Response encode(
      ServiceModel service, OperationModel<?, ?> operation, Structure output, String requestId) {
    XmlWriter out = new XmlWriter();
    String root = operation.name() + "Response";
    out.start(root).namespace("", namespace(service));
    if (ec2) {
      xml.write(output, out);
      out.element("requestId", requestId);
    } else {
      if (!output.schema().members().isEmpty() || operation.trait("wrapper") != null) {
        String wrapper =
            requireNonNullElse(operation.trait("wrapper"), operation.name() + "Result");
        out.start(wrapper);
        xml.write(output, out);
        out.end(wrapper);
      }
      out.start("ResponseMetadata").element("RequestId", requestId).end("ResponseMetadata");
    }
    out.end(root);
    return respond(200, out, requestId);
  }

  private static String namespace(@Nullable ServiceModel service) {
    if (service == null) {
      return "";
    }
    return service.service().equals("sqs") ? SQS_NAMESPACE : service.xmlNamespace();
  }

  private Wire.Response respond(int status, XmlWriter out, String requestId) {
    Headers.Builder headers = Headers.builder();
    headers.add("x-amzn-RequestId", requestId);
    headers.add("Content-Type", ec2 ? "text/xml;charset=UTF-8" : "text/xml");
    return JsonErrors.response(status, headers, out.bytes());
  }

  @Override
  public Wire.Response encodeError(
      @Nullable ServiceModel service, ServiceError error, RequestHead request, String requestId) {
    XmlWriter out = new XmlWriter();
    String root = ec2 ? "Response" : "ErrorResponse";
    out.start(root).namespace("", ec2 ? "" : namespace(service));
    if (ec2) {
      out.start("Errors");
    }
    out.start("Error");
    if (!ec2) {
      out.element("Type", ErrorNames.side(error));
    }
    out.element("Code", ErrorNames.query(service, error.code()));
    if (!error.message().isEmpty()) {
      out.element("Message", error.message());
    }
    ErrorNames.elements(ErrorNames.headers(error, Headers.builder()), xml, out);
    out.end("Error");
    if (ec2) {
      out.end("Errors");
    }
    out.element(ec2 ? "RequestID" : "RequestId", requestId).end(root);
    return respond(error.status(), out, requestId);
  }

  @Override
  public Wire.Request encodeRequest(
      ServiceModel service, OperationModel<?, ?> operation, Structure input, String host) {
    List<Percent.Parameter> parameters = new ArrayList<>();
    parameters.add(new Percent.Parameter("Action", operation.name(), true));
    parameters.add(new Percent.Parameter("Version", service.apiVersion(), true));
    form.write(input, parameters);
    StringBuilder text = new StringBuilder();
    for (Percent.Parameter parameter : parameters) {
      text.append(text.isEmpty() ? "" : "&").append(Percent.encode(parameter.name()));
      text.append('=').append(Percent.encode(parameter.value()));
    }
    byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
    Headers headers =
        Headers.of(
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Content-Length",
            Integer.toString(body.length));
    RequestHead head = new RequestHead("POST", host, "/", "", headers);
    return Endpoints.finish(operation, input, host, new Wire.Request(head, Body.of(body)));
  }

  @Override
  public Structure decodeResponse(OperationModel<?, ?> operation, Wire.Response response)
      throws IOException {
    StructureBuilder builder = operation.output().newBuilder();
    byte[] body = Bodies.read(response.body());
    if (body.length > 0 && !builder.schema().members().isEmpty()) {
      try {
        XMLStreamReader reader = XmlForm.open(body);
        if (!ec2) {
          String wrapper =
              requireNonNullElse(operation.trait("wrapper"), operation.name() + "Result");
          if (!descend(reader, wrapper)) {
            return builder.build();
          }
        }
        xml.read(reader, builder);
      } catch (XmlForm.Malformed e) {
        throw QueryForm.malformed(requireNonNull(e.getMessage()));
      }
    }
    return builder.build();
  }

  /** Goes on to the start of an element of that name. */
  static boolean descend(XMLStreamReader reader, String element) throws XmlForm.Malformed {
    try {
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT
            && reader.getLocalName().equals(element)) {
          return true;
        }
      }
      return false;
    } catch (XMLStreamException e) {
      throw new XmlForm.Malformed("not well-formed");
    }
  }

  @Override
  public ServiceError decodeError(Wire.Response response) throws IOException {
    return readError(response);
  }

  /** Reads the {@code Error} element, wherever it stands. */
  static ServiceError readError(Wire.Response response) throws IOException {
    byte[] body = Bodies.read(response.body());
    Map<String, Object> details = new LinkedHashMap<>();
    if (body.length > 0) {
      try {
        XMLStreamReader reader = XmlForm.open(body);
        if (reader.getLocalName().equals("Error") || descend(reader, "Error")) {
          errorMembers(reader, details);
        }
      } catch (XmlForm.Malformed | XMLStreamException e) {
        details.clear();
      }
    }
    Object code = details.remove("Code");
    Object message = details.remove("Message");
    details.remove("Type");
    return new ServiceError(
        code == null ? "Unknown" : code.toString(),
        response.head().status(),
        message == null ? "" : message.toString(),
        details);
  }

  private static void errorMembers(XMLStreamReader reader, Map<String, Object> members)
      throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    while (depth >= 0) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          depth++;
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          if (depth == 1) {
            members.put(reader.getLocalName(), text.toString());
          }
          depth--;
        }
        default -> {}
      }
    }
  }
}
