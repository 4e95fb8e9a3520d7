package io.tarn.duckdb;

import io.airlift.slice.DynamicSliceOutput;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.WriteSpec;
import io.trino.hive.formats.avro.AvroCompressionKind;
import io.trino.hive.formats.avro.AvroFileWriter;
import io.trino.hive.formats.avro.AvroTypeException;
import io.trino.hive.formats.avro.HiveAvroTypeManager;
import io.trino.hive.formats.compression.CompressionKind;
import io.trino.hive.formats.line.Column;
import io.trino.hive.formats.line.LineSerializer;
import io.trino.hive.formats.line.csv.CsvSerializerFactory;
import io.trino.hive.formats.line.json.JsonSerializerFactory;
import io.trino.hive.formats.line.openxjson.OpenXJsonSerializerFactory;
import io.trino.hive.formats.line.simple.SimpleSerializerFactory;
import io.trino.hive.formats.line.text.TextLineWriter;
import io.trino.orc.OrcDataSink;
import io.trino.orc.OrcWriteValidation.OrcWriteValidationMode;
import io.trino.orc.OrcWriter;
import io.trino.orc.OrcWriterOptions;
import io.trino.orc.OrcWriterStats;
import io.trino.orc.metadata.OrcType;
import io.trino.orc.stream.OrcDataOutput;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Trino's writers of the formats that DuckDB does not write. */
final class FileSinks {
  private FileSinks() {}

  /**
   * Begins a file.
   *
   * @param types the data columns'
   */
  static PageWriters.Sink open(WriteSpec spec, List<Type> types, OutputStream out)
      throws IOException {
    if (spec.iceberg().isPresent()) {
      return IcebergSinks.open(spec, spec.iceberg().get(), out);
    }
    OutputStream buffered = new BufferedOutputStream(out, 64 << 10);
    List<String> names = spec.names().subList(0, types.size());
    return switch (spec.format()) {
      case ORC -> orc(spec, names, types, buffered);
      case AVRO -> avro(spec, names, types, buffered);
      case DELIMITED_TEXT, JSON_LINES, OPENX_JSON, QUOTED_CSV ->
          lines(spec, names, types, buffered);
      default -> throw EngineException.unsupported("Writing " + spec.format());
    };
  }

  private static EngineException codec(WriteSpec spec) {
    return EngineException.unsupported(
        spec.format().name().toLowerCase(Locale.ROOT) + " compressed by " + spec.compression());
  }

