package io.tarn.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.catalog.iceberg.IcebergDoor;
import io.tarn.kernel.Caller;
import io.tarn.ledger.Ledger;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Asks Iceberg's REST catalog of a lake. */
final class IcebergRest {
  static final String SCHEMA =
      "{\"type\":\"struct\",\"schema-id\":0,\"fields\":["
          + "{\"id\":1,\"name\":\"id\",\"required\":false,\"type\":\"long\"}]}";
  private static final ObjectMapper JSON = new ObjectMapper();

  Caller caller = new Caller.Root(Lake.ACCOUNT);
  private final Lake lake;
  private final IcebergDoor door;

  IcebergRest(Lake lake) {
    this(lake, lake.ledger);
  }

  IcebergRest(Lake lake, Ledger ledger) {
    this.lake = lake;
    door =
        new IcebergDoor(
            ledger,
            lake.catalog.tables(),
            lake.store.objects(),
            lake,
            (caller, name, policy, duration) -> Optional.empty());
  }

  JsonNode answers(int status, String method, String path, String body) throws IOException {
    return answers(status, method, path, Map.of(), body);
  }

  JsonNode answers(int status, String method, String path, Map<String, String> query, String body)
      throws IOException {
    IcebergDoor.Answer answer =
        door.answer(
            method,
            IcebergDoor.PREFIX + path,
            query,
            Optional.empty(),
            body.getBytes(UTF_8),
            lake.newCall(caller));
    String text = new String(answer.body(), UTF_8);
    assertThat(answer.status()).as("%s %s: %s", method, path, text).isEqualTo(status);
    return answer.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(text);
  }

  void fails(int status, String type, String method, String path, String body) throws IOException {
    JsonNode error = answers(status, method, path, body).path("error");
    assertThat(error.path("type").asText()).isEqualTo(type);
    assertThat(error.path("code").asInt()).isEqualTo(status);
    assertThat(error.path("message").asText()).isNotEmpty();
  }
}
