package io.tarn.keys.secrets;

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

/** Removes a secret with its versions when its window is over and nobody has restored it. */
final class SecretDeletion implements TaskHandler {
  static final String KIND = "keys.delete-secret";
  private static final ObjectMapper JSON = new ObjectMapper();

  static NewTask task(SecretRow secret, Instant due, Call call) {
    return new NewTask(
        KIND,
        secret.region() + "/" + secret.name() + "/" + secret.suffix() + "/" + due.toEpochMilli(),
        due,
        20,
        Duration.ofSeconds(10),
        call.traceId(),
        JsonNodeFactory.instance
            .objectNode()
            .put("region", secret.region())
            .put("name", secret.name())
            .put("suffix", secret.suffix())
            .put("due", due.toEpochMilli())
            .toString());
  }

  @Override
  public Completion run(Task task) throws IOException {
    JsonNode body = JSON.readTree(task.body());
    String suffix = body.path("suffix").asText();
    long due = body.path("due").asLong();
    return tx -> {
      Optional<SecretRow> secret =
          SecretTable.find(tx, body.path("region").asText(), body.path("name").asText())
              .filter(row -> row.suffix().equals(suffix))
              .filter(row -> row.deletion().filter(at -> at.toEpochMilli() == due).isPresent());
      if (secret.isPresent()) {
        SecretTable.delete(tx, secret.get());
      }
    };
  }
}
