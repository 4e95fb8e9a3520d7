package io.tarn.catalog.iceberg;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.store.ObjectVersion;
import io.tarn.store.Objects;
import io.tarn.store.Publication;
import io.tarn.store.Staged;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsBulkOperations;

/**
 * Metadata files in the store, with the caller's permissions. Files are small: each is held whole.
 * A file can be seen once its stream is closed.
 */
public final class LakeFileIO implements SupportsBulkOperations {
  private static final long serialVersionUID = 1L;
  private static final int BYTES_MAX = 64 << 20;
  private static final int DELETED_AT_ONCE = 250;

  private final transient Ledger ledger;
  private final transient Objects objects;
  private final transient Authorizer authorizer;
  private final transient Call call;

  public LakeFileIO(Ledger ledger, Objects objects, Authorizer authorizer, Call call) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.objects = requireNonNull(objects, "objects is null");
    this.authorizer = requireNonNull(authorizer, "authorizer is null");
    this.call = requireNonNull(call, "call is null");
  }

  @Override
  public Map<String, String> properties() {
    return Map.of();
  }

  @Override
  public InputFile newInputFile(String location) {
    return new StoredFile(Location.parse(location));
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new NewFile(Location.parse(location));
  }

  @Override
  public void deleteFile(String text) {
    Location location = Location.parse(text);
    check("s3:DeleteObject", location);
    Publication publication =
        Publication.of(call, location.bucket(), location.key(), Optional.empty());
    ledger.commit(
        tx -> {
          objects.delete(tx, publication);
          return location;
        });
  }

  /** Many in one commit; when one may not go, none of its commit goes. */
  @Override
  public void deleteFiles(Iterable<String> locations) {
    List<Publication> all = new ArrayList<>();
    for (String text : locations) {
      Location location = Location.parse(text);
      check("s3:DeleteObject", location);
      all.add(Publication.of(call, location.bucket(), location.key(), Optional.empty()));
    }
    for (int from = 0; from < all.size(); from += DELETED_AT_ONCE) {
      List<Publication> some = all.subList(from, Math.min(all.size(), from + DELETED_AT_ONCE));
      ledger.commit(
          tx -> {
            for (Publication one : some) {
              objects.delete(tx, one);
            }
            return some;
          });
    }
  }

  private void check(String action, Location location) {
    authorizer.check(call, objects.access(action, location.bucket(), location.key()));
  }

  private Optional<ObjectVersion> find(Location location) {
    check("s3:GetObject", location);
    return ledger.read(tx -> objects.find(tx, location.bucket(), location.key()));
  }

  private byte[] read(Location location) {
    try (Objects.Hold hold = objects.hold()) {
      ObjectVersion version =
          find(location)
              .orElseThrow(() -> new NotFoundException("Location does not exist: %s", location));
      if (version.size() > BYTES_MAX) {
        throw new ServiceError(
            "BadRequestException", 400, location + " is longer than " + BYTES_MAX + " bytes");
      }
      try (InputStream bytes = objects.open(call, version)) {
        return bytes.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(location + " cannot be read", e);
    }
  }

  private void write(Location location, byte[] bytes) throws IOException {
    check("s3:PutObject", location);
    try (Staged staged =
        objects.stage(call, location.bucket(), location.key(), new ByteArrayInputStream(bytes))) {
      Publication publication =
          Publication.of(
              call, location.bucket(), location.key(), Optional.of("application/octet-stream"));
      ledger.commit(tx -> objects.publish(tx, staged, publication));
    }
  }

  private final class StoredFile implements InputFile {
    private final Location location;

    StoredFile(Location location) {
      this.location = location;
    }

    @Override
    public long getLength() {
      return find(location)
          .orElseThrow(() -> new NotFoundException("Location does not exist: %s", location))
          .size();
    }

    @Override
    public SeekableInputStream newStream() {
      return new InMemoryInputFile(location(), read(location)).newStream();
    }

    @Override
    public String location() {
      return location.toString();
    }

    @Override
    public boolean exists() {
      return find(location).isPresent();
    }
  }

  private final class NewFile implements OutputFile {
    private final Location location;

    NewFile(Location location) {
      this.location = location;
    }

    @Override
    public PositionOutputStream create() {
      if (find(location).isPresent()) {
        throw new AlreadyExistsException("Location already exists: %s", location);
      }
      return createOrOverwrite();
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return new CollectedStream(bytes -> write(location, bytes));
    }

    @Override
    public String location() {
      return location.toString();
    }

    @Override
    public InputFile toInputFile() {
      return new StoredFile(location);
    }
  }
}
