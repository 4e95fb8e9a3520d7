package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.IcebergLayout;
import io.tarn.sql.spi.TableFormat;
import io.tarn.sql.spi.WriteSpec;
import io.trino.hive.formats.avro.AvroCompressionKind;
import io.trino.orc.OrcWriteValidation.OrcWriteValidationMode;
import io.trino.orc.OrcWriter;
import io.trino.orc.OrcWriterOptions;
import io.trino.orc.OrcWriterStats;
import io.trino.orc.metadata.CompressionKind;
import io.trino.spi.Page;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;

/** Files of Iceberg tables in the formats that DuckDB does not write. */
final class IcebergSinks {
  private static final int BUFFER = 64 << 10;

  private IcebergSinks() {}

  static PageWriters.Sink open(WriteSpec spec, IcebergLayout layout, OutputStream out)
      throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, BUFFER);
    return spec.format() == TableFormat.ORC
        ? orc(spec, layout, buffered)
        : new IcebergAvroSink(spec.names().size(), layout, avroCodec(spec), buffered);
  }

  private static PageWriters.Sink orc(WriteSpec spec, IcebergLayout layout, OutputStream out) {
    OrcWriter writer =
        new OrcWriter(
            new FileSinks.OrcSink(out),
            spec.names(),
            layout.types(),
            IcebergOrcTypes.of(spec.names(), layout),
            orcCodec(spec),
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

  private static CompressionKind orcCodec(WriteSpec spec) {
    return switch (spec.compression()) {
      case "none", "uncompressed" -> CompressionKind.NONE;
      case "zlib", "gzip" -> CompressionKind.ZLIB;
      case "snappy" -> CompressionKind.SNAPPY;
      case "lz4" -> CompressionKind.LZ4;
      case "zstd" -> CompressionKind.ZSTD;
      default -> throw codec(spec);
    };
  }

  private static AvroCompressionKind avroCodec(WriteSpec spec) {
    return switch (spec.compression()) {
      case "none", "uncompressed" -> AvroCompressionKind.NULL;
      case "gzip", "deflate" -> AvroCompressionKind.DEFLATE;
      case "snappy" -> AvroCompressionKind.SNAPPY;
      case "zstd" -> AvroCompressionKind.ZSTANDARD;
      default -> throw codec(spec);
    };
  }

  private static EngineException codec(WriteSpec spec) {
    return EngineException.unsupported(
        spec.format().name().toLowerCase(Locale.ROOT) + " compressed by " + spec.compression());
  }
}
