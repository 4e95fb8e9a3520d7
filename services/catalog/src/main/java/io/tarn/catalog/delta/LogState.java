package io.tarn.catalog.delta;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The actions of a log put together, in the order in which they come. Source: Delta Transaction Log
 * Protocol, "Actions" and "Action Reconciliation". Not thread-safe.
 */
final class LogState {
  private static final int READER_MAX = 3;

  /** What a reader must understand; what only writers must is none of ours. */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          "columnMapping",
          "deletionVectors",
          "timestampNtz",
          "v2Checkpoint",
          "vacuumProtocolCheck");

  private final String root;
  private final String where;
  private final boolean withFiles;
  private final int filesMax;
  private final Map<String, DeltaFile> files = new LinkedHashMap<>();
  private final Set<String> sidecars = new LinkedHashSet<>();
  private @Nullable JsonNode metadata;
  private @Nullable JsonNode protocol;
  private @Nullable Instant committed;

  /**
   * @param root the table's folder
   * @param filesMax the most data files a table may have
   */
  LogState(String root, boolean withFiles, int filesMax) {
    this.root = root;
    this.where = root + DeltaLog.FOLDER;
    this.withFiles = withFiles;
    this.filesMax = filesMax;
  }

  /** A commit begins: what it says of its time is not known yet. */
  void begin() {
    committed = null;
  }

  void add(JsonNode action) {
    if (!action.isObject()) {
      throw DeltaException.corrupt(where, "an action is no JSON object");
    }
    JsonNode add = action.path("add");
    JsonNode remove = action.path("remove");
    if (withFiles && add.isObject()) {
      files.put(keyOf(add), file(add));
      if (files.size() > filesMax) {
        throw DeltaException.unsupported("A Delta table of more than " + filesMax + " files");
      }
    }
    if (withFiles && remove.isObject()) {
      files.remove(keyOf(remove));
    }
    if (action.path("metaData").isObject()) {
      metadata = action.path("metaData");
    }
    if (action.path("protocol").isObject()) {
      protocol = action.path("protocol");
      require(protocol);
    }
    if (action.path("sidecar").isObject()) {
      sidecars.add(text(action.path("sidecar"), "path"));
    }
    JsonNode time = action.path("commitInfo").path("inCommitTimestamp");
    time = time.isIntegralNumber() ? time : action.path("commitInfo").path("timestamp");
    if (time.isIntegralNumber()) {
      committed = Instant.ofEpochMilli(time.asLong());
    }
  }

  /** The files of further actions, which a checkpoint names. */
  Set<String> sidecars() {
    return sidecars;
  }

  private static void require(JsonNode protocol) {
    int version = protocol.path("minReaderVersion").asInt(1);
    if (version > READER_MAX) {
      throw DeltaException.unsupported("A Delta table of reader version " + version);
    }
    if (version == READER_MAX) {
      for (JsonNode feature : protocol.path("readerFeatures")) {
        if (!UNDERSTOOD.contains(feature.asText())) {
          throw DeltaException.unsupported("The Delta table feature " + feature.asText());
        }
      }
    }
  }

  private String text(JsonNode action, String member) {
    JsonNode text = action.path(member);
    if (!text.isTextual() || text.asText().isEmpty()) {
      throw DeltaException.corrupt(where, "an action has no " + member);
    }
    return text.asText();
  }

  /** A file with another deletion vector is another logical file. */
  private String keyOf(JsonNode action) {
    JsonNode vector = action.path("deletionVector");
    String path = location(text(action, "path"));
    return vector.isObject()
        ? path
            + "\n"
            + vector.path("storageType").asText()
            + vector.path("pathOrInlineDv").asText()
            + "@"
            + vector.path("offset").asText()
        : path;
  }

  private DeltaFile file(JsonNode add) {
    Map<String, @Nullable String> partition = new HashMap<>();
    add.path("partitionValues")
        .properties()
        .forEach(
            value ->
                partition.put(
                    value.getKey(), value.getValue().isNull() ? null : value.getValue().asText()));
    JsonNode statistics = add.path("stats");
    return new DeltaFile(
        location(text(add, "path")),
        add.path("size").asLong(0),
        partition,
        statistics.isTextual() ? statistics.asText() : null,
        add.path("deletionVector").isObject()
            ? DeltaVector.of(where, add.path("deletionVector"), root, this::location)
            : null);
  }

  /** Paths are URIs: relative ones lie below the table's folder. */
  private String location(String path) {
    try {
      URI uri = new URI(path);
      String decoded = uri.getPath();
      if (uri.getScheme() == null) {
        return root + decoded;
      }
      if (!uri.getScheme().matches("s3[an]?") || uri.getRawAuthority() == null) {
        throw DeltaException.unsupported("A Delta table with a data file at " + path);
      }
      return "s3://" + uri.getRawAuthority() + decoded;
    } catch (URISyntaxException e) {
      throw DeltaException.corrupt(where, "the path of a file is no URI: " + e.getMessage());
    }
  }

  /**
   * @param modified when the version's file was written
   */
  DeltaSnapshot snapshot(long version, Instant modified) {
    JsonNode table = metadata;
    if (table == null || protocol == null) {
      throw DeltaException.corrupt(
          where, "version " + version + " has no " + (table == null ? "metaData" : "protocol"));
    }
    String format = table.path("format").path("provider").asText("parquet");
    if (!format.equals("parquet")) {
      throw DeltaException.unsupported("A Delta table of " + format + " files");
    }
    String schema = text(table, "schemaString");
    List<DeltaColumn> columns = DeltaSchema.columns(where, schema);
    List<DeltaColumn> keys = new ArrayList<>();
    for (JsonNode key : table.path("partitionColumns")) {
      keys.add(
          columns.stream()
              .filter(column -> column.name().equalsIgnoreCase(key.asText()))
              .findFirst()
              .orElseThrow(
                  () ->
                      DeltaException.corrupt(
                          where, "its schema lacks the partition column " + key.asText())));
    }
    Map<String, String> configuration = new HashMap<>();
    table
        .path("configuration")
        .properties()
        .forEach(each -> configuration.put(each.getKey(), each.getValue().asText()));
    JsonNode description = table.path("description");
    return new DeltaSnapshot(
        root,
        version,
        committed == null ? modified : committed,
        schema,
        columns,
        keys,
        configuration,
        description.isTextual() ? description.asText() : null,
        List.copyOf(files.values()));
  }
}
