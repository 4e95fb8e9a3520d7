package io.tarn.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Structures as Step Functions' {@code aws-sdk} integrations write them: names begin with a
 * capital, blobs and bodies are text, unknown members are refused.
 */
final class DispatchedJson extends JsonForm {
  static final DispatchedJson FORM = new DispatchedJson();

  /** A body longer than this does not fit into a state's input anyway. */
  private static final int BODY_LIMIT = 6 * 1024 * 1024;

  private DispatchedJson() {}

  @Override
  protected String name(Member member) {
    return Character.toUpperCase(member.name().charAt(0)) + member.name().substring(1);
  }

  @Override
  protected @Nullable Member find(Schema schema, String name) {
    Member member = schema.find(name);
    if (member == null && !name.isEmpty()) {
      char first = name.charAt(0);
      char other =
          Character.isUpperCase(first)
              ? Character.toLowerCase(first)
              : Character.toUpperCase(first);
      member = schema.find(other + name.substring(1));
    }
    return member;
  }

  @Override
  protected void unknown(Schema schema, String name, JsonParser parser) {
    throw serialization("The member " + name + " is unknown in " + schema.name());
  }

  @Override
  protected void writeBlob(byte[] bytes, JsonGenerator out) throws IOException {
    out.writeString(new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  protected byte[] readBlob(JsonParser parser) throws IOException {
    if (parser.currentToken().isStructStart()) {
      return StoredJson.MAPPER.writeValueAsBytes(StoredJson.MAPPER.readTree(parser));
    }
    return text(parser).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected void writeBody(Body body, JsonGenerator out) throws IOException {
    try (body;
        InputStream bytes = body.open()) {
      byte[] read = bytes.readNBytes(BODY_LIMIT + 1);
      if (read.length > BODY_LIMIT) {
        throw serialization("The body is longer than " + BODY_LIMIT + " bytes");
      }
      writeBlob(read, out);
    }
  }
}
