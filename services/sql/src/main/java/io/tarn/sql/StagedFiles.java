package io.tarn.sql;

import io.tarn.catalog.iceberg.CollectedStream;
import io.tarn.catalog.iceberg.Location;
import io.tarn.ledger.Tx;
import io.tarn.sql.spi.EngineException;
import io.tarn.store.Publication;
import io.tarn.store.Staged;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of an Iceberg table as one statement sees them: those that are stored, and those that
 * the statement has written and nobody else sees before its commit.
 */
final class StagedFiles implements FileIO, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final transient StatementContext context;
  private final transient FileIO stored;
  private final transient Map<String, Written> files =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private transient volatile boolean published;

  /**
   * @param metadata what a metadata file holds, for reading it again; null for data
   */
  private record Written(Staged staged, Publication publication, @Nullable InputFile metadata) {}

  /**
   * @param stored reads and deletes as the statement's caller
   */
  StagedFiles(StatementContext context, FileIO stored) {
    this.context = context;
    this.stored = stored;
  }

  /** Takes over a finished local file. */
  void take(String uri, Path path) throws IOException {
    Location place = checked(uri);
    add(
        uri,
        place,
        context
            .objects()
            .stage(context.call(), place.bucket(), place.key(), path, context.encryption()),
        null);
  }

  /** Where an object lies that a table's metadata names. */
  static Location locate(String uri) {
    return Location.find(uri)
        .orElseThrow(
            () ->
                new EngineException(
                    "ICEBERG_INVALID_METADATA", "Not the s3:// name of an object: " + uri));
  }

  private Location checked(String uri) {
    Location place = locate(uri);
    context.check("s3:PutObject", place.bucket(), place.key());
    return place;
  }

  private void add(String uri, Location place, Staged staged, @Nullable InputFile metadata) {
    Publication publication =
        Publication.of(
            context.call(), place.bucket(), place.key(), Optional.of("application/octet-stream"));
    Written before = files.put(uri, new Written(staged, publication, metadata));
    if (before != null) {
      before.staged().close();
    }
  }

  /** Told that the transaction is committed. */
  void published() {
    published = true;
  }

  /** Shows everything to everybody, in the transaction. */
  void publish(Tx tx) throws SQLException {
    for (Written file : List.copyOf(files.values())) {
      context.objects().publish(tx, file.staged(), file.publication());
    }
  }

  @Override
  public InputFile newInputFile(String location) {
    Written own = files.get(location);
    return own == null || own.metadata() == null ? stored.newInputFile(location) : own.metadata();
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new NewFile(location);
  }

  @Override
  public void deleteFile(String location) {
    Written own = files.remove(location);
    if (own == null || published) {
      // Of several attempts only the last one's files belong to the table.
      stored.deleteFile(location);
    } else {
      own.staged().close();
    }
  }

  @Override
  public Map<String, String> properties() {
    return Map.of();
  }

  @Override
  public void close() {
    files.values().forEach(file -> file.staged().close());
    files.clear();
  }

  private final class NewFile implements OutputFile {
    private final String location;

    NewFile(String location) {
      this.location = location;
    }

    @Override
    public PositionOutputStream create() {
      return createOrOverwrite();
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return new CollectedStream(bytes -> write(location, bytes));
    }

    @Override
    public String location() {
      return location;
    }

    @Override
    public InputFile toInputFile() {
      return newInputFile(location);
    }
  }

  /** Stages a metadata file. */
  private void write(String location, byte[] bytes) throws IOException {
    Location place = checked(location);
    add(
        location,
        place,
        context
            .objects()
            .stage(
                context.call(),
                place.bucket(),
                place.key(),
                new ByteArrayInputStream(bytes),
                context.encryption()),
        new InMemoryInputFile(location, bytes));
  }
}
