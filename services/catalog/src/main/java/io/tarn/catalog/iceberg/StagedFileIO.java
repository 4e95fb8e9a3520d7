package io.tarn.catalog.iceberg;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.ledger.Tx;
import io.tarn.store.Objects;
import io.tarn.store.Publication;
import io.tarn.store.Staged;
import io.tarn.store.crypt.Default;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.jspecify.annotations.Nullable;

/**
 * The files of a table as the one who changes it sees them: those that are stored, and those that
 * he has written and nobody else sees before the commit that {@link #publish publishes} them.
 */
public class StagedFileIO implements SupportsBulkOperations, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final transient Objects objects;
  private final transient Authorizer authorizer;
  private final transient Call call;
  private final transient Default encryption;
  private final transient SupportsBulkOperations stored;
  private final transient Map<String, Written> files =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final transient Map<String, InputFile> shown = new ConcurrentHashMap<>();

  /**
   * @param metadata what a metadata file holds, for reading it again; null for data
   */
  private record Written(Staged staged, Publication publication, @Nullable InputFile metadata) {}

  /**
   * @param encryption of new files; {@link Default#NONE} leaves it to their bucket
   * @param stored reads and deletes as the caller
   */
  public StagedFileIO(
      Objects objects,
      Authorizer authorizer,
      Call call,
      Default encryption,
      SupportsBulkOperations stored) {
    this.objects = requireNonNull(objects, "objects is null");
    this.authorizer = requireNonNull(authorizer, "authorizer is null");
    this.call = requireNonNull(call, "call is null");
    this.encryption = requireNonNull(encryption, "encryption is null");
    this.stored = requireNonNull(stored, "stored is null");
  }

  /** Takes over a finished local file. */
  public final void take(String uri, Path path) throws IOException {
    Location place = checked(uri);
    add(uri, place, objects.stage(call, place.bucket(), place.key(), path, encryption), null);
  }

  /** Where an object lies that is to be written. */
  protected Location place(String uri) {
    return Location.parse(uri);
  }

  private Location checked(String uri) {
    Location place = place(uri);
    authorizer.check(call, objects.access("s3:PutObject", place.bucket(), place.key()));
    return place;
  }

  private void add(String uri, Location place, Staged staged, @Nullable InputFile metadata) {
    Publication publication =
        Publication.of(call, place.bucket(), place.key(), Optional.of("application/octet-stream"));
    Written before = files.put(uri, new Written(staged, publication, metadata));
    if (before != null) {
      before.staged().close();
    }
  }

  /** Shows everything to everybody, in the transaction. May run several times, as a commit does. */
  public final void publish(Tx tx) throws SQLException {
    for (Written file : List.copyOf(files.values())) {
      objects.publish(tx, file.staged(), file.publication());
    }
  }

  /** Told that the transaction is committed. */
  public final void published() {
    files.forEach(
        (uri, file) -> {
          if (file.metadata() != null) {
            shown.put(uri, file.metadata());
          }
        });
    close();
  }

  @Override
  public final InputFile newInputFile(String location) {
    Written own = files.get(location);
    if (own != null && own.metadata() != null) {
      return own.metadata();
    }
    InputFile known = shown.get(location);
    return known == null ? stored.newInputFile(location) : known;
  }

  @Override
  public final OutputFile newOutputFile(String location) {
    return new NewFile(location);
  }

  @Override
  public final void deleteFile(String location) {
    Written own = files.remove(location);
    if (own == null) {
      // Of several attempts only the last one's files belong to the table.
      shown.remove(location);
      stored.deleteFile(location);
    } else {
      own.staged().close();
    }
  }

  @Override
  public final void deleteFiles(Iterable<String> locations) {
    List<String> others = new ArrayList<>();
    for (String location : locations) {
      if (files.containsKey(location)) {
        deleteFile(location);
      } else {
        shown.remove(location);
        others.add(location);
      }
    }
    stored.deleteFiles(others);
  }

  @Override
  public final Map<String, String> properties() {
    return Map.of();
  }

  /** Lets go what is not published. */
  @Override
  public final void close() {
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
        objects.stage(
            call, place.bucket(), place.key(), new ByteArrayInputStream(bytes), encryption),
        new InMemoryInputFile(location, bytes));
  }
}
