package io.tarn.generator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What a service has beside its structures: constants, schemas by index, its model. */
final class ServiceWriter {
  private ServiceWriter() {}

  static String packageInfo(Model model) {
    return """
    /** Generated from AWS's model of %1$s. */
    @org.jspecify.annotations.NullMarked
    package io.tarn.api.%1$s;
    """
        .formatted(model.service());
  }

  /** Index to schema text and builder, by switches: nothing is loaded before it is asked for. */
  static String shapes(Model model) {
    StringBuilder compact = new StringBuilder();
    StringBuilder builders = new StringBuilder();
    for (String structure : model.structures()) {
      String java = model.className(structure);
      int index = model.index(structure);
      compact.append("      case %d -> %s.compact();\n".formatted(index, java));
      builders.append("      case %d -> %s.builder();\n".formatted(index, java));
    }
    return """
    package io.tarn.api.%1$s;

    /** Schemas and builders of %1$s by index. */
    final class %2$sShapes extends io.tarn.api.Shapes {
      static final %2$sShapes ALL = new %2$sShapes();

      private %2$sShapes() { super(%3$d); }

      @Override protected String compact(int index) {
        return switch (index) {
    %4$s      default -> throw new IndexOutOfBoundsException(index);
        };
      }

      @Override protected io.tarn.api.StructureBuilder builder(int index) {
        return switch (index) {
    %5$s      default -> throw new IndexOutOfBoundsException(index);
        };
      }
    }
    """
        .formatted(model.service(), model.prefix(), model.structures().size(), compact, builders);
  }

  static String service(Model model) {
    StringBuilder constants = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (String operation : model.used()) {
      String constant = Names.constant(operation);
      names.add(constant);
      constants.append(constant(model, operation, constant));
    }
    JsonNode metadata = model.metadata();
    return """
    package io.tarn.api.%1$s;

    /** The operations of %1$s that have records, and its model. */
    public final class %2$sService {
      private %2$sService() {}

    %3$s
      public static final io.tarn.api.ServiceModel MODEL = new io.tarn.api.ServiceModel(
          %4$s,
          %5$s,
          %6$s,
          java.util.List.of(new io.tarn.api.OperationModel<?, ?>[] {%7$s}));
    }
    """
        .formatted(
            model.service(),
            model.prefix(),
            constants,
            Names.literal(facts(model.service(), metadata)),
            Names.literal(operations(model)),
            Names.literal(errors(model)),
            String.join(", ", names));
  }

  private static String constant(Model model, String operation, String constant) {
    JsonNode node = model.operation(operation);
    String input = model.side(operation, "input");
    String output = model.side(operation, "output");
    return """
      public static final io.tarn.api.OperationModel<%s, %s> %s =
          new io.tarn.api.OperationModel<>(%s, %s, %s, %s, %sShapes.ALL.schema(%d), %sShapes.ALL.schema(%d), %d, %s);
    """
        .formatted(
            model.className(input),
            model.className(output),
            constant,
            Names.literal(model.service()),
            Names.literal(operation),
            Names.literal(node.path("http").path("method").asText("POST")),
            Names.literal(node.path("http").path("requestUri").asText("/")),
            model.prefix(),
            model.index(input),
            model.prefix(),
            model.index(output),
            node.path("http").path("responseCode").asInt(200),
            Names.literal(traits(node)));
  }

  private static String traits(JsonNode operation) {
    List<String> traits = new ArrayList<>();
    if (operation.path("authtype").asText().equals("none")) {
      traits.add("noauth");
    }
    JsonNode checksum = operation.path("httpChecksum");
    if (checksum.path("requestChecksumRequired").asBoolean()) {
      traits.add("checksum-required");
    }
    if (checksum.has("requestAlgorithmMember")) {
      traits.add("checksum-algorithm=" + checksum.path("requestAlgorithmMember").asText());
    }
    if (operation.path("endpoint").has("hostPrefix")) {
      traits.add("host-prefix=" + operation.path("endpoint").path("hostPrefix").asText());
    }
    if (operation.path("output").has("resultWrapper")) {
      traits.add("wrapper=" + operation.path("output").path("resultWrapper").asText());
    }
    return String.join(" ", traits);
  }

