package io.tarn.catalog.delta;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.catalog.spi.ParquetRows;
import io.tarn.kernel.Page;
import io.tarn.ledger.Ledger;
import io.tarn.store.Layout;
import io.tarn.store.ObjectVersion;
import io.tarn.store.Objects;
import io.tarn.store.Pinned;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the newest version of a Delta table from its log, with the caller's permissions: the newest
 * whole checkpoint and the commits behind it, as one listing saw them.
 */
public final class DeltaLog {
  static final String FOLDER = "_delta_log/";
  private static final String HINT = "_last_checkpoint";
  private static final String SIDECARS = "_sidecars/";
  private static final int PAGE = 5_000;
  private static final int LISTED_MAX = 1_000_000;
  private static final long COMMIT_MAX = 256L << 20;
  private static final long CHECKPOINT_MAX = 4L << 30;
  private static final int HINT_MAX = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> OF_TABLE =
      List.of("schemaString", "partitionColumns", "configuration", "description", "format");
  private static final List<String> OF_PROTOCOL = List.of("minReaderVersion", "readerFeatures");
  private static final List<String> OF_FILE =
      List.of("path", "partitionValues", "size", "stats", "deletionVector");

  private final Ledger ledger;
  private final Objects objects;
  private final Authorizer authorizer;
  private final Call call;
  private final ParquetRows parquet;
  private final Runnable check;

  /**
   * @param parquet reads checkpoints
   */
  public DeltaLog(
      Ledger ledger, Objects objects, Authorizer authorizer, Call call, ParquetRows parquet) {
    this(ledger, objects, authorizer, call, parquet, () -> {});
  }

