package io.tarn.catalog.schema;

import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;

/** Avro by its own parser and rules. Source: Apache Avro 1.12, "Schema Resolution". */
record AvroLanguage() implements SchemaLanguage {
  @Override
  public String canonical(String definition) {
    return parse(definition).toString();
  }

  private static Schema parse(String definition) {
    SchemaLanguage.checkDepth(definition);
    return new Schema.Parser().parse(definition);
  }

  @Override
  public Optional<String> unreadable(String reader, String writer) {
    SchemaPairCompatibility pair =
        SchemaCompatibility.checkReaderWriterCompatibility(parse(reader), parse(writer));
    if (pair.getType() == SchemaCompatibilityType.COMPATIBLE) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    for (Incompatibility one : pair.getResult().getIncompatibilities()) {
      text.append(text.isEmpty() ? "" : "; ").append(one.getType()).append(" at ");
      text.append(one.getLocation()).append(": ").append(one.getMessage());
    }
    return Optional.of(text.toString());
  }

  @Override
  public String difference(String from, String to) {
    return JsonPatch.between(from, to);
  }
}
