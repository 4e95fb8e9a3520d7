package io.tarn.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Structures as JSON, in two forms. <b>Stored</b> ({@link #write}, {@link #read}): for documents
 * that rooms keep; model names, ISO timestamps, Base64 blobs; unknown members are passed over, so
 * that a newer model reads what an older one wrote and the other way round. <b>Dispatched</b>
 * ({@link #toNode}, {@link #fromNode}): for calls made by name.
 */
public final class StructureJson {
  private static final int DESCRIBED_TEXT = 200;

  private StructureJson() {}

  /** The stored form. */
  public static String write(Structure structure) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = StoredJson.MAPPER.createGenerator(text)) {
      StoredJson.FORM.write(structure, out);
    } catch (IOException e) {
      throw new UncheckedIOException(structure.schema().name() + " cannot be kept as JSON", e);
    }
    return text.toString();
  }

  /**
   * Fills a builder from the stored form: {@code read(text, Table.builder()).build()}.
   *
   * @throws io.tarn.kernel.ServiceError SerializationException when the text is not of this
   *     structure
   */
  public static <B extends StructureBuilder> B read(String json, B builder) {
    try (JsonParser parser = StoredJson.MAPPER.createParser(json)) {
      parser.nextToken();
      StoredJson.FORM.read(parser, builder);
      return builder;
    } catch (IOException e) {
      throw unreadable(builder, e);
    }
  }

  /**
   * The dispatched form, as Step Functions shows results: names begin with a capital letter,
   * timestamps are ISO text, blobs and streaming bodies (up to 6 MiB, which are read and closed)
   * are UTF-8 text.
   */
  public static JsonNode toNode(Structure structure) {
    try (TokenBuffer buffer = new TokenBuffer(StoredJson.MAPPER, false)) {
      DispatchedJson.FORM.write(structure, buffer);
      try (JsonParser parser = buffer.asParser()) {
        return StoredJson.MAPPER.readTree(parser);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(structure.schema().name() + " cannot be written as JSON", e);
    }
  }

  /**
   * Fills a builder from the dispatched form. The first letter of a name may have either case; a
   * blob may be given as JSON.
   *
   * @throws io.tarn.kernel.ServiceError SerializationException for an unknown member or a wrong
   *     type
   */
  public static <B extends StructureBuilder> B fromNode(JsonNode json, B builder) {
    try (JsonParser parser = StoredJson.MAPPER.treeAsTokens(json)) {
      parser.nextToken();
      DispatchedJson.FORM.read(parser, builder);
      return builder;
    } catch (IOException e) {
      throw unreadable(builder, e);
    }
  }

  /** One line for logs and failed assertions: secrets are left out, long values cut. */
  public static String describe(Structure structure) {
    StringBuilder text = new StringBuilder(structure.schema().name()).append('[');
    List<Member> members = structure.schema().members();
    String separator = "";
    for (int i = 0; i < members.size(); i++) {
      Object value = structure.get(i);
      if (value != null) {
        text.append(separator).append(members.get(i).name()).append('=');
        text.append(describe(value, members.get(i).type()));
        separator = ", ";
      }
    }
    return text.append(']').toString();
  }

  private static String describe(Object value, Type type) {
    if (type.isSecret()) {
      return "***";
    }
    if (value instanceof byte[] bytes) {
      return bytes.length + " bytes";
    }
    boolean hiddenInside =
        type.kind() == Type.Kind.LIST || type.kind() == Type.Kind.MAP
            ? type.element().isSecret()
            : false;
    if (hiddenInside) {
      return "***";
    }
    String text = String.valueOf(value);
    return text.length() <= DESCRIBED_TEXT ? text : text.substring(0, DESCRIBED_TEXT) + "...";
  }

  private static RuntimeException unreadable(StructureBuilder builder, IOException e) {
    return JsonForm.serialization(builder.schema().name() + " cannot be read: " + e.getMessage());
  }
}
