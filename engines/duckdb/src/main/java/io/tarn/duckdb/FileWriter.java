package io.tarn.duckdb;

import io.tarn.sql.spi.ColumnStatistics;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.IcebergLayout;
import io.tarn.sql.spi.PartitionTransform;
import io.tarn.sql.spi.TableFormat;
import io.tarn.sql.spi.WriteSpec;
import io.tarn.sql.spi.WrittenFile;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.SortNode;
import io.trino.sql.planner.plan.TopNNode;
import io.trino.type.UnknownType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/**
 * Writes a query's rows to files below the statement's private directory: Parquet by DuckDB, all
 * else by Trino's writers.
 */
final class FileWriter {
  private final OutputNode plan;
  private final WriteSpec spec;
  private final Path directory;
  private final PlanTranslator translator;
  private final Scans scans;
  private final JavaFunctions javaFunctions;
  private final DuckExecution.Preparer preparer;
  private final List<Type> types;
  private final String bucket;
  private final String key;
  private final String absent;

  FileWriter(
      OutputNode plan,
      WriteSpec spec,
      Path directory,
      DuckExecution.Translation translation,
      JavaFunctions javaFunctions,
      DuckExecution.Preparer preparer) {
    this.plan = plan;
    this.spec = spec;
    this.directory = directory;
    this.translator = translation.translator();
    this.scans = translation.scans();
    this.javaFunctions = javaFunctions;
    this.preparer = preparer;
    OwnNames own = OwnNames.besides(spec.names());
    this.bucket = own.of("bucket");
    this.key = own.of("key");
    this.absent = own.of("absent");
    // What comes before the columns themselves tells how a row changes.
    List<Symbol> outputs = plan.getOutputSymbols();
    this.types =
        outputs.subList(outputs.size() - spec.names().size(), outputs.size()).stream()
            .map(Symbol::type)
            .toList();
  }

  Execution.Written write() {
    return spec.format() == TableFormat.PARQUET || spec.iceberg().isPresent()
        ? copy(translator.statement(plan, this::column))
        : byJava();
  }

  /** The bytes of everything that the statement has looked at. */
  long bytes() {
    return scans.bytes();
  }

  /** Hands the rows to Trino's writers, by a function that sees every row once. */
  private Execution.Written byJava() {
    int data = types.size() - spec.partitionKeys();
    List<Type> given = new ArrayList<>(types.subList(0, data));
    for (int i = 0; i < data; i++) {
      if (DuckTypes.isOpaque(types.get(i)) || types.get(i) instanceof UnknownType) {
        throw unsupported(types.get(i));
      }
    }
    given.addAll(Collections.nCopies(spec.partitionKeys(), VarcharType.VARCHAR));
    List<String> columns = new ArrayList<>();
    types.forEach(_ -> columns.add("o" + columns.size()));
    String select =
        translator.statement(
            plan,
            (index, _, sql) ->
                (index < data ? sql : "CAST(" + sql + " AS VARCHAR)")
                    + " AS "
                    + columns.get(index));
    try (PageWriters writers = new PageWriters(spec, given, directory);
        JavaFunctions.Written written = javaFunctions.writing(writers, given, columns);
        DuckDBPreparedStatement statement =
            preparer.prepare("SELECT " + written.sql() + " AS n FROM (" + select + ") AS w");
        DuckDBChunkedResult result = statement.query()) {
      while (result.nextChunk()) {
        // The function has written the rows; the result only draws them.
      }
      return new Execution.Written(writers.finish(), writers.rows(), scans.bytes());
    } catch (SQLException e) {
      throw Failures.of(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the rows of a query of DuckDB's own.
   *
   * @param rows selects the columns as they lie in files, under their names
   */
  Execution.Written copy(String rows) {
    String select = nullable(rows);
    boolean bucketed = spec.bucketCount() > 0;
    if (bucketed) {
      select =
          "SELECT *, "
              + bucket()
              + " AS "
              + Literals.quoted(bucket)
              + " FROM ("
              + select
              + ") AS w";
    }
    int keys = keys();
    if (spec.iceberg().isPresent() && keys > 0) {
      select = "SELECT *, " + icebergKeys(spec.iceberg().get()) + " FROM (" + select + ") AS w";
    }
    boolean partitioned = keys > 0 || bucketed;
    Path target = directory.resolve(partitioned ? "out" : "out.data");
    String sql =
        "COPY ("
            + select
            + ") TO "
            + Literals.text(target.toString())
            + " ("
            + String.join(", ", options(partitioned))
            + ")";
    List<WrittenFile> files = new ArrayList<>();
    long written = 0;
    try (DuckDBPreparedStatement statement = preparer.prepare(sql);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        Path path = Path.of(result.getString(1));
        long count = result.getLong(2);
        written += count;
        Object values = result.getObject(6);
        files.add(
            new WrittenFile(
                path,
                count,
                result.getLong(3),
                partition(values),
                bucket(values),
                statistics(result.getObject(5), count)));
      }
    } catch (SQLException e) {
      throw Failures.of(e);
    }
    return new Execution.Written(
        IcebergRewriting.isWanted(spec)
            ? new IcebergRewriting(spec, directory, scans, javaFunctions, preparer).rewrite(files)
            : files,
        written,
        scans.bytes());
  }

  /**
   * The rows with columns that may be NULL, as in every file of a table. DuckDB marks a column as
   * required when it foresees that these rows have no NULL; it foresees nothing of a random number.
   */
  private String nullable(String rows) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < spec.names().size() - spec.partitionKeys(); i++) {
      int column = i;
      if (!spec.iceberg().map(layout -> layout.fields().get(column).required()).orElse(false)) {
        String name = Literals.quoted(spec.names().get(i));
        columns.add(
            "CASE WHEN " + Literals.quoted(absent) + " THEN NULL ELSE " + name + " END AS " + name);
      }
    }
    return columns.isEmpty()
        ? rows
        : "SELECT * EXCLUDE ("
            + Literals.quoted(absent)
            + ") REPLACE ("
            + String.join(", ", columns)
            + ") FROM (SELECT *, random() < 0 AS "
            + Literals.quoted(absent)
            + " FROM ("
            + rows
            + ") AS w) AS w";
  }

