package io.tarn.protocol;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Member;
import io.tarn.api.OperationModel;
import io.tarn.api.Schema;
import io.tarn.api.ServiceModel;
import io.tarn.api.Shapes;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.knowledge.TopDownIndex;
import software.amazon.smithy.model.shapes.ListShape;
import software.amazon.smithy.model.shapes.MapShape;
import software.amazon.smithy.model.shapes.MemberShape;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.shapes.ServiceShape;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.model.shapes.ShapeId;
import software.amazon.smithy.model.traits.DefaultTrait;
import software.amazon.smithy.model.traits.EndpointTrait;
import software.amazon.smithy.model.traits.HttpErrorTrait;
import software.amazon.smithy.model.traits.HttpHeaderTrait;
import software.amazon.smithy.model.traits.HttpPayloadTrait;
import software.amazon.smithy.model.traits.HttpPrefixHeadersTrait;
import software.amazon.smithy.model.traits.HttpQueryTrait;
import software.amazon.smithy.model.traits.HttpTrait;
import software.amazon.smithy.model.traits.JsonNameTrait;
import software.amazon.smithy.model.traits.MediaTypeTrait;
import software.amazon.smithy.model.traits.TimestampFormatTrait;
import software.amazon.smithy.model.traits.XmlNameTrait;
import software.amazon.smithy.model.traits.XmlNamespaceTrait;

/** The shapes of one Smithy service, made into schemas when the test runs. */
final class SmithyShapes extends Shapes {
  private final Model model;
  private final ServiceShape service;
  private final String protocol;
  private final boolean client;
  private final List<Shape> structures;
  private final Map<ShapeId, Integer> indexes = new HashMap<>();

  /**
   * @param client whether builders fill in the defaults that a client knows, or those of a server
   */
  SmithyShapes(Model model, ServiceShape service, String protocol, boolean client) {
    super(structures(model).size());
    this.model = model;
    this.service = service;
    this.protocol = protocol;
    this.client = client;
    this.structures = structures(model);
    for (Shape shape : structures) {
      indexes.put(shape.getId(), indexes.size());
    }
  }

  private static List<Shape> structures(Model model) {
    List<Shape> all = new ArrayList<>(model.getStructureShapes());
    all.addAll(model.getUnionShapes());
    all.sort(null);
    return all;
  }

  private boolean isRest() {
    return protocol.startsWith("rest");
  }

  Schema schema(ShapeId id) {
    return schema(requireNonNull(indexes.get(id), () -> id.toString()));
  }

  /** What the generator would have said of this service. */
  ServiceModel serviceModel() {
    StringBuilder operations = new StringBuilder();
    StringBuilder errors = new StringBuilder();
    List<OperationModel<?, ?>> models = new ArrayList<>();
    for (OperationShape operation : TopDownIndex.of(model).getContainedOperations(service)) {
      OperationModel<?, ?> made = operation(operation);
      models.add(made);
      operations.append(made.name());
      if (isRest()) {
        operations.append(' ').append(made.method()).append(' ').append(made.uri());
      }
      operations.append('\n');
    }
    for (ShapeId error : errors()) {
      Shape shape = model.expectShape(error);
      errors.append(
          "%s %s %d client %s\n"
              .formatted(
                  error.getName(),
                  shape
                      .findTrait("aws.protocols#awsQueryError")
                      .map(trait -> trait.toNode().expectObjectNode())
                      .map(node -> node.expectStringMember("code").getValue())
                      .orElse(error.getName()),
                  shape.getTrait(HttpErrorTrait.class).map(HttpErrorTrait::getCode).orElse(400),
                  shape.getMember("Message").isPresent() ? "Message" : "message"));
    }
    String facts =
        "service=%s\napiVersion=%s\nxmlNamespace=%s\ntargetPrefix=%s\nprotocol=%s"
            .formatted(
                name(),
                service.getVersion(),
                service.getTrait(XmlNamespaceTrait.class).map(XmlNamespaceTrait::getUri).orElse(""),
                service.getId().getName(),
                protocol);
    return new ServiceModel(
        facts, operations.toString().strip(), errors.toString().strip(), models);
  }

