package io.tarn.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.kernel.Checksum;
import io.tarn.store.crypt.Encryption;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a version carries besides its bytes. In the ledger as JSON, absent members left out.
 *
 * @param storageClass null for STANDARD
 * @param checksums in Base64, of a composite one with the number of parts behind a hyphen
 * @param checksumType {@code FULL_OBJECT} or {@code COMPOSITE}
 * @param sealed how the bytes are encrypted; null when they are not
 */
record Attributes(
    @Nullable String contentType,
    @Nullable String cacheControl,
    @Nullable String contentDisposition,
    @Nullable String contentEncoding,
    @Nullable String contentLanguage,
    @Nullable String expires,
    @Nullable String storageClass,
    @Nullable String websiteRedirect,
    Map<String, String> metadata,
    Map<Checksum, String> checksums,
    @Nullable String checksumType,
    @Nullable Encryption sealed) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static final Attributes NONE = builder().build();

  Attributes {
    metadata =
        metadata.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    checksums =
        checksums.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(checksums));
  }

  static Builder builder() {
    return new Builder();
  }

  /** The same, to change some of it. */
  Builder toBuilder() {
    Builder builder = new Builder();
    builder.contentType = contentType;
    builder.cacheControl = cacheControl;
    builder.contentDisposition = contentDisposition;
    builder.contentEncoding = contentEncoding;
    builder.contentLanguage = contentLanguage;
    builder.expires = expires;
    builder.storageClass = storageClass;
    builder.websiteRedirect = websiteRedirect;
    builder.metadata = metadata;
    builder.checksums = checksums;
    builder.checksumType = checksumType;
    builder.sealed = sealed;
    return builder;
  }

  Attributes withContent(@Nullable String type, Map<String, String> userMetadata) {
    return toBuilder().contentType(type).metadata(userMetadata).build();
  }

  Attributes withChecksums(Map<Checksum, String> values, @Nullable String type) {
    return toBuilder().checksums(values, type).build();
  }

  /** What a copy keeps of its source, under the storage class and redirect it was asked with. */
  Attributes withLabels(@Nullable String newClass, @Nullable String redirect) {
    return toBuilder().storageClass(newClass).websiteRedirect(redirect).build();
  }

  Attributes withEncryption(Optional<Encryption> encryption) {
    return toBuilder().sealed(encryption.orElse(null)).build();
  }

  Optional<Encryption> encryption() {
    return Optional.ofNullable(sealed);
  }

  /** The storage class as the wire names it. */
  String storageClassName() {
    return storageClass == null ? "STANDARD" : storageClass;
  }

  String toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(node, "type", contentType);
    put(node, "cache", cacheControl);
    put(node, "disposition", contentDisposition);
    put(node, "encoding", contentEncoding);
    put(node, "language", contentLanguage);
    put(node, "expires", expires);
    put(node, "class", storageClass);
    put(node, "redirect", websiteRedirect);
    if (!metadata.isEmpty()) {
      ObjectNode map = node.putObject("metadata");
      metadata.forEach(map::put);
    }
    if (!checksums.isEmpty()) {
      ObjectNode map = node.putObject("checksums");
      checksums.forEach((checksum, value) -> map.put(checksum.name(), value));
    }
    put(node, "checksumType", checksumType);
    if (sealed != null) {
      node.set("encryption", sealed.toNode());
    }
    return node.toString();
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  /** Every row of a page is read through here, so no tree is built. */
  static Attributes ofJson(String json) {
    if (json.equals("{}")) {
      return NONE;
    }
    try (JsonParser in = JSON.createParser(json)) {
      in.nextToken();
      return read(in);
    } catch (IOException e) {
      throw new IllegalStateException("A document of the store's tables is not JSON", e);
    }
  }

  private static Attributes read(JsonParser in) throws IOException {
    Builder builder = builder();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "type" -> builder.contentType(in.nextTextValue());
        case "cache" -> builder.cacheControl(in.nextTextValue());
        case "disposition" -> builder.contentDisposition(in.nextTextValue());
        case "encoding" -> builder.contentEncoding(in.nextTextValue());
        case "language" -> builder.contentLanguage(in.nextTextValue());
        case "expires" -> builder.expires(in.nextTextValue());
        case "class" -> builder.storageClass(in.nextTextValue());
        case "redirect" -> builder.websiteRedirect(in.nextTextValue());
        case "checksumType" -> builder.checksumType = in.nextTextValue();
        case "metadata" -> {
          Map<String, String> metadata = new LinkedHashMap<>();
          in.nextToken();
          for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
            metadata.put(key, requireNonNull(in.nextTextValue(), key));
          }
          builder.metadata(metadata);
        }
        case "checksums" -> {
          Map<Checksum, String> checksums = new EnumMap<>(Checksum.class);
          in.nextToken();
          for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
            checksums.put(Checksum.valueOf(key), requireNonNull(in.nextTextValue(), key));
          }
          builder.checksums = checksums;
        }
        case "encryption" -> {
          in.nextToken();
          builder.sealed(Encryption.ofNode(in.<JsonNode>readValueAsTree()));
        }
        default -> {
          in.nextToken();
          in.skipChildren();
        }
      }
    }
    return builder.build();
  }

  static JsonNode parse(String json) {
    try {
      return requireNonNull(JSON.readTree(json), "empty JSON");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A document of the store's tables is not JSON", e);
    }
  }

  /** Collects members; what is not set is absent. */
  static final class Builder {
    private @Nullable String contentType;
    private @Nullable String cacheControl;
    private @Nullable String contentDisposition;
    private @Nullable String contentEncoding;
    private @Nullable String contentLanguage;
    private @Nullable String expires;
    private @Nullable String storageClass;
    private @Nullable String websiteRedirect;
    private Map<String, String> metadata = Map.of();
    private Map<Checksum, String> checksums = Map.of();
    private @Nullable String checksumType;
    private @Nullable Encryption sealed;

    private Builder() {}

    Builder contentType(@Nullable String value) {
      contentType = value;
      return this;
    }

    Builder cacheControl(@Nullable String value) {
      cacheControl = value;
      return this;
    }

    Builder contentDisposition(@Nullable String value) {
      contentDisposition = value;
      return this;
    }

    /** What is left of it once the transfer's own coding is taken off. */
    Builder contentEncoding(@Nullable String value) {
      contentEncoding = value;
      return this;
    }

    Builder contentLanguage(@Nullable String value) {
      contentLanguage = value;
      return this;
    }

    Builder expires(@Nullable String value) {
      expires = value;
      return this;
    }

    Builder storageClass(@Nullable String value) {
      storageClass = value;
      return this;
    }

    Builder websiteRedirect(@Nullable String value) {
      websiteRedirect = value;
      return this;
    }

    Builder metadata(@Nullable Map<String, String> value) {
      metadata = value == null ? Map.of() : value;
      return this;
    }

    Builder checksums(Map<Checksum, String> values, @Nullable String type) {
      checksums = values;
      checksumType = type;
      return this;
    }

    Builder sealed(@Nullable Encryption value) {
      sealed = value;
      return this;
    }

    Attributes build() {
      return new Attributes(
          contentType,
          cacheControl,
          contentDisposition,
          contentEncoding,
          contentLanguage,
          expires,
          storageClass,
          websiteRedirect,
          metadata,
          checksums,
          checksumType,
          sealed);
    }
  }
}