  /** How many columns of the query say where a row goes instead of what it holds. */
  private int keys() {
    return spec.iceberg().map(i -> i.partitioning().size()).orElse(spec.partitionKeys());
  }

  private String icebergKeys(IcebergLayout layout) {
    List<String> keys = new ArrayList<>();
    for (PartitionTransform transform : layout.partitioning()) {
      keys.add(
          IcebergPartitions.sql(
                  transform,
                  types.get(transform.column()),
                  Literals.quoted(spec.names().get(transform.column())),
                  javaFunctions)
              + " AS "
              + Literals.quoted(key + keys.size()));
    }
    return String.join(", ", keys);
  }

  private List<ColumnStatistics> statistics(@Nullable Object columns, long rows) {
    if (spec.iceberg().isEmpty() || !(columns instanceof Map<?, ?> byName)) {
      return List.of();
    }
    List<ColumnStatistics> statistics = new ArrayList<>();
    for (int i = 0; i < spec.names().size(); i++) {
      Object found = byName.get(Literals.quoted(spec.names().get(i)));
      if (found instanceof Map<?, ?> of) {
        statistics.add(
            new ColumnStatistics(
                spec.iceberg().get().fields().get(i).id(),
                number(of.get("column_size_bytes")),
                rows,
                number(of.get("null_count")),
                text(of.get("min")),
                text(of.get("max"))));
      }
    }
    return statistics;
  }

  private static long number(@Nullable Object value) {
    return value == null ? 0 : Long.parseLong(value.toString());
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  /** The number of a row's bucket, of the columns as they are written. */
  private String bucket() {
    List<Type> hashed = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (int column : spec.bucketColumns()) {
      hashed.add(types.get(column));
      columns.add(Literals.quoted(spec.names().get(column)));
    }
    int count = spec.bucketCount();
    return javaFunctions.columns(
        "bucket of " + count + " by " + hashed,
        hashed,
        IntegerType.INTEGER,
        () -> page -> BucketHash.buckets(page, hashed, count),
        columns);
  }

  private OptionalInt bucket(@Nullable Object keys) {
    return spec.bucketCount() > 0 && keys instanceof Map<?, ?> map && map.get(bucket) != null
        ? OptionalInt.of(Integer.parseInt(String.valueOf(map.get(bucket))))
        : OptionalInt.empty();
  }

  private List<String> options(boolean partitioned) {
    List<String> options = new ArrayList<>();
    options.add("FORMAT parquet");
    options.add("COMPRESSION " + codec());
    // Rows in a wanted order are written by one thread, all others by as many as there are.
    options.add("PRESERVE_ORDER " + isOrdered(plan));
    if (partitioned) {
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < keys(); i++) {
        keys.add(Literals.quoted(key + i));
      }
      if (spec.bucketCount() > 0) {
        keys.add(Literals.quoted(bucket));
      }
      options.add("PARTITION_BY (" + String.join(", ", keys) + ")");
    }
    spec.iceberg()
        .ifPresent(
            iceberg ->
                options.add(
                    "FIELD_IDS " + IcebergFields.ids(spec.names(), types, iceberg.fields())));
    options.add("RETURN_STATS");
    return options;
  }

  private static boolean isOrdered(PlanNode plan) {
    return plan instanceof SortNode
        || plan instanceof TopNNode
        || plan.getSources().size() == 1 && isOrdered(plan.getSources().getFirst());
  }

  private String codec() {
    if (IcebergRewriting.isWanted(spec)) {
      return "snappy";
    }
    return switch (spec.compression()) {
      case "snappy", "zstd", "gzip", "lz4" -> spec.compression();
      case "none", "uncompressed" -> "uncompressed";
      default -> throw EngineException.unsupported("Parquet compressed by " + spec.compression());
    };
  }

  /** A column as it lies in a file. */
  String column(int index, Type type, String sql) {
    int keys = spec.names().size() - spec.partitionKeys();
    if (index >= keys) {
      return "CAST(" + sql + " AS VARCHAR) AS " + Literals.quoted(key + (index - keys));
    }
    return (spec.iceberg().isPresent() ? IcebergFields.written(type, sql) : parquet(type, sql))
        + " AS "
        + Literals.quoted(spec.names().get(index));
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
    // Without the cast a row that is always NULL would have fields of no type.
    return "CAST(CASE WHEN "
        + sql
        + " IS NULL THEN NULL ELSE struct_pack("
        + String.join(", ", fields)
        + ") END AS "
        + IcebergFields.stored(type, "TIMESTAMP_MS")
        + ")";
  }

  private List<@Nullable String> partition(@Nullable Object keys) {
    List<@Nullable String> values = new ArrayList<>();
    if (keys instanceof Map<?, ?> map) {
      for (int i = 0; i < keys(); i++) {
        Object value = map.get(key + i);
        values.add(value == null ? null : value.toString());
      }
    }
    return values;
  }
}