  private List<ShapeId> errors() {
    List<ShapeId> errors = new ArrayList<>(service.getErrors());
    for (OperationShape operation : TopDownIndex.of(model).getContainedOperations(service)) {
      errors.addAll(operation.getErrors());
    }
    return errors.stream().distinct().toList();
  }

  OperationModel<?, ?> operation(OperationShape operation) {
    HttpTrait http = operation.getTrait(HttpTrait.class).orElse(null);
    boolean bound = http != null && isRest();
    return new OperationModel<>(
        name(),
        operation.getId().getName(),
        bound ? requireNonNull(http).getMethod() : "POST",
        bound ? requireNonNull(http).getUri().toString() : "/",
        schema(operation.getInputShape()),
        schema(operation.getOutputShape()),
        bound ? requireNonNull(http).getCode() : 200,
        traits(operation));
  }

  private String name() {
    return service.getId().getName().equals("AmazonS3") ? "s3" : service.getId().getName();
  }

  private static String traits(OperationShape operation) {
    StringBuilder traits = new StringBuilder("wrapper=" + operation.getId().getName() + "Result");
    operation
        .getTrait(EndpointTrait.class)
        .ifPresent(trait -> traits.append(" host-prefix=").append(trait.getHostPrefix()));
    if (operation.hasTrait("smithy.api#requestCompression")) {
      traits.append(" gzip");
    }
    if (operation.hasTrait("smithy.api#httpChecksumRequired")) {
      traits.append(" checksum-required");
    }
    return traits.toString();
  }

  @Override
  protected String compact(int index) {
    Shape shape = structures.get(index);
    StringBuilder out = new StringBuilder(shape.getId().getName());
    if (shape.isUnionShape()) {
      out.append(" union");
      if (shape.hasTrait("smithy.api#streaming")) {
        out.append(" events");
      }
    }
    shape.getTrait(XmlNameTrait.class).ifPresent(trait -> value(out, "n", trait.getValue()));
    namespace(out, shape);
    for (MemberShape member : shape.members()) {
      if (isRest() && member.hasTrait(HttpPayloadTrait.class)) {
        value(out, "payload", member.getMemberName());
      }
    }
    for (MemberShape member : shape.members()) {
      out.append('\n').append(member.getMemberName()).append(' ');
      member(out, member);
    }
    return out.toString();
  }

  private void member(StringBuilder out, MemberShape member) {
    Shape target = model.expectShape(member.getTarget());
    type(out, member);
    if (isRest() && binding(out, member, target)) {
      return;
    }
    boolean json = protocol.contains("Json");
    if (protocol.equals("restJson1")) {
      member.getTrait(JsonNameTrait.class).ifPresent(trait -> value(out, "n", trait.getValue()));
    } else if (!json) {
      member.getTrait(XmlNameTrait.class).ifPresent(trait -> value(out, "n", trait.getValue()));
    }
    member
        .findTrait("aws.protocols#ec2QueryName")
        .ifPresent(trait -> value(out, "qn", trait.toNode().expectStringNode().getValue()));
    flag(out, member, "smithy.api#idempotencyToken", "token");
    flag(out, member, "smithy.api#xmlFlattened", "flat");
    flag(out, member, "smithy.api#xmlAttribute", "attr");
    flag(out, target, "smithy.api#streaming", "stream");
    namespace(out, member);
  }

  private boolean binding(StringBuilder out, MemberShape member, Shape target) {
    if (member.hasTrait("smithy.api#httpLabel")) {
      value(out, "u", member.getMemberName());
    } else if (member.hasTrait(HttpHeaderTrait.class)) {
      value(out, "h", member.expectTrait(HttpHeaderTrait.class).getValue());
      if (target.hasTrait("smithy.api#mediaType")) {
        out.append(" json");
      }
    } else if (member.hasTrait(HttpPrefixHeadersTrait.class)) {
      value(out, "H", member.expectTrait(HttpPrefixHeadersTrait.class).getValue());
    } else if (member.hasTrait(HttpQueryTrait.class) && isInput(member)) {
      value(out, "q", member.expectTrait(HttpQueryTrait.class).getValue());
      flag(out, member, "smithy.api#idempotencyToken", "token");
    } else if (member.hasTrait("smithy.api#httpQueryParams") && isInput(member)) {
      value(out, "q", "*");
    } else if (member.hasTrait("smithy.api#httpResponseCode")) {
      out.append(" c");
    } else {
      return false;
    }
    return true;
  }

