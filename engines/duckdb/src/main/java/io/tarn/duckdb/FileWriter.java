package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.EngineQuery;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.TableFormat;
import io.tarn.sql.spi.WriteSpec;
import io.tarn.sql.spi.WrittenFile;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/** Writes a query's rows as Parquet or delimited text below the statement's private directory. */
final class FileWriter {
  private final EngineQuery query;
  private final WriteSpec spec;
  private final PlanTranslator translator;
  private final Scans scans;
  private final ResultText texts;
  private final DuckExecution.Preparer preparer;

  FileWriter(
      EngineQuery query,
      WriteSpec spec,
      PlanTranslator translator,
      Scans scans,
      ResultText texts,
      DuckExecution.Preparer preparer) {
    this.query = query;
    this.spec = spec;
    this.translator = translator;
    this.scans = scans;
    this.texts = texts;
    this.preparer = preparer;
  }

  Execution.Written write() {
    String select = translator.statement(query.plan(), this::column);
    boolean partitioned = spec.partitionKeys() > 0;
    Path target = query.directory().resolve(partitioned ? "out" : "out.data");
    String sql =
        "COPY ("
            + select
            + ") TO "
            + Literals.text(target.toString())
            + " ("
            + String.join(", ", options(partitioned))
            + ")";
    List<WrittenFile> files = new ArrayList<>();
    long rows = 0;
    try (DuckDBPreparedStatement statement = preparer.prepare(sql);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        Path path = Path.of(result.getString(1));
        long count = result.getLong(2);
        rows += count;
        files.add(new WrittenFile(path, count, result.getLong(3), partition(result.getObject(6))));
      }
    } catch (SQLException e) {
      throw Failures.of(e);
    }
    return new Execution.Written(files, rows, scans.bytes());
  }

  private List<String> options(boolean partitioned) {
    List<String> options = new ArrayList<>();
    if (spec.format() == TableFormat.PARQUET) {
      options.add("FORMAT parquet");
      options.add("COMPRESSION " + codec());
    } else if (spec.format() == TableFormat.DELIMITED_TEXT) {
      options.add("FORMAT csv");
      options.add("HEADER false");
      options.add("QUOTE ''");
      options.add("ESCAPE ''");
      options.add("NULLSTR '\\N'");
      options.add("DELIM " + Literals.text(spec.options().getOrDefault("field.delim", "\u0001")));
      if (spec.compression().equals("gzip")) {
        options.add("COMPRESSION gzip");
      } else if (!spec.compression().equals("none")) {
        throw EngineException.unsupported("Text compressed by " + spec.compression());
      }
    } else {
      throw EngineException.unsupported("Writing " + spec.format());
    }
    if (partitioned) {
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < spec.partitionKeys(); i++) {
        keys.add("k" + i);
      }
      options.add("PARTITION_BY (" + String.join(", ", keys) + ")");
    }
    options.add("RETURN_STATS");
    return options;
  }

  private String codec() {
    return switch (spec.compression()) {
      case "snappy", "zstd", "gzip", "lz4" -> spec.compression();
      case "none", "uncompressed" -> "uncompressed";
      default -> throw EngineException.unsupported("Parquet compressed by " + spec.compression());
    };
  }

  private String column(int index, Type type, String sql) {
    int keys = spec.names().size() - spec.partitionKeys();
    if (index >= keys) {
      return "CAST(" + sql + " AS VARCHAR) AS k" + (index - keys);
    }
    String value = spec.format() == TableFormat.PARQUET ? parquet(type, sql) : text(type, sql);
    return value + " AS " + Literals.quoted(spec.names().get(index));
  }

  private String text(Type type, String sql) {
    if (DuckTypes.isNested(type)) {
      throw EngineException.unsupported(
          "A column of type " + type.getDisplayName() + " in a text file");
    }
    return texts.text(type, sql);
  }

  /** The value as it lies in a file: milliseconds for timestamps, names for a row's fields. */
  private static String parquet(Type type, String sql) {
    return switch (type) {
      case TimestampType t when !DuckTypes.isPacked(t) ->
          t.getPrecision() <= 3 ? "CAST(" + sql + " AS TIMESTAMP_MS)" : sql;
      case CharType t -> "rpad(" + sql + ", " + t.getLength() + ", ' ')";
      case ArrayType t -> {
        String item = "w" + sql.length();
        String body = parquet(t.getElementType(), item);
        yield body.equals(item)
            ? sql
            : "list_transform(" + sql + ", lambda " + item + ": " + body + ")";
      }
      case MapType t -> sql;
      case RowType t -> row(t, sql);
      default -> {
        if (DuckTypes.isOpaque(type)) {
          throw unsupported(type);
        }
        yield sql;
      }
    };
  }

  private static EngineException unsupported(Type type) {
    return EngineException.unsupported("A table column of type " + type.getDisplayName());
  }

  private static String row(RowType type, String sql) {
    List<String> fields = new ArrayList<>();
    for (RowType.Field field : type.getFields()) {
      String value = "struct_extract(" + sql + ", '" + DuckTypes.field(fields.size()) + "')";
      String name = field.getName().orElse("field" + fields.size());
      fields.add(Literals.quoted(name) + " := " + parquet(field.getType(), value));
    }
    return "CASE WHEN "
        + sql
        + " IS NULL THEN NULL ELSE struct_pack("
        + String.join(", ", fields)
        + ") END";
  }

  private List<@Nullable String> partition(@Nullable Object keys) {
    List<@Nullable String> values = new ArrayList<>();
    if (keys instanceof Map<?, ?> map) {
      for (int i = 0; i < spec.partitionKeys(); i++) {
        Object value = map.get("k" + i);
        values.add(value == null ? null : value.toString());
      }
    }
    return values;
  }
}
