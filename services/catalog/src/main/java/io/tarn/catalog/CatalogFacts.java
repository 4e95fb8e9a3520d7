package io.tarn.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.StructureJson;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.Table;
import io.tarn.ledger.NewFact;
import io.tarn.ledger.Tx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of this room. {@code TableChanged} holds AWS's detail ({@code databaseName}, {@code
 * tableName}, {@code typeOfChange}, {@code changedPartitions}) and besides it the table as it was
 * and as it is ({@code old}, {@code new}). Source: AWS Glue, "EventBridge event types: Data Catalog
 * table state change".
 */
final class CatalogFacts {
  static final String TABLE_CHANGED = "TableChanged";
  static final String DATABASE_CHANGED = "DatabaseChanged";
  static final String CRAWLER_CHANGED = "CrawlerStateChanged";
  private static final int PARTITIONS_NAMED = 100;

  private CatalogFacts() {}

  static void database(Tx tx, Change change, String type, String name) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("databaseName", name).put("typeOfChange", type);
    publish(
        tx,
        change,
        DATABASE_CHANGED,
        CatalogAccess.databaseArn(change.region(), change.account(), name),
        body);
  }

  static void created(Tx tx, Change change, Table table) {
    table(tx, change, "CreateTable", null, table);
  }

  static void updated(Tx tx, Change change, Table old, Table fresh) {
    table(tx, change, "UpdateTable", old, fresh);
  }

  static void deleted(Tx tx, Change change, Table old) {
    table(tx, change, "DeleteTable", old, null);
  }

  static void partitions(
      Tx tx, Change change, Table table, String type, List<Partition> partitions) {
    ObjectNode body = body(table, type);
    ArrayNode changed = body.putArray("changedPartitions");
    for (Partition partition :
        partitions.subList(0, Math.min(PARTITIONS_NAMED, partitions.size()))) {
      List<String> values = partition.values() == null ? List.of() : partition.values();
      changed.add("[" + String.join(", ", values) + "]");
    }
    publish(tx, change, TABLE_CHANGED, arn(change, table), body);
  }

  private static void table(
      Tx tx, Change change, String type, @Nullable Table old, @Nullable Table fresh) {
    Table named = fresh == null ? old : fresh;
    if (named == null) {
      return;
    }
    ObjectNode body = body(named, type);
    body.putArray("changedPartitions");
    if (old != null) {
      body.set("old", StructureJson.toNode(old));
    }
    if (fresh != null) {
      body.set("new", StructureJson.toNode(fresh));
    }
    publish(tx, change, TABLE_CHANGED, arn(change, named), body);
  }

  private static ObjectNode body(Table table, String type) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("databaseName", table.databaseName());
    body.put("tableName", table.name());
    body.put("typeOfChange", type);
    return body;
  }

  private static String arn(Change change, Table table) {
    return CatalogAccess.tableArn(
        change.region(), change.account(), String.valueOf(table.databaseName()), table.name());
  }

  static void publish(Tx tx, Change change, String kind, String subject, ObjectNode body) {
    tx.publish(
        new NewFact(
            kind,
            1,
            change.now(),
            change.region(),
            subject,
            change.caller(),
            change.traceId(),
            body.toString()));
  }
}
