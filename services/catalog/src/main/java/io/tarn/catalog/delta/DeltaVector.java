package io.tarn.catalog.delta;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where it is said which rows of a data file no longer count. Source: Delta Transaction Log
 * Protocol, "Deletion Vectors".
 *
 * @param location the {@code s3://} name of the file that it is in; null when it stands in the log
 * @param inline the vector itself, as the log spells it; empty where it is in a file
 * @param offset where it begins in its file
 * @param size of the vector without what is around it
 * @param cardinality how many rows it names
 */
public record DeltaVector(
    @Nullable String location, String inline, long offset, int size, long cardinality) {
  private static final int UUID_TEXT = 20;

  /**
   * @param where the log, for messages
   * @param root the table's folder
   * @param absolute makes a name of a path that stands by itself
   */
  static DeltaVector of(
      String where, JsonNode descriptor, String root, UnaryOperator<String> absolute) {
    String text = descriptor.path("pathOrInlineDv").asText();
    long offset = descriptor.path("offset").asLong(0);
    int size = descriptor.path("sizeInBytes").asInt(-1);
    long cardinality = descriptor.path("cardinality").asLong(-1);
    if (size < 0 || cardinality < 0 || offset < 0) {
      throw DeltaException.corrupt(where, "a deletion vector has no size or no cardinality");
    }
    return switch (descriptor.path("storageType").asText()) {
      case "i" -> new DeltaVector(null, text, 0, size, cardinality);
      case "p" -> new DeltaVector(absolute.apply(text), "", offset, size, cardinality);
      case "u" -> new DeltaVector(root + relative(where, text), "", offset, size, cardinality);
      default ->
          throw DeltaException.unsupported(
              "A Delta deletion vector of the storage type "
                  + descriptor.path("storageType").asText());
    };
  }

  private static String relative(String where, String text) {
    if (text.length() < UUID_TEXT) {
      throw DeltaException.corrupt(where, "the path of a deletion vector is " + text);
    }
    String prefix = text.substring(0, text.length() - UUID_TEXT);
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base85.decode(text.substring(prefix.length())));
      UUID id = new UUID(bytes.getLong(), bytes.getLong());
      return (prefix.isEmpty() ? "" : prefix + "/") + "deletion_vector_" + id + ".bin";
    } catch (IllegalArgumentException e) {
      throw DeltaException.corrupt(where, "the path of a deletion vector is " + text);
    }
  }

  /**
   * The vector that stands in the log.
   *
   * @throws IllegalArgumentException when it is none
   */
  public byte[] bytes() {
    byte[] padded = Base85.decode(inline);
    if (size > padded.length) {
      throw new IllegalArgumentException("It has less than " + size + " bytes");
    }
    return java.util.Arrays.copyOf(padded, size);
  }
}
