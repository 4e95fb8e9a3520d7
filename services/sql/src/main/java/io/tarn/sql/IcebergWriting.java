package io.tarn.sql;

import static java.util.Objects.requireNonNull;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.FieldId;
import io.tarn.sql.spi.IcebergLayout;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.PartitionTransform;
import io.tarn.sql.spi.WriteSpec;
import io.tarn.sql.spi.WrittenFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.avro.AvroSchemaUtil;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Writes data files as an Iceberg table wants them, and describes them to Iceberg. */
final class IcebergWriting {
  /** Besides the table's own property, as Athena names it. */
  private static final String COMPRESSION = "write_compression";

  private final StatementContext context;
  private final Schema schema;
  private final PartitionSpec spec;
  private final Map<String, String> properties;
  private final LocationProvider locations;

  IcebergWriting(
      StatementContext context,
      Schema schema,
      PartitionSpec spec,
      Map<String, String> properties,
      LocationProvider locations) {
    this.context = context;
    this.schema = schema;
    this.spec = spec;
    this.properties = properties;
    this.locations = locations;
  }

  static IcebergWriting of(StatementContext context, Table table) {
    return new IcebergWriting(
        context, table.schema(), table.spec(), table.properties(), table.locationProvider());
  }

  /**
   * What files the engine writes.
   *
   * @param names the written columns, as the statement calls them
   */
  WriteSpec spec(List<String> names) {
    FileFormat format = format(properties);
    requireNoDefaults();
    List<LakeColumn> columns = IcebergTypes.columns(schema);
    List<FieldId> fields = new ArrayList<>();
    List<io.trino.spi.type.Type> types = new ArrayList<>();
    List<Integer> ids = new ArrayList<>();
    List<Types.NestedField> own = new ArrayList<>();
    for (String name : names) {
      LakeColumn written =
          columns.stream()
              .filter(column -> column.name().equals(name.toLowerCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow();
      FieldId field = requireNonNull(written.field());
      fields.add(field);
      types.add(written.type());
      ids.add(field.id());
      own.add(requireNonNull(schema.findField(field.id())));
    }
    if (format != FileFormat.PARQUET) {
      requireNoFixed(new Schema(own), format);
    }
    List<PartitionTransform> partitioning = new ArrayList<>();
    if (!names.isEmpty()) {
      for (PartitionField field : spec.fields()) {
        if (!field.transform().isVoid()) {
          partitioning.add(transform(field, ids.indexOf(field.sourceId())));
        }
      }
    }
    return new WriteSpec(
        IcebergScans.format(format),
        names,
        0,
        compression(format),
        Map.of(),
        List.of(),
        0,
        context.limits().partitionsWritten(),
        Optional.of(
            new IcebergLayout(
                fields,
                types,
                AvroSchemaUtil.convert(new Schema(own), "table").toString(),
                partitioning)));
  }

  /** From the specification's third version on, rows that are written again keep their numbers. */
  static void requireNoLineage(Table table, String statement) {
    if (TableUtil.formatVersion(table) > 2) {
      throw EngineException.unsupported(
          statement + " of an Iceberg table of format version 3, whose rows have numbers,");
    }
  }

  /** A row that leaves such a column out would have its default. */
  private void requireNoDefaults() {
    for (Types.NestedField field : schema.columns()) {
      if (field.writeDefault() != null) {
        throw EngineException.unsupported(
            "Writing an Iceberg table whose column " + field.name() + " has a default");
      }
    }
  }

  /** Their length is Iceberg's only: to SQL they are bytes like all others. */
  private static void requireNoFixed(Schema written, FileFormat format) {
    for (Types.NestedField field : TypeUtil.indexById(written.asStruct()).values()) {
      if (field.type().typeId() == Type.TypeID.FIXED) {
        throw EngineException.unsupported(
            "Writing the column " + field.name() + " of type " + field.type() + " to " + format);
      }
    }
  }

  /**
   * The format of new data files.
   *
   * @throws EngineException INVALID_TABLE_PROPERTY for one that Iceberg does not have
   */
  static FileFormat format(Map<String, String> properties) {
    String format =
        properties.getOrDefault(
            TableProperties.DEFAULT_FILE_FORMAT, properties.getOrDefault("format", "parquet"));
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "parquet" -> FileFormat.PARQUET;
      case "orc" -> FileFormat.ORC;
      case "avro" -> FileFormat.AVRO;
      default ->
          throw new EngineException(
              "INVALID_TABLE_PROPERTY", "Unsupported file format of Iceberg tables: " + format);
    };
  }

  /** Iceberg's property for the compression of a format's files. */
  static String compressionProperty(FileFormat format) {
    return switch (format) {
      case ORC -> TableProperties.ORC_COMPRESSION;
      case AVRO -> TableProperties.AVRO_COMPRESSION;
      default -> TableProperties.PARQUET_COMPRESSION;
    };
  }

  private String compression(FileFormat format) {
    String otherwise =
        switch (format) {
          case ORC -> TableProperties.ORC_COMPRESSION_DEFAULT;
          case AVRO -> TableProperties.AVRO_COMPRESSION_DEFAULT;
          default -> "zstd";
        };
    return properties
        .getOrDefault(compressionProperty(format), properties.getOrDefault(COMPRESSION, otherwise))
        .toLowerCase(Locale.ROOT);
  }

  private static PartitionTransform transform(PartitionField field, int column) {
    String text = field.transform().toString();
    int open = text.indexOf('[');
    int parameter = open < 0 ? 0 : Integer.parseInt(text.substring(open + 1, text.length() - 1));
    PartitionTransform.Kind kind =
        switch (open < 0 ? text : text.substring(0, open)) {
          case "identity" -> PartitionTransform.Kind.IDENTITY;
          case "bucket" -> PartitionTransform.Kind.BUCKET;
          case "truncate" -> PartitionTransform.Kind.TRUNCATE;
          case "year" -> PartitionTransform.Kind.YEAR;
          case "month" -> PartitionTransform.Kind.MONTH;
          case "day" -> PartitionTransform.Kind.DAY;
          case "hour" -> PartitionTransform.Kind.HOUR;
          default -> throw EngineException.unsupported("The partition transform " + text);
        };
    return new PartitionTransform(column, kind, parameter);
  }

  /**
   * Stages what the engine has written.
   *
   * @param manifest gets the files' names
   */
  List<DataFile> take(Execution.Written written, StagedFiles files, StringBuilder manifest)
      throws IOException {
    long open = written.files().stream().map(WrittenFile::partition).distinct().count();
    if (open > context.limits().partitionsWritten()) {
      throw new EngineException(
          IcebergErrors.TOO_MANY_PARTITIONS,
          "Exceeded limit of "
              + context.limits().partitionsWritten()
              + " open writers for partitions");
    }
    FileFormat format = format(properties);
    List<DataFile> taken = new ArrayList<>();
    for (WrittenFile file : written.files()) {
      if (file.rows() == 0) {
        continue;
      }
      PartitionData partition = partition(file);
      String name = name(taken.size(), "", format);
      String location =
          spec.isPartitioned()
              ? locations.newDataLocation(spec, partition, name)
              : locations.newDataLocation(name);
      files.take(location, file.path());
      manifest.append(location).append('\n');
      DataFiles.Builder builder =
          DataFiles.builder(spec)
              .withPath(location)
              .withFormat(format)
              .withFileSizeInBytes(file.size())
              .withMetrics(IcebergMetrics.of(schema, file, format == FileFormat.PARQUET));
      taken.add((spec.isPartitioned() ? builder.withPartition(partition) : builder).build());
    }
    return taken;
  }

  /** A name that no other statement gives. */
  String name(int number, String kind, FileFormat format) {
    return format.addExtension(
        context.id().replace("-", "_") + String.format(Locale.ROOT, "_%05d", number) + kind);
  }

  private PartitionData partition(WrittenFile file) {
    PartitionData partition = new PartitionData(spec.partitionType());
    int next = 0;
    for (int i = 0; i < spec.fields().size(); i++) {
      if (!spec.fields().get(i).transform().isVoid()) {
        @Nullable String text = file.partition().get(next++);
        partition.set(
            i,
            text == null
                ? null
                : IcebergMetrics.value(spec.partitionType().fields().get(i).type(), text, true));
      }
    }
    return partition;
  }
}
