package io.tarn.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * Structures as rooms keep them: model names, ISO timestamps, Base64; unknown members are passed
 * over.
 */
final class StoredJson extends JsonForm {
  static final ObjectMapper MAPPER = new ObjectMapper();
  static final StoredJson FORM = new StoredJson();

  private StoredJson() {}

  @Override
  protected String name(Member member) {
    return member.name();
  }

  @Override
  protected @Nullable Member find(Schema schema, String name) {
    return schema.find(name);
  }
}
