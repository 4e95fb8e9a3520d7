package io.tarn.catalog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import io.apicurio.registry.protobuf.ProtobufDifference;
import io.apicurio.registry.rules.compatibility.protobuf.ProtobufCompatibilityCheckerLibrary;
import io.apicurio.registry.utils.protobuf.schema.FileDescriptorUtils;
import io.apicurio.registry.utils.protobuf.schema.ProtobufFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Protocol Buffers, proto2 and proto3, by the parser and the linker whose words Glue's answers
 * have. A definition stands alone: it imports Google's own types and nothing else. Source: AWS Glue
 * Developer Guide, "Schema registry".
 */
record ProtobufLanguage() implements SchemaLanguage {
  private static final String FILE = "default.proto";

  @Override
  public String canonical(String definition) {
    ProtoFileElement parsed = parse(definition);
    linked(definition, parsed);
    return parsed.toSchema();
  }

  private static FileDescriptor linked(String definition, ProtoFileElement parsed) {
    try {
      return FileDescriptorUtils.protoFileToFileDescriptor(
          definition, FILE, Optional.ofNullable(parsed.getPackageName()));
    } catch (DescriptorValidationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (RuntimeException e) {
      // The linker's own words stand in the cause.
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static ProtoFileElement parse(String definition) {
    SchemaLanguage.checkDepth(definition);
    if (definition.isBlank()) {
      throw new IllegalArgumentException("it is empty");
    }
    return ProtobufFile.toProtoFileElement(definition);
  }

  @Override
  public Optional<String> unreadable(String reader, String writer) {
    List<ProtobufDifference> found =
        new ProtobufCompatibilityCheckerLibrary(
                new ProtobufFile(parse(writer)), new ProtobufFile(parse(reader)))
            .findDifferences();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            found.stream().map(ProtobufDifference::getMessage).collect(Collectors.joining("; ")));
  }

  @Override
  public String difference(String from, String to) {
    return JsonPatch.between(descriptor(from), descriptor(to));
  }

  private static JsonNode descriptor(String definition) {
    return DescriptorJson.of(linked(definition, parse(definition)).toProto());
  }
}
