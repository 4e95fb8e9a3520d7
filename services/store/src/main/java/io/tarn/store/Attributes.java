package io.tarn.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.kernel.Checksum;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a version carries besides its bytes. In the ledger as JSON, absent members left out.
 *
 * @param checksums in Base64, of a composite one with the number of parts behind a hyphen
 * @param checksumType {@code FULL_OBJECT} or {@code COMPOSITE}
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
    @Nullable String checksumType) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Attributes {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    Map<Checksum, String> copy = new EnumMap<>(Checksum.class);
    copy.putAll(checksums);
    checksums = Collections.unmodifiableMap(copy);
  }

  static final Attributes NONE =
      new Attributes(null, null, null, null, null, null, null, null, Map.of(), Map.of(), null);

  Attributes withContent(@Nullable String type, Map<String, String> userMetadata) {
    return new Attributes(
        type,
        cacheControl,
        contentDisposition,
        contentEncoding,
        contentLanguage,
        expires,
        storageClass,
        websiteRedirect,
        userMetadata,
        checksums,
        checksumType);
  }

  Attributes withChecksums(Map<Checksum, String> values, @Nullable String type) {
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
        values,
        type);
  }

  /** What a copy keeps of its source, under the storage class and redirect it was asked with. */
  Attributes withLabels(@Nullable String newClass, @Nullable String redirect) {
    return new Attributes(
        contentType,
        cacheControl,
        contentDisposition,
        contentEncoding,
        contentLanguage,
        expires,
        newClass,
        redirect,
        metadata,
        checksums,
        checksumType);
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
    return node.toString();
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  static Attributes ofJson(String json) {
    JsonNode node = parse(json);
    Map<String, String> metadata = new LinkedHashMap<>();
    node.path("metadata")
        .fields()
        .forEachRemaining(e -> metadata.put(e.getKey(), e.getValue().asText()));
    Map<Checksum, String> checksums = new EnumMap<>(Checksum.class);
    node.path("checksums")
        .fields()
        .forEachRemaining(e -> checksums.put(Checksum.valueOf(e.getKey()), e.getValue().asText()));
    return new Attributes(
        text(node, "type"),
        text(node, "cache"),
        text(node, "disposition"),
        text(node, "encoding"),
        text(node, "language"),
        text(node, "expires"),
        text(node, "class"),
        text(node, "redirect"),
        metadata,
        checksums,
        text(node, "checksumType"));
  }

  private static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value == null ? null : value.asText();
  }

  static JsonNode parse(String json) {
    try {
      return requireNonNull(JSON.readTree(json), "empty JSON");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A document of the store's tables is not JSON", e);
    }
  }
}
