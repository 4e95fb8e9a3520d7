package io.tarn.sql;

import static java.util.Objects.requireNonNull;

import io.tarn.ledger.Tx;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.RowDeletes;
import io.tarn.sql.spi.TableFormat;
import io.tarn.store.ObjectVersion;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ContentFileUtil;

/** The files that say which rows of a statement's Iceberg tables do not count. */
final class IcebergDeletes {
  private final StatementContext context;
  private final Map<String, ObjectVersion> found = new LinkedHashMap<>();
  private final Map<String, Path> paths = new HashMap<>();
  private final Map<String, Table> tables = new HashMap<>();

  IcebergDeletes(StatementContext context) {
    this.context = context;
  }

  /** Looks all of them up; may run several times. */
  void find(Tx tx, Collection<IcebergScans.Planned> scans) throws SQLException {
    for (IcebergScans.Planned scan : scans) {
      LakeTable table = scan.table();
      for (FileScanTask task : scan.tasks()) {
        for (DeleteFile file : task.deletes()) {
          if (!found.containsKey(file.location())) {
            found.put(file.location(), IcebergScans.object(tx, context, file));
            tables.put(
                file.location(),
                context.metastore().iceberg().load(table.database(), table.name()));
          }
        }
      }
    }
  }

  /** What is to be pinned, checked as the statement's caller. */
  List<ObjectVersion> versions() {
    found
        .values()
        .forEach(version -> context.check("s3:GetObject", version.bucket(), version.key()));
    return List.copyOf(found.values());
  }

  /** Told where they lie, in the order of {@link #versions}. */
  void pinned(List<Path> files) {
    int next = 0;
    for (String location : found.keySet()) {
      paths.put(location, files.get(next++));
    }
  }

  List<RowDeletes> of(FileScanTask task) {
    List<RowDeletes> deletes = new ArrayList<>();
    for (DeleteFile file : task.deletes()) {
      List<LakeColumn> equality = new ArrayList<>();
      if (file.equalityFieldIds() != null) {
        Table table = requireNonNull(tables.get(file.location()));
        for (int id : file.equalityFieldIds()) {
          Types.NestedField field = field(table, id);
          equality.add(
              new LakeColumn(
                  field.name().toLowerCase(Locale.ROOT),
                  IcebergTypes.trino(field.type()),
                  equality.size(),
                  LakeColumn.Kind.DATA,
                  IcebergTypes.id(field)));
        }
      }
      Path path = requireNonNull(paths.get(file.location()));
      deletes.add(
          ContentFileUtil.isDV(file)
              ? new RowDeletes(
                  path,
                  task.file().location(),
                  TableFormat.PARQUET,
                  requireNonNull(file.contentSizeInBytes()),
                  List.of(),
                  () -> places(path, file))
              : new RowDeletes(
                  path,
                  file.location(),
                  IcebergScans.format(file.format()),
                  requireNonNull(found.get(file.location())).size(),
                  equality,
                  null));
    }
    return deletes;
  }

  /** A column that rows are named by, as the table has it or had it when it was dropped. */
  private static Types.NestedField field(Table table, int id) {
    List<Schema> schemas = new ArrayList<>(table.schemas().values());
    schemas.sort(Comparator.comparing(Schema::schemaId).reversed());
    schemas.addFirst(table.schema());
    for (Schema schema : schemas) {
      Types.NestedField field = schema.asStruct().field(id);
      if (field != null) {
        return field;
      }
      if (schema.findField(id) != null) {
        throw EngineException.unsupported(
            "An Iceberg table with rows deleted by the nested field " + schema.findColumnName(id));
      }
    }
    throw new EngineException(
        "ICEBERG_BAD_DATA", "Rows are deleted by the field " + id + ", which no schema has");
  }

  /** A deletion vector, which is a stretch of its file. */
  private static long[] places(Path path, DeleteFile file) {
    byte[] bytes = new byte[Math.toIntExact(requireNonNull(file.contentSizeInBytes()))];
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      long offset = requireNonNull(file.contentOffset());
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + buffer.position()) < 0) {
          throw damaged(file, new EOFException("it ends too early"));
        }
      }
      PositionDeleteIndex index = PositionDeleteIndex.deserialize(bytes, file);
      long[] places = new long[Math.toIntExact(index.cardinality())];
      AtomicInteger next = new AtomicInteger();
      index.forEach(place -> places[next.getAndIncrement()] = place);
      return places;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw damaged(file, e);
    }
  }

  private static EngineException damaged(DeleteFile file, Exception cause) {
    return new EngineException(
        "ICEBERG_BAD_DATA",
        "Deletion vector in " + file.location() + " is damaged: " + cause.getMessage(),
        cause);
  }
}