  private static String facts(String service, JsonNode metadata) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("service", service);
    for (String name :
        List.of(
            "apiVersion",
            "endpointPrefix",
            "jsonVersion",
            "protocol",
            "serviceId",
            "targetPrefix",
            "xmlNamespace")) {
      facts.put(name, metadata.path(name).asText());
    }
    facts.put(
        "signingName",
        metadata.path("signingName").asText(metadata.path("endpointPrefix").asText()));
    List<String> protocols = new ArrayList<>();
    metadata.path("protocols").forEach(protocol -> protocols.add(protocol.asText()));
    facts.put("protocols", String.join(" ", protocols));
    facts.put("queryCompatible", metadata.has("awsQueryCompatible") ? "true" : "");
    StringBuilder text = new StringBuilder();
    facts.forEach((name, value) -> text.append(value.isEmpty() ? "" : name + "=" + value + "\n"));
    return text.toString().strip();
  }

  /** Every operation's name, and for REST what a request to it looks like. */
  private static String operations(Model model) {
    boolean rest = model.metadata().path("protocol").asText().startsWith("rest");
    List<String> lines = new ArrayList<>();
    for (String name : model.operations()) {
      JsonNode http = model.operation(name).path("http");
      if (!rest) {
        lines.add(name);
        continue;
      }
      StringBuilder line = new StringBuilder(name);
      line.append(' ').append(http.path("method").asText());
      line.append(' ').append(http.path("requestUri").asText());
      JsonNode input = model.shape(model.operation(name).path("input").path("shape").asText());
      for (JsonNode required : input.path("required")) {
        JsonNode member = input.path("members").path(required.asText());
        switch (member.path("location").asText()) {
          case "querystring" -> line.append(" q=").append(member.path("locationName").asText());
          case "header" -> line.append(" h=").append(member.path("locationName").asText());
          default -> {}
        }
      }
      lines.add(line.toString());
    }
    return String.join("\n", lines);
  }

  /** Shape, code, status, fault and the name of the message member of every error. */
  private static String errors(Model model) {
    Set<String> named = new HashSet<>();
    for (String operation : model.operations()) {
      model.operation(operation).path("errors").forEach(error -> named.add(error.asText()));
    }
    List<String> lines = new ArrayList<>();
    for (String name : model.shapes()) {
      JsonNode shape = model.shape(name);
      if (!shape.path("exception").asBoolean() || !named.contains(name)) {
        continue;
      }
      JsonNode error = shape.path("error");
      boolean fault = shape.path("fault").asBoolean();
      lines.add(
          "%s %s %d %s %s"
              .formatted(
                  name,
                  error.path("code").asText(name),
                  error.path("httpStatusCode").asInt(fault ? 500 : 400),
                  fault ? "server" : "client",
                  shape.path("members").has("Message") ? "Message" : "message"));
    }
    return String.join("\n", lines);
  }

  static String services(List<Model> models) {
    return """
    package io.tarn.api;

    import org.jspecify.annotations.Nullable;

    /** The services Tarn knows by model. Looking one up loads that one only. */
    public final class Services {
      private Services() {}

      public static java.util.List<String> names() {
        return java.util.List.of(%s);
      }

      /** By the model's name, e.g. {@code stepfunctions}. */
      public static @Nullable ServiceModel find(String service) {
        return switch (service) {
    %s      default -> null;
        };
      }

      /** The service's name by the name it is signed for, e.g. {@code states}. */
      public static @Nullable String ofSigningName(String name) {
        return switch (name) {
    %s      default -> null;
        };
      }

      /** By the part of X-Amz-Target before the dot. */
      public static @Nullable String ofTarget(String prefix) {
        return switch (prefix) {
    %s      default -> null;
        };
      }

      /** By the Version of a query request. */
      public static @Nullable String ofVersion(String version) {
        return switch (version) {
    %s      default -> null;
        };
      }
    }
    """
        .formatted(
            String.join(", ", models.stream().map(m -> Names.literal(m.service())).toList()),
            cases(
                models,
                Model::service,
                m -> "io.tarn.api.%s.%sService.MODEL".formatted(m.service(), m.prefix())),
            cases(
                models,
                m ->
                    m.metadata()
                        .path("signingName")
                        .asText(m.metadata().path("endpointPrefix").asText()),
                m -> Names.literal(m.service())),
            cases(
                models,
                m -> m.metadata().path("targetPrefix").asText(),
                m -> Names.literal(m.service())),
            cases(
                models.stream().filter(ServiceWriter::speaksQuery).toList(),
                m -> m.metadata().path("apiVersion").asText(),
                m -> Names.literal(m.service())));
  }

  private static boolean speaksQuery(Model model) {
    return model.metadata().path("protocol").asText().equals("query")
        || model.metadata().has("awsQueryCompatible");
  }

  private static String cases(
      List<Model> models, Function<Model, String> key, Function<Model, String> value) {
    StringBuilder text = new StringBuilder();
    Set<String> seen = new HashSet<>();
    for (Model model : models) {
      String name = key.apply(model);
      if (!name.isEmpty() && seen.add(name)) {
        text.append("      case %s -> %s;\n".formatted(Names.literal(name), value.apply(model)));
      }
    }
    return text.toString();
  }
}
