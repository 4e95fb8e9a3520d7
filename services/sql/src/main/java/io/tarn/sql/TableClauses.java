package io.tarn.sql;

import io.tarn.sql.Ddl.ColumnDef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What CREATE EXTERNAL TABLE has said so far. */
final class TableClauses {
  @Nullable String comment;
  List<ColumnDef> partitionKeys = List.of();
  List<String> clusteredBy = List.of();
  int buckets;
  @Nullable String serde;
  Map<String, String> serdeProperties = new LinkedHashMap<>();
  @Nullable String stored;
  @Nullable String location;
  Map<String, String> properties = Map.of();
}
