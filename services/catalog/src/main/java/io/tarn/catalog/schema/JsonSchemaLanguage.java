package io.tarn.catalog.schema;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.apicurio.registry.rules.compatibility.jsonschema.JsonSchemaDiffLibrary;
import io.apicurio.registry.rules.compatibility.jsonschema.diff.DiffContext;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.everit.json.schema.Schema;
import org.everit.json.schema.loader.SchemaLoader;
import org.json.JSONObject;

/**
 * JSON Schema, drafts 4, 6 and 7, by the parser that Glue names and the rules that Glue's answers
 * follow: a property that is added to an open object narrows what it allows, so that BACKWARD
 * refuses it unless additionalProperties was false. Source: AWS Glue Developer Guide, "Schema
 * registry".
 */
record JsonSchemaLanguage() implements SchemaLanguage {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @Override
  public String canonical(String definition) {
    parse(definition);
    try {
      return JSON.writeValueAsString(JSON.readValue(definition, Object.class));
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** No reference is followed out of a definition: whoever registers one would choose where to. */
  private static Schema parse(String definition) {
    SchemaLanguage.checkDepth(definition);
    return SchemaLoader.builder()
        .schemaClient(
            address -> {
              throw new IllegalArgumentException(
                  "a reference leaves the definition, which the registry does not follow: "
                      + address);
            })
        .schemaJson(new JSONObject(definition))
        .build()
        .load()
        .build();
  }

  @Override
  public Optional<String> unreadable(String reader, String writer) {
    DiffContext found = JsonSchemaDiffLibrary.findDifferences(parse(writer), parse(reader));
    return found.foundAllDifferencesAreCompatible()
        ? Optional.empty()
        : Optional.of(
            found.getIncompatibleDifferences().stream()
                .map(one -> one.getDiffType() + " at " + one.getPathUpdated())
                .sorted()
                .collect(Collectors.joining("; ")));
  }

  @Override
  public String difference(String from, String to) {
    return JsonPatch.between(from, to);
  }
}
