package io.tarn.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import io.tarn.ledger.Tx;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Fills and empties partition indexes, so many rows a commit; after a crash it goes on. */
final class IndexTask implements TaskHandler {
  static final String KIND = "catalog.index";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TRIES = 1_000_000;
  private static final int ROWS = 1_000;

  private enum Phase {
    /** Take out what is in the index, then fill it. */
    EMPTY,
    FILL,
    /** Take out what is in the index, then the index. */
    DROP
  }

  static void fill(Tx tx, Change change, long index) {
    schedule(tx, index, Phase.FILL, "", change.now(), change.traceId());
  }

  static void refill(Tx tx, Change change, long index) {
    schedule(tx, index, Phase.EMPTY, "", change.now(), change.traceId());
  }

  static void drop(Tx tx, Change change, long index) {
    schedule(tx, index, Phase.DROP, "", change.now(), change.traceId());
  }

  @Override
  public Completion run(Task task) throws IOException {
    JsonNode body = JSON.readTree(task.body());
    long index = body.path("index").longValue();
    Phase phase = Phase.valueOf(body.path("phase").textValue());
    String after = body.path("after").asText();
    return tx -> step(tx, task, index, phase, after);
  }

  private static void step(Tx tx, Task task, long id, Phase phase, String after)
      throws SQLException {
    Optional<PartitionIndexRow> index = PartitionIndexes.find(tx, id);
    // A drop that was asked for meanwhile has a task of its own, in the place of this one.
    boolean outdated =
        index.isEmpty() || index.get().status().equals("DELETING") != (phase == Phase.DROP);
    if (outdated) {
      return;
    }
    if (phase != Phase.FILL) {
      if (empty(tx, id) == ROWS) {
        schedule(tx, id, phase, "", task.due(), task.traceId());
      } else if (phase == Phase.EMPTY) {
        schedule(tx, id, Phase.FILL, "", task.due(), task.traceId());
      } else {
        Sql.update(tx, "DELETE FROM catalog_partition_index WHERE id = ?", id);
      }
      return;
    }
    Optional<TableRow> table = TableRows.findByIndex(tx, id);
    if (table.isEmpty()) {
      return;
    }
    List<String> keys =
        Sql.list(
            tx,
            "SELECT value_key FROM catalog_partition WHERE table_id = ? AND value_key > ?"
                + " ORDER BY value_key LIMIT ?",
            row -> row.getString(1),
            table.get().id(),
            after,
            ROWS);
    for (String key : keys) {
      PartitionIndexes.add(tx, index.get(), table.get(), key);
    }
    if (keys.size() < ROWS) {
      PartitionIndexes.setStatus(tx, id, "ACTIVE");
    } else {
      schedule(tx, id, Phase.FILL, keys.getLast(), task.due(), task.traceId());
    }
  }

  private static int empty(Tx tx, long index) throws SQLException {
    return Sql.update(
        tx,
        "DELETE FROM catalog_partition_entry WHERE (index_id, entry_key, value_key) IN"
            + " (SELECT index_id, entry_key, value_key FROM catalog_partition_entry"
            + " WHERE index_id = ? ORDER BY entry_key, value_key LIMIT ?)",
        index,
        ROWS);
  }

  private static void schedule(
      Tx tx, long index, Phase phase, String after, Instant due, String traceId) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("index", index).put("phase", phase.name()).put("after", after);
    tx.schedule(
        new NewTask(
            KIND,
            String.valueOf(index),
            due,
            TRIES,
            Duration.ofSeconds(1),
            traceId,
            body.toString()));
  }
}
