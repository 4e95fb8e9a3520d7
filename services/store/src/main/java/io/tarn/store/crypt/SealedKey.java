package io.tarn.store.crypt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;

/**
 * What stands beside a sealed blob: how it is encrypted, and its own data key, wrapped. A blob made
 * of parts has no key of its own.
 */
record SealedKey(Encryption encryption, byte[] wrapped) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String toJson() {
    ObjectNode node = encryption.toNode();
    node.put("wrapped", Base64.getEncoder().encodeToString(wrapped));
    return node.toString();
  }

  static SealedKey ofJson(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      return new SealedKey(
          Encryption.ofNode(node), Base64.getDecoder().decode(node.path("wrapped").asText()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A blob's seal is not JSON", e);
    }
  }
}
