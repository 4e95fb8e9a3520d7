package io.tarn.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.glue.IcebergPartitionField;
import io.tarn.api.glue.IcebergPartitionSpec;
import io.tarn.api.glue.IcebergSchema;
import io.tarn.api.glue.IcebergSortField;
import io.tarn.api.glue.IcebergSortOrder;
import io.tarn.api.glue.IcebergStructField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderParser;
import org.jspecify.annotations.Nullable;

/**
 * Schemas, partition specs and sort orders as Glue's operations take them, read by Iceberg's own
 * parsers, which throw an IllegalArgumentException or a ValidationException.
 */
final class IcebergInputs {
  private IcebergInputs() {}

  static Schema schema(IcebergSchema schema) {
    return SchemaParser.fromJson(json(schema).toString());
  }

  private static ObjectNode json(IcebergSchema schema) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "struct");
    json.put("schema-id", schema.schemaId() == null ? 0 : schema.schemaId());
    if (schema.identifierFieldIds() != null) {
      schema.identifierFieldIds().forEach(json.putArray("identifier-field-ids")::add);
    }
    ArrayNode fields = json.putArray("fields");
    for (IcebergStructField field : schema.fields()) {
      ObjectNode one = fields.addObject().put("id", field.id()).put("name", field.name());
      one.put("required", field.required()).set("type", field.type());
      if (field.doc() != null) {
        one.put("doc", field.doc());
      }
      if (field.initialDefault() != null) {
        one.set("initial-default", field.initialDefault());
      }
      if (field.writeDefault() != null) {
        one.set("write-default", field.writeDefault());
      }
    }
    return json;
  }

  static PartitionSpec spec(Schema schema, @Nullable IcebergPartitionSpec given) {
    if (given == null) {
      return PartitionSpec.unpartitioned();
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("spec-id", given.specId() == null ? 0 : given.specId());
    ArrayNode parts = json.putArray("fields");
    int next = 1000;
    for (IcebergPartitionField field : given.fields()) {
      int id = field.fieldId() == null ? next : field.fieldId();
      next = Math.max(next, id) + 1;
      parts
          .addObject()
          .put("source-id", field.sourceId())
          .put("transform", field.transform())
          .put("name", field.name())
          .put("field-id", id);
    }
    return PartitionSpecParser.fromJson(schema, json);
  }

  static SortOrder order(Schema schema, @Nullable IcebergSortOrder given) {
    if (given == null || given.fields().isEmpty()) {
      return SortOrder.unsorted();
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("order-id", given.orderId());
    ArrayNode parts = json.putArray("fields");
    for (IcebergSortField field : given.fields()) {
      parts
          .addObject()
          .put("source-id", field.sourceId())
          .put("transform", field.transform())
          .put("direction", field.direction())
          .put("null-order", field.nullOrder());
    }
    return SortOrderParser.fromJson(schema, json.toString());
  }
}
