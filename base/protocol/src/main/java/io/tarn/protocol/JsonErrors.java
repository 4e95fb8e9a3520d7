package io.tarn.protocol;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.api.Body;
import io.tarn.api.JsonForm;
import io.tarn.api.ServiceModel;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.kernel.ServiceError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all protocols on Jackson's token streams share: whole documents and errors. */
final class JsonErrors {
  private static final ObjectMapper TREES = new ObjectMapper();

  private JsonErrors() {}

  static byte[] write(JsonFactory factory, JsonForm form, Structure structure) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator out = factory.createGenerator(bytes)) {
      form.write(structure, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Fills the builder; nothing at all is an empty structure. */
  static void read(JsonFactory factory, JsonForm form, byte[] bytes, StructureBuilder builder) {
    if (bytes.length == 0) {
      return;
    }
    try (JsonParser parser = factory.createParser(bytes)) {
      JsonToken first = parser.nextToken();
      if (first == null || first == JsonToken.VALUE_NULL) {
        return;
      }
      form.read(parser, builder);
      if (parser.nextToken() != null) {
        throw JsonForm.serialization("Something follows the end of the document");
      }
    } catch (JsonProcessingException e) {
      throw JsonForm.serialization("The document cannot be read: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw JsonForm.serialization("The document cannot be read: " + e.getMessage());
    }
  }

  static byte[] writeError(
      JsonFactory factory,
      @Nullable ServiceModel service,
      ServiceError error,
      @Nullable String type,
      Headers.Builder headers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator out = factory.createGenerator(bytes)) {
      out.writeStartObject();
      if (type != null) {
        out.writeStringField("__type", type);
      }
      if (!error.message().isEmpty()) {
        out.writeStringField(
            ErrorNames.messageMember(service, error.code()), whole(error.message()));
      }
      for (Map.Entry<String, Object> detail : ErrorNames.headers(error, headers).entrySet()) {
        out.writeFieldName(detail.getKey());
        writeDetail(out, detail.getValue());
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A message may quote what a caller sent, also what is no text. */
  private static String whole(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static void writeDetail(JsonGenerator out, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case Boolean bool -> out.writeBoolean(bool);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case Structure structure -> WireJson.CLIENT.write(structure, out);
      case Map<?, ?> map -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.writeFieldName(String.valueOf(entry.getKey()));
          writeDetail(out, entry.getValue());
        }
        out.writeEndObject();
      }
      case Iterable<?> list -> {
        out.writeStartArray();
        for (Object element : list) {
          writeDetail(out, element);
        }
        out.writeEndArray();
      }
      default -> out.writeString(whole(value.toString()));
    }
  }

  /** Reads an error's body; the header, where a protocol has one, goes first. */
  static ServiceError readError(JsonFactory factory, Wire.Response response) throws IOException {
    JsonNode body = tree(factory, Bodies.read(response.body()));
    String header = response.head().headers().first("x-amzn-errortype");
    String code =
        requireNonNullElse(header, body.path("__type").asText(body.path("code").asText("Unknown")));
    String message = "";
    Map<String, Object> details = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : body.properties()) {
      if (member.getKey().equalsIgnoreCase("message")) {
        message = member.getValue().asText();
      } else if (!member.getKey().equals("__type") && !member.getKey().equals("code")) {
        details.put(member.getKey(), member.getValue());
      }
    }
    return new ServiceError(ErrorNames.bare(code), response.head().status(), message, details);
  }

  private static JsonNode tree(JsonFactory factory, byte[] bytes) {
    try (JsonParser parser = factory.createParser(bytes)) {
      JsonNode tree = bytes.length == 0 ? null : TREES.readTree(parser);
      return tree == null ? TREES.createObjectNode() : tree;
    } catch (IOException e) {
      return TREES.createObjectNode();
    }
  }

  static Wire.Response response(int status, Headers.Builder headers, byte[] body) {
    headers.set("Content-Length", Integer.toString(body.length));
    return new Wire.Response(new ResponseHead(status, headers.build()), Body.of(body));
  }
}