  private boolean isInput(MemberShape member) {
    return model.getOperationShapes().stream()
        .anyMatch(operation -> operation.getInputShape().equals(member.getContainer()));
  }

  private void type(StringBuilder out, MemberShape member) {
    Shape target = model.expectShape(member.getTarget());
    switch (target.getType()) {
      case STRING, ENUM -> out.append('s');
      case BOOLEAN -> out.append('b');
      case BYTE -> out.append('Y');
      case SHORT -> out.append('H');
      case INTEGER, INT_ENUM -> out.append('i');
      case LONG -> out.append('l');
      case FLOAT -> out.append('f');
      case DOUBLE -> out.append('d');
      case BIG_INTEGER -> out.append('I');
      case BIG_DECIMAL -> out.append('D');
      case BLOB -> out.append('B');
      case TIMESTAMP -> {
        out.append('t');
        member
            .getTrait(TimestampFormatTrait.class)
            .or(() -> target.getTrait(TimestampFormatTrait.class))
            .ifPresent(trait -> value(out, "tf", trait.getValue()));
      }
      case DOCUMENT -> out.append('j');
      case STRUCTURE, UNION -> out.append('#').append(indexes.get(target.getId()));
      case LIST -> {
        out.append('[');
        element(out, ((ListShape) target).getMember());
        out.append(']');
      }
      case MAP -> {
        out.append('{');
        element(out, ((MapShape) target).getKey());
        out.append(':');
        element(out, ((MapShape) target).getValue());
        out.append('}');
      }
      default -> throw new IllegalStateException(target.toString());
    }
    flag(out, target, "smithy.api#sparse", "sparse");
    target.getTrait(MediaTypeTrait.class).ifPresent(trait -> value(out, "mt", trait.getValue()));
  }

  private void element(StringBuilder out, MemberShape member) {
    type(out, member);
    member.getTrait(XmlNameTrait.class).ifPresent(trait -> value(out, "n", trait.getValue()));
    namespace(out, member);
  }

  private static void namespace(StringBuilder out, Shape shape) {
    shape
        .getTrait(XmlNamespaceTrait.class)
        .ifPresent(
            trait -> {
              value(out, "ns", trait.getUri());
              trait.getPrefix().ifPresent(prefix -> value(out, "pfx", prefix));
            });
  }

  private static void flag(StringBuilder out, Shape shape, String trait, String mark) {
    if (shape.hasTrait(trait)) {
      out.append(' ').append(mark);
    }
  }

  private static void value(StringBuilder out, String name, String value) {
    out.append(' ').append(name).append('=');
    for (char c : value.toCharArray()) {
      out.append(
          c <= ' ' || "%[]{}:|".indexOf(c) >= 0
              ? String.format(Locale.ROOT, "%%%02x", (int) c)
              : String.valueOf(c));
    }
  }

  @Override
  protected StructureBuilder builder(int index) {
    Schema schema = schema(index);
    return new StructureBuilder(schema, schema.members().size()) {
      @Override
      public Structure build() {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < schema.members().size(); i++) {
          Object value = get(i);
          values.add(value == null ? defaultOf(index, schema.member(i)) : value);
        }
        return new Made(schema, values);
      }
    };
  }

  private @Nullable Object defaultOf(int index, Member member) {
    Shape shape = structures.get(index);
    if (shape.isUnionShape()) {
      return null;
    }
    MemberShape found = shape.getMember(member.name()).orElseThrow();
    boolean optional =
        client
            && (found.hasTrait("smithy.api#clientOptional") || shape.hasTrait("smithy.api#input"));
    return optional
        ? null
        : found
            .getTrait(DefaultTrait.class)
            .map(trait -> SmithyValues.ofDefault(trait.toNode(), member.type()))
            .orElse(null);
  }

  /** A structure without a class of its own. */
  record Made(Schema schema, List<@Nullable Object> values) implements Structure {
    @Override
    public @Nullable Object get(int index) {
      return values.get(index);
    }
  }
}
