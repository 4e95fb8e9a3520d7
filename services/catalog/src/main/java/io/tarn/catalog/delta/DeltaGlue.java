package io.tarn.catalog.delta;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A native Delta table as the Data Catalog holds it: what Athena's CREATE EXTERNAL TABLE and Glue's
 * crawlers write. Its descriptor names formats that no reader of the table uses, as Spark's
 * integration with Hive has it.
 */
public final class DeltaGlue {
  /** As Spark splits what Hive's metastore could not hold in one value. */
  private static final int PART = 4_000;

  private static final String PROVIDER = "spark.sql.sources.provider";

  private DeltaGlue() {}

  /** Whether a table's log says what it holds. */
  public static boolean isDelta(Table table) {
    Map<String, String> parameters = table.parameters();
    return parameters != null
        && ("delta".equalsIgnoreCase(parameters.get("table_type"))
            || "delta".equalsIgnoreCase(parameters.get(PROVIDER))
                && parameters.get("table_type") == null);
  }

  public static Map<String, String> parameters(DeltaSnapshot snapshot) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("EXTERNAL", "TRUE");
    parameters.put("table_type", "delta");
    parameters.put(PROVIDER, "delta");
    parameters.put("spark.sql.partitionProvider", "catalog");
    parameters.put("delta.lastUpdateVersion", Long.toString(snapshot.version()));
    parameters.put("delta.lastCommitTimestamp", Long.toString(snapshot.committed().toEpochMilli()));
    String schema = snapshot.schema();
    int parts = 0;
    for (int from = 0; from < schema.length(); from += PART) {
      parameters.put(
          "spark.sql.sources.schema.part." + parts++,
          schema.substring(from, Math.min(schema.length(), from + PART)));
    }
    parameters.put("spark.sql.sources.schema.numParts", Integer.toString(parts));
    List<DeltaColumn> keys = snapshot.partitionColumns();
    if (!keys.isEmpty()) {
      parameters.put("spark.sql.sources.schema.numPartCols", Integer.toString(keys.size()));
    }
    for (int i = 0; i < keys.size(); i++) {
      parameters.put("spark.sql.sources.schema.partCol." + i, keys.get(i).name());
    }
    return parameters;
  }

  /** The descriptor without the columns. */
  public static StorageDescriptor storage(DeltaSnapshot snapshot) {
    return StorageDescriptor.builder()
        .location(snapshot.root())
        .inputFormat("org.apache.hadoop.mapred.SequenceFileInputFormat")
        .outputFormat("org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat")
        .compressed(false)
        .numberOfBuckets(-1)
        .serdeInfo(
            SerDeInfo.builder()
                .serializationLibrary("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe")
                .parameters(Map.of("serialization.format", "1", "path", snapshot.root()))
                .build())
        .bucketColumns(List.of())
        .sortColumns(List.of())
        .storedAsSubDirectories(false)
        .build();
  }

  public static Column column(DeltaColumn column) {
    return Column.builder()
        .name(column.name().toLowerCase(Locale.ROOT))
        .type(column.type().text())
        .comment(column.comment())
        .build();
  }
}
