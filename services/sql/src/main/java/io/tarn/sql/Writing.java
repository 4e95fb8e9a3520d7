package io.tarn.sql;

import static java.util.Objects.requireNonNull;

import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.TableFormat;
import io.tarn.sql.spi.WriteSpec;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a statement's files go and what the catalog learns of them. */
record Writing(
    WriteSpec spec,
    S3Location root,
    List<String> keys,
    Optional<TableInput> creates,
    Optional<LakeTable> inserts) {
  /** A partition's place below the table's. */
  S3Location place(List<@Nullable String> partition) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < keys.size(); i++) {
      path.append(keys.get(i)).append('=').append(segment(partition.get(i))).append('/');
    }
    return root.below(path.toString());
  }

  private static String segment(@Nullable String value) {
    return value == null
        ? "__HIVE_DEFAULT_PARTITION__"
        : URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", " ");
  }

  /** What the files' names end with: for lines, that is how readers know the compression. */
  String extension() {
    return switch (spec.format()) {
      case DELIMITED_TEXT, QUOTED_CSV, JSON_LINES, OPENX_JSON ->
          switch (spec.compression()) {
            case "gzip" -> ".gz";
            case "deflate" -> ".deflate";
            case "bzip2" -> ".bz2";
            case "snappy" -> ".snappy";
            case "lz4" -> ".lz4";
            case "zstd" -> ".zst";
            default -> "";
          };
      default -> "";
    };
  }

  void effects(
      StatementContext context, Map<List<@Nullable String>, S3Location> places, Outcome outcome) {
    String database;
    String table;
    StorageDescriptor storage;
    if (creates.isPresent()) {
      TableInput input = creates.get();
      database = requireNonNull(input.parameters()).getOrDefault("$db", "");
      TableInput clean = withoutMark(input);
      table = input.name();
      storage = requireNonNull(input.storageDescriptor());
      outcome.effects.add(
          tx -> context.tables().createTable(tx, context.change(), database, clean));
    } else if (inserts.isPresent()) {
      database = inserts.get().database();
      table = inserts.get().name();
      storage =
          requireNonNull(
              context.metastore().find(database, table).orElseThrow().storageDescriptor());
    } else {
      return;
    }
    if (keys.isEmpty() || places.isEmpty()) {
      return;
    }
    CatalogChecks.table(context, "glue:BatchCreatePartition", database, table);
    List<PartitionInput> partitions = new ArrayList<>();
    places.forEach(
        (values, place) ->
            partitions.add(
                PartitionInput.builder()
                    .values(
                        values.stream()
                            .map(value -> value == null ? "__HIVE_DEFAULT_PARTITION__" : value)
                            .toList())
                    .storageDescriptor(
                        storage.toBuilder().location(stripped(place.toString())).build())
                    .build()));
    // Those that exist already are reported back as errors, which is what is wanted here.
    outcome.effects.add(
        tx -> context.tables().createPartitions(tx, context.change(), database, table, partitions));
  }

  private static TableInput withoutMark(TableInput input) {
    Map<String, String> parameters = new HashMap<>(requireNonNull(input.parameters()));
    parameters.remove("$db");
    return input.toBuilder().parameters(parameters).build();
  }

  private static String stripped(String location) {
    return location.endsWith("/") ? location : location + "/";
  }

  static Writing insertion(TrinoFront.Planned planned, StatementContext context) {
    LakeTable table = planned.insertTarget();
    CatalogChecks.table(context, "glue:GetTable", table.database(), table.name());
    switch (table.files()) {
      case FOLDERS -> {}
      case SYMLINKS ->
          throw EngineException.unsupported("INSERT INTO a table of " + Symlinks.INPUT);
      case DELTA_LOG -> throw EngineException.unsupported("INSERT INTO a Delta Lake table");
    }
    Table declared = context.metastore().find(table.database(), table.name()).orElseThrow();
    StorageDescriptor storage = declared.storageDescriptor();
    if (storage != null && storage.bucketColumns() != null && !storage.bucketColumns().isEmpty()) {
      throw EngineException.unsupported("INSERT INTO a bucketed table");
    }
    for (String lines : List.of("skip.header.line.count", "skip.footer.line.count")) {
      if (!table.property(lines, "0").strip().equals("0")) {
        throw EngineException.unsupported("INSERT INTO a table with " + lines);
      }
    }
    requireWritten(table.format(), "INSERT INTO a table of " + table.format());
    return new Writing(
        new WriteSpec(
            table.format(),
            planned.root().getColumnNames(),
            table.partitionKeys().size(),
            codec(table),
            table.properties(),
            List.of(),
            0,
            context.limits().partitionsWritten()),
        location(table.location()),
        table.partitionKeys().stream().map(LakeColumn::name).toList(),
        Optional.empty(),
        Optional.of(table));
  }

  /** What the table's properties ask for; otherwise Athena's own choice for the format. */
  private static String codec(LakeTable table) {
    String own =
        switch (table.format()) {
          case PARQUET -> table.property("parquet.compression", "snappy");
          case ORC -> table.property("orc.compress", "zlib");
          case AVRO -> table.property("avro.output.codec", "gzip");
          default -> "gzip";
        };
    return table.property("write.compression", own).toLowerCase(Locale.ROOT);
  }

  static Writing unload(
      Statements.Unload unload, TrinoFront.Planned planned, StatementContext context) {
    List<String> names = planned.root().getColumnNames();
    List<String> keys = unload.partitionedBy();
    TableCreation.requireLast(names, keys);
    S3Location root = location(unload.location());
    TableCreation.requireEmpty(context, root);
    return new Writing(
        new WriteSpec(
            unload.format(),
            names,
            keys.size(),
            unload.compression(),
            Map.of("field.delim", unload.delimiter()),
            List.of(),
            0,
            context.limits().partitionsWritten()),
        root,
        keys,
        Optional.empty(),
        Optional.empty());
  }

  /** Refuses by name a format that is only read. */
  static void requireWritten(TableFormat format, String what) {
    switch (format) {
      case PARQUET, ORC, AVRO, DELIMITED_TEXT, QUOTED_CSV, JSON_LINES, OPENX_JSON -> {}
      default -> throw EngineException.unsupported(what);
    }
  }

  static S3Location location(String text) {
    return S3Location.parse(text)
        .orElseThrow(
            () -> new EngineException("INVALID_TABLE_PROPERTY", "Not an s3:// location: " + text));
  }
}
