package io.tarn.catalog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A descriptor as JSON. Source: Protocol Buffers Language Guide, "JSON Mapping". */
final class DescriptorJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private DescriptorJson() {}

  static ObjectNode of(Message message) {
    ObjectNode json = NODES.objectNode();
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      json.set(field.getKey().getJsonName(), value(field.getValue()));
    }
    return json;
  }

  private static JsonNode value(Object value) {
    return switch (value) {
      case List<?> values -> {
        ArrayNode array = NODES.arrayNode();
        values.forEach(one -> array.add(value(one)));
        yield array;
      }
      case Message message -> of(message);
      case EnumValueDescriptor one -> NODES.textNode(one.getName());
      case Boolean flag -> NODES.booleanNode(flag);
      case Integer number -> NODES.numberNode(number);
      case Double number -> NODES.numberNode(number);
      case ByteString bytes ->
          NODES.textNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
      // Whole numbers of 64 bits are texts, because JSON's readers round them.
      default -> NODES.textNode(value.toString());
    };
  }
}
