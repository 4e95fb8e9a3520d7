package io.tarn.catalog.iceberg;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.rest.RESTMessage;
import org.apache.iceberg.rest.RESTSerializers;

/** Requests and answers as the REST catalog's specification writes them in JSON. */
final class Messages {
  private final ObjectMapper json = new ObjectMapper();

  Messages() {
    json.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
    json.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    json.setPropertyNamingStrategy(PropertyNamingStrategies.KebabCaseStrategy.INSTANCE);
    RESTSerializers.registerAll(json);
  }

  /**
   * @throws IllegalArgumentException if the body is not such a request
   */
  <T extends RESTMessage> T read(byte[] body, Class<T> type) {
    try {
      T request = json.readValue(body, type);
      if (request == null) {
        throw new IllegalArgumentException("Malformed request: null");
      }
      request.validate();
      return request;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Malformed request: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("A body in memory cannot be read", e);
    } catch (NullPointerException | ClassCastException | ArithmeticException e) {
      // The library's parsers say so of members that are missing or of another type.
      throw new IllegalArgumentException("Malformed request: a member is missing or wrong", e);
    }
  }

  IcebergDoor.Answer answer(Object response) {
    try {
      return new IcebergDoor.Answer(200, json.writeValueAsBytes(response));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("An answer cannot be written", e);
    }
  }

  /** What there is nothing to say about. */
  static IcebergDoor.Answer done() {
    return new IcebergDoor.Answer(204, new byte[0]);
  }
}
