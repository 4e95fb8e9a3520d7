package io.tarn.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tarn.api.Call;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Removes a key with its aliases when its waiting period is over and nobody has cancelled it. */
final class KeyDeletion implements TaskHandler {
  static final String KIND = "keys.delete";
  private static final ObjectMapper JSON = new ObjectMapper();

  static String key(String region, String id) {
    return region + "/" + id;
  }

  static NewTask task(KeyRow key, Instant due, Call call) {
    return new NewTask(
        KIND,
        key(key.region(), key.id()),
        due,
        20,
        Duration.ofSeconds(10),
        call.traceId(),
        JsonNodeFactory.instance
            .objectNode()
            .put("region", key.region())
            .put("id", key.id())
            .put("due", due.toEpochMilli())
            .toString());
  }

  @Override
  public Completion run(Task task) throws IOException {
    JsonNode body = JSON.readTree(task.body());
    String region = body.path("region").asText();
    String id = body.path("id").asText();
    long due = body.path("due").asLong();
    return tx -> {
      Optional<KeyRow> key = KeyTable.find(tx, region, id);
      boolean still =
          key.isPresent()
              && key.get().state() == KeyRow.State.PENDING_DELETION
              && key.get().deletion().filter(at -> at.toEpochMilli() == due).isPresent();
      if (still) {
        KeyTable.delete(tx, region, id);
      }
    };
  }
}