  private static PageWriters.Sink orc(
      WriteSpec spec, List<String> names, List<Type> types, OutputStream out) {
    io.trino.orc.metadata.CompressionKind codec =
        switch (spec.compression()) {
          case "none", "uncompressed" -> io.trino.orc.metadata.CompressionKind.NONE;
          case "zlib", "gzip" -> io.trino.orc.metadata.CompressionKind.ZLIB;
          case "snappy" -> io.trino.orc.metadata.CompressionKind.SNAPPY;
          case "lz4" -> io.trino.orc.metadata.CompressionKind.LZ4;
          case "zstd" -> io.trino.orc.metadata.CompressionKind.ZSTD;
          default -> throw codec(spec);
        };
    OrcWriter writer =
        new OrcWriter(
            new OrcSink(out),
            names,
            types,
            OrcType.createRootOrcType(names, types),
            codec,
            new OrcWriterOptions(),
            Map.of(),
            false,
            OrcWriteValidationMode.HASHED,
            new OrcWriterStats());
    return new PageWriters.Sink() {
      @Override
      public void write(Page page) throws IOException {
        writer.write(page);
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }

  /** ORC as a stream of bytes. */
  static final class OrcSink implements OrcDataSink {
    private final OutputStream out;
    private long size;

    OrcSink(OutputStream out) {
      this.out = out;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public long getRetainedSizeInBytes() {
      return 0;
    }

    @Override
    public void write(List<OrcDataOutput> outputs) throws IOException {
      for (OrcDataOutput output : outputs) {
        DynamicSliceOutput buffer = new DynamicSliceOutput(Math.toIntExact(output.size()));
        output.writeData(buffer);
        out.write(buffer.slice().getBytes());
        size += buffer.size();
      }
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  private static PageWriters.Sink avro(
      WriteSpec spec, List<String> names, List<Type> types, OutputStream out) throws IOException {
    AvroCompressionKind codec =
        switch (spec.compression()) {
          case "none", "uncompressed" -> AvroCompressionKind.NULL;
          case "gzip", "deflate" -> AvroCompressionKind.DEFLATE;
          case "snappy" -> AvroCompressionKind.SNAPPY;
          case "zstd" -> AvroCompressionKind.ZSTANDARD;
          default -> throw codec(spec);
        };
    List<LakeColumn> columns = new ArrayList<>();
    List<Type> stored = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      columns.add(new LakeColumn(names.get(i), types.get(i), i, false));
      // Avro has no smaller integers.
      stored.add(
          types.get(i) instanceof TinyintType || types.get(i) instanceof SmallintType
              ? IntegerType.INTEGER
              : types.get(i));
    }
    AvroFileWriter writer;
    try {
      writer =
          new AvroFileWriter(
              out,
              AvroSchemas.of("record", columns),
              new HiveAvroTypeManager(),
              codec,
              Map.of(),
              names,
              stored,
              false);
    } catch (AvroTypeException e) {
      throw new EngineException("NOT_SUPPORTED", "Avro file: " + e.getMessage(), e);
    }
    return new PageWriters.Sink() {
      @Override
      public void write(Page page) throws IOException {
        Block[] blocks = new Block[types.size()];
        for (int i = 0; i < blocks.length; i++) {
          blocks[i] = Coercions.apply(page.getBlock(i), types.get(i), stored.get(i));
        }
        writer.write(new Page(page.getPositionCount(), blocks));
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }

  private static PageWriters.Sink lines(
      WriteSpec spec, List<String> names, List<Type> types, OutputStream out) throws IOException {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      columns.add(new Column(names.get(i), types.get(i), i));
    }
    Map<String, String> properties = new HashMap<>(spec.options());
    properties.put("columns", String.join(",", names));
    LineSerializer serializer =
        switch (spec.format()) {
          case JSON_LINES -> new JsonSerializerFactory().create(columns, properties);
          case OPENX_JSON -> new OpenXJsonSerializerFactory().create(columns, properties);
          case QUOTED_CSV -> quoted(columns, properties);
          default -> new SimpleSerializerFactory().create(columns, properties);
        };
    TextLineWriter writer = new TextLineWriter(out, codecOfLines(spec));
    DynamicSliceOutput line = new DynamicSliceOutput(1024);
    return new PageWriters.Sink() {
      @Override
      public void write(Page page) throws IOException {
        for (int row = 0; row < page.getPositionCount(); row++) {
          line.reset();
          serializer.write(page, row, line);
          writer.write(line.slice());
        }
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }

  private static LineSerializer quoted(List<Column> columns, Map<String, String> properties) {
    for (Column column : columns) {
      if (!(column.type() instanceof VarcharType)) {
        throw EngineException.unsupported(
            "Writing column "
                + column.name()
                + " of type "
                + column.type().getDisplayName()
                + " to a table of OpenCSVSerde");
      }
    }
    return new CsvSerializerFactory().create(columns, CrawledRows.writing(properties));
  }

  private static Optional<CompressionKind> codecOfLines(WriteSpec spec) {
    return switch (spec.compression()) {
      case "none", "uncompressed" -> Optional.empty();
      case "gzip" -> Optional.of(CompressionKind.GZIP);
      case "deflate" -> Optional.of(CompressionKind.DEFLATE);
      case "bzip2" -> Optional.of(CompressionKind.BZIP2);
      case "snappy" -> Optional.of(CompressionKind.SNAPPY);
      case "lz4" -> Optional.of(CompressionKind.LZ4);
      case "zstd" -> Optional.of(CompressionKind.ZSTD);
      default -> throw codec(spec);
    };
  }
}
