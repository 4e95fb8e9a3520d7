package io.tarn.protocol;

import io.tarn.api.OperationModel;
import io.tarn.api.Schema;
import io.tarn.api.ServiceModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.knowledge.TopDownIndex;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.shapes.ServiceShape;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.model.shapes.ShapeId;
import software.amazon.smithy.protocoltests.traits.AppliesTo;
import software.amazon.smithy.protocoltests.traits.HttpMessageTestCase;
import software.amazon.smithy.protocoltests.traits.HttpRequestTestsTrait;
import software.amazon.smithy.protocoltests.traits.HttpResponseTestsTrait;

/**
 * One published vector in one direction.
 *
 * @param error the error's schema, when the answer is one
 */
record VectorCase(
    AppliesTo side,
    HttpMessageTestCase vector,
    Protocol protocol,
    ServiceModel service,
    OperationModel<?, ?> operation,
    @Nullable Schema error) {

  private static final Map<String, Protocol> PROTOCOLS =
      Map.of(
          "awsJson1_0", JsonRpc.JSON_1_0,
          "awsJson1_1", JsonRpc.JSON_1_1,
          "restJson1", RestJson.INSTANCE,
          "restXml", RestXml.PLAIN,
          "awsQuery", Query.AWS,
          "ec2Query", Query.EC2);

  String key() {
    return side.name().toLowerCase(java.util.Locale.ROOT) + " " + vector.getId();
  }

  static List<VectorCase> all() {
    Model model = Model.assembler().discoverModels().assemble().unwrap();
    List<VectorCase> cases = new ArrayList<>();
    for (ServiceShape service : model.getServiceShapes()) {
      PROTOCOLS.forEach(
          (name, protocol) -> {
            if (service.hasTrait("aws.protocols#" + name)) {
              boolean s3 = service.getId().getName().equals("AmazonS3");
              ofService(model, service, name, s3 ? RestXml.S3 : protocol, cases);
            }
          });
    }
    return cases;
  }

  private static void ofService(
      Model model, ServiceShape service, String name, Protocol protocol, List<VectorCase> cases) {
    for (AppliesTo side : AppliesTo.values()) {
      ofSide(model, service, name, protocol, side, cases);
    }
  }

  private static void ofSide(
      Model model,
      ServiceShape service,
      String name,
      Protocol protocol,
      AppliesTo side,
      List<VectorCase> cases) {
    SmithyShapes shapes = new SmithyShapes(model, service, name, side == AppliesTo.CLIENT);
    ServiceModel made = shapes.serviceModel();
    ShapeId id = ShapeId.from("aws.protocols#" + name);
    for (OperationShape shape : TopDownIndex.of(model).getContainedOperations(service)) {
      OperationModel<?, ?> operation = made.find(shape.getId().getName());
      if (operation == null) {
        continue;
      }
      for (HttpMessageTestCase vector : vectors(shape)) {
        add(cases, side, vector, id, protocol, made, operation, null);
      }
      for (ShapeId error : shape.getErrors(service)) {
        for (HttpMessageTestCase vector : vectors(model.expectShape(error))) {
          if (cases.stream().noneMatch(one -> one.vector() == vector && one.side() == side)) {
            add(cases, side, vector, id, protocol, made, operation, shapes.schema(error));
          }
        }
      }
    }
  }

  private static List<HttpMessageTestCase> vectors(Shape shape) {
    List<HttpMessageTestCase> vectors = new ArrayList<>();
    shape
        .getTrait(HttpRequestTestsTrait.class)
        .ifPresent(trait -> vectors.addAll(trait.getTestCases()));
    shape
        .getTrait(HttpResponseTestsTrait.class)
        .ifPresent(trait -> vectors.addAll(trait.getTestCases()));
    return vectors;
  }

  private static void add(
      List<VectorCase> cases,
      AppliesTo side,
      HttpMessageTestCase vector,
      ShapeId id,
      Protocol protocol,
      ServiceModel service,
      OperationModel<?, ?> operation,
      @Nullable Schema error) {
    if (!vector.getProtocol().equals(id)) {
      return;
    }
    // Where a vector has a compressed body, it does not give the bytes: only a client can be
    // judged.
    boolean bytesMissing =
        side == AppliesTo.SERVER
            && vector.getBody().isEmpty()
            && vector.getHeaders().getOrDefault("Content-Encoding", "").endsWith("gzip");
    Optional<AppliesTo> only = vector.getAppliesTo();
    if (!bytesMissing && (only.isEmpty() || only.get() == side)) {
      cases.add(new VectorCase(side, vector, protocol, service, operation, error));
    }
  }
}
