package io.tarn.catalog;

import io.tarn.api.Call;
import io.tarn.api.glue.MetadataInfo;
import io.tarn.api.glue.MetadataKeyValuePair;
import io.tarn.api.glue.OtherMetadataValueListItem;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people note about versions of schemas. */
final class SchemaMetadata {
  private static final int VERSION_MAX = 10;

  private record Note(String name, String value, String created) {}

  private SchemaMetadata() {}

  static void put(Tx tx, Call call, SchemaVersions.Version version, String name, String value)
      throws SQLException {
    Limits.check(list(tx, call, version).size(), VERSION_MAX, "notes about a schema version");
    int rows =
        Sql.update(
            tx,
            "INSERT INTO catalog_schema_metadata (region, version_id, name, value, created)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            call.region(),
            version.id(),
            name,
            value,
            call.now().toString());
    if (rows == 0) {
      throw GlueError.ALREADY_EXISTS.error(
          "Resource already exist for schema version id: "
              + version.id()
              + ", metadata key: "
              + name
              + ", metadata value: "
              + value);
    }
  }

  static void remove(Tx tx, Call call, SchemaVersions.Version version, String name, String value)
      throws SQLException {
    int rows =
        Sql.update(
            tx,
            "DELETE FROM catalog_schema_metadata"
                + " WHERE region = ? AND version_id = ? AND name = ? AND value = ?",
            call.region(),
            version.id(),
            name,
            value);
    if (rows == 0) {
      throw GlueError.ENTITY_NOT_FOUND.error(
          "Metadata is not found for schema version id: "
              + version.id()
              + ", metadata key: "
              + name
              + ", metadata value: "
              + value);
    }
  }

  /** The newest value of a name first, the others behind it. */
  static Map<String, MetadataInfo> find(
      Tx tx, Call call, SchemaVersions.Version version, @Nullable List<MetadataKeyValuePair> wanted)
      throws SQLException {
    Map<String, List<Note>> byName = new LinkedHashMap<>();
    for (Note note : list(tx, call, version)) {
      if (wanted == null || wanted.isEmpty() || wanted.stream().anyMatch(w -> fits(w, note))) {
        byName.computeIfAbsent(note.name(), name -> new ArrayList<>()).add(note);
      }
    }
    Map<String, MetadataInfo> found = new LinkedHashMap<>();
    for (Map.Entry<String, List<Note>> entry : byName.entrySet()) {
      List<OtherMetadataValueListItem> others = new ArrayList<>();
      for (Note note : entry.getValue().subList(1, entry.getValue().size())) {
        others.add(
            OtherMetadataValueListItem.builder()
                .metadataValue(note.value())
                .createdTime(note.created())
                .build());
      }
      Note first = entry.getValue().getFirst();
      found.put(
          entry.getKey(),
          MetadataInfo.builder()
              .metadataValue(first.value())
              .createdTime(first.created())
              .otherMetadataValueList(others)
              .build());
    }
    return found;
  }

  private static boolean fits(MetadataKeyValuePair wanted, Note note) {
    boolean name = wanted.metadataKey() == null || wanted.metadataKey().equals(note.name());
    boolean value = wanted.metadataValue() == null || wanted.metadataValue().equals(note.value());
    return name && value;
  }

  private static List<Note> list(Tx tx, Call call, SchemaVersions.Version version)
      throws SQLException {
    return Sql.list(
        tx,
        "SELECT name, value, created FROM catalog_schema_metadata"
            + " WHERE region = ? AND version_id = ? ORDER BY name, created DESC, value",
        row -> new Note(row.getString(1), row.getString(2), row.getString(3)),
        call.region(),
        version.id());
  }
}