  /**
   * @param check runs before each action is read, and ends the reading by what it throws
   */
  public DeltaLog(
      Ledger ledger,
      Objects objects,
      Authorizer authorizer,
      Call call,
      ParquetRows parquet,
      Runnable check) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.objects = requireNonNull(objects, "objects is null");
    this.authorizer = requireNonNull(authorizer, "authorizer is null");
    this.call = requireNonNull(call, "call is null");
    this.parquet = requireNonNull(parquet, "parquet is null");
    this.check = requireNonNull(check, "check is null");
  }

  /**
   * The newest version without its data files.
   *
   * @param folder the table's key prefix, empty or with a slash at its end
   * @throws DeltaException when there is no log, or none that can be read
   * @throws io.tarn.kernel.ServiceError AccessDenied, NoSuchBucket
   */
  public DeltaSnapshot describe(String bucket, String folder) {
    return read(bucket, folder, false, 0);
  }

  /** The newest version with its data files, of which there may be so many. */
  public DeltaSnapshot load(String bucket, String folder, int filesMax) {
    return read(bucket, folder, true, filesMax);
  }

  private DeltaSnapshot read(String bucket, String folder, boolean withFiles, int filesMax) {
    String log = folder + FOLDER;
    String where = "s3://" + bucket + "/" + log;
    authorizer.check(call, objects.access("s3:ListBucket", bucket).withContext("s3:prefix", log));
    try (Objects.Hold hold = objects.hold()) {
      LogNames names = list(bucket, log, hint(bucket, log));
      if (names.isEmpty()) {
        throw new DeltaException(
            DeltaException.Kind.MISSING, "There is no log of a Delta table at " + where);
      }
      LogState state = new LogState("s3://" + bucket + "/" + folder, withFiles, filesMax);
      Optional<LogNames.Checkpoint> checkpoint = names.latestCheckpoint();
      long version = checkpoint.map(LogNames.Checkpoint::version).orElse(-1L);
      Instant modified = Instant.EPOCH;
      if (checkpoint.isPresent()) {
        checkpoint(checkpoint.get(), bucket, log, state, withFiles);
        modified = checkpoint.get().parts().getFirst().modified();
        Optional<ObjectVersion> same = names.commit(version);
        modified = same.map(ObjectVersion::modified).orElse(modified);
      }
      for (Map.Entry<Long, ObjectVersion> commit : names.commitsAfter(version).entrySet()) {
        if (commit.getKey() != version + 1) {
          throw DeltaException.corrupt(where, "version " + (version + 1) + " is missing");
        }
        version++;
        modified = commit.getValue().modified();
        state.begin();
        json(commit.getValue(), state);
      }
      return state.snapshot(version, modified);
    } catch (IOException e) {
      throw new DeltaException(
          DeltaException.Kind.CORRUPT, where + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The version that the log says to begin with; it only spares work, so that it may be wrong. */
  private long hint(String bucket, String log) throws IOException {
    Optional<ObjectVersion> found = ledger.read(tx -> objects.find(tx, bucket, log + HINT));
    if (found.isEmpty() || found.get().size() > HINT_MAX) {
      return -1;
    }
    try (InputStream bytes = open(found.get())) {
      return JSON.readTree(bytes.readAllBytes()).path("version").asLong(-1);
    } catch (JsonProcessingException e) {
      return -1;
    }
  }

  private LogNames list(String bucket, String log, long from) {
    if (from >= 0) {
      LogNames names = listAfter(bucket, log, Optional.of(log + LogNames.of(from)));
      if (names.latestCheckpoint().isPresent()) {
        return names;
      }
    }
    return listAfter(bucket, log, Optional.empty());
  }

  private LogNames listAfter(String bucket, String log, Optional<String> first) {
    return ledger.read(
        tx -> {
          LogNames names = new LogNames();
          int listed = 0;
          Optional<String> after = first;
          do {
            Page<ObjectVersion> page = objects.list(tx, bucket, log, after, PAGE);
            for (ObjectVersion file : page.items()) {
              names.add(file.key().substring(log.length()), file);
            }
            listed += page.items().size();
            if (listed > LISTED_MAX) {
              throw DeltaException.unsupported(
                  "A log of more than " + LISTED_MAX + " files at s3://" + bucket + "/" + log);
            }
            after = page.next();
          } while (after.isPresent());
          return names;
        });
  }

  private InputStream open(ObjectVersion file) throws IOException {
    authorizer.check(call, objects.access("s3:GetObject", file.bucket(), file.key()));
    return objects.open(call, file);
  }

  private void json(ObjectVersion file, LogState state) throws IOException {
    requireSize(file, COMMIT_MAX);
    try (InputStream bytes = open(file);
        MappingIterator<JsonNode> actions = JSON.readerFor(JsonNode.class).readValues(bytes)) {
      while (actions.hasNextValue()) {
        check.run();
        state.add(actions.nextValue());
      }
    } catch (JsonProcessingException e) {
      throw DeltaException.corrupt(file.uri(), "it is no JSON: " + e.getOriginalMessage());
    }
  }

  private static void requireSize(ObjectVersion file, long max) {
    if (file.size() > max) {
      throw DeltaException.unsupported(
          "A file of a Delta log of more than " + max + " bytes, as " + file.uri() + " is,");
    }
  }

  private void checkpoint(
      LogNames.Checkpoint checkpoint, String bucket, String log, LogState state, boolean withFiles)
      throws IOException {
    Map<String, List<String>> wanted = new HashMap<>();
    wanted.put("metaData", OF_TABLE);
    wanted.put("protocol", OF_PROTOCOL);
    if (withFiles) {
      wanted.put("add", OF_FILE);
      wanted.put("sidecar", List.of("path"));
    }
    List<ObjectVersion> rows = new ArrayList<>();
    for (ObjectVersion part : checkpoint.parts()) {
      if (part.key().endsWith(".json")) {
        json(part, state);
      } else {
        rows.add(part);
      }
    }
    parquet(rows, wanted, state);
    if (withFiles && !state.sidecars().isEmpty()) {
      List<ObjectVersion> sidecars = new ArrayList<>();
      for (String path : state.sidecars()) {
        sidecars.add(sidecar(bucket, log, path));
      }
      parquet(sidecars, Map.of("add", OF_FILE), state);
    }
  }

  private ObjectVersion sidecar(String bucket, String log, String path) {
    String key = path.contains("/") ? keyOf(bucket, path) : log + SIDECARS + path;
    return ledger
        .read(tx -> objects.find(tx, bucket, key))
        .orElseThrow(
            () -> DeltaException.corrupt("s3://" + bucket + "/" + log, path + " is missing"));
  }

  /** Sidecars of other places would be another table's. */
  private static String keyOf(String bucket, String path) {
    String own = path.replaceFirst("^s3[an]?://", "");
    if (own.equals(path) || !own.startsWith(bucket + "/")) {
      throw DeltaException.unsupported("A checkpoint with the sidecar " + path);
    }
    return own.substring(bucket.length() + 1);
  }

  private void parquet(List<ObjectVersion> files, Map<String, List<String>> wanted, LogState state)
      throws IOException {
    if (files.isEmpty()) {
      return;
    }
    for (ObjectVersion file : files) {
      requireSize(file, CHECKPOINT_MAX);
      authorizer.check(call, objects.access("s3:GetObject", file.bucket(), file.key()));
    }
    try (Pinned pinned = objects.pin(call, files, Layout.flat())) {
      for (int i = 0; i < files.size(); i++) {
        rows(files.get(i), pinned.files().get(i), wanted, state);
      }
    }
  }

  private void rows(
      ObjectVersion file, Path path, Map<String, List<String>> wanted, LogState state) {
    try {
      parquet.read(
          path,
          wanted,
          row -> {
            check.run();
            state.add(tree(file, row));
          });
    } catch (UncheckedIOException | IOException e) {
      throw new DeltaException(
          DeltaException.Kind.CORRUPT,
          "The checkpoint " + file.uri() + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  private static JsonNode tree(ObjectVersion file, String row) {
    try {
      @Nullable JsonNode action = JSON.readTree(row);
      return requireNonNull(action, "action is null");
    } catch (JsonProcessingException e) {
      throw DeltaException.corrupt(file.uri(), e.getOriginalMessage());
    }
  }
}
