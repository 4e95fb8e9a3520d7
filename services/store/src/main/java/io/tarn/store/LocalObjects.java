package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.kernel.Page;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Tx;
import io.tarn.store.WholeFiles.Trees;
import io.tarn.store.crypt.Default;
import io.tarn.store.crypt.Encryption;
import io.tarn.store.crypt.Vault;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Objects} on the ledger and the blobs of this process. */
final class LocalObjects implements Objects {
  private static final Logger LOG = LoggerFactory.getLogger(LocalObjects.class);
  private static final int READ_AT_ONCE = 1000;

  private final Ledger ledger;
  private final Buckets buckets;
  private final Blobs blobs;
  private final Payloads payloads;
  private final Publisher publisher;
  private final Rights rights;
  private final Holds holds;
  private final WholeFiles wholeFiles;
  private final DecryptedFiles decryptedFiles;
  private final Vault vault;
  private final Path privateDirectories;
  private final AtomicLong numbers = new AtomicLong();

  LocalObjects(
      Ledger ledger,
      Buckets buckets,
      Blobs blobs,
      Payloads payloads,
      Publisher publisher,
      Rights rights,
      Holds holds,
      WholeFiles wholeFiles,
      DecryptedFiles decryptedFiles,
      Vault vault,
      Path privateDirectories) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.buckets = requireNonNull(buckets, "buckets is null");
    this.blobs = requireNonNull(blobs, "blobs is null");
    this.payloads = requireNonNull(payloads, "payloads is null");
    this.publisher = requireNonNull(publisher, "publisher is null");
    this.rights = requireNonNull(rights, "rights is null");
    this.holds = requireNonNull(holds, "holds is null");
    this.wholeFiles = requireNonNull(wholeFiles, "wholeFiles is null");
    this.decryptedFiles = requireNonNull(decryptedFiles, "decryptedFiles is null");
    this.vault = requireNonNull(vault, "vault is null");
    this.privateDirectories = requireNonNull(privateDirectories, "privateDirectories is null");
  }

  void prepare() throws IOException {
    // Before the links go: they are on the same bytes.
    decryptedFiles.prepare();
    Trees.delete(privateDirectories);
    Files.createDirectories(privateDirectories);
    wholeFiles.prepare();
  }

  @Override
  public Hold hold() {
    return holds.hold();
  }

  @Override
  public Optional<String> findBucketRegion(Tx tx, String bucket) throws SQLException {
    return Buckets.find(tx, bucket).map(BucketRow::region);
  }

  @Override
  public Page<ObjectVersion> list(
      Tx tx, String bucket, String prefix, Optional<String> after, int limit) throws SQLException {
    Buckets.load(tx, bucket);
    Listing.Found found =
        Listing.current(tx, bucket, new Listing.Query(prefix, "", after.orElse(""), limit));
    return new Page<>(found.rows().stream().map(VersionRow::toObject).toList(), found.next());
  }

  @Override
  public Page<String> listFolders(
      Tx tx, String bucket, String prefix, Optional<String> after, int limit) throws SQLException {
    Buckets.load(tx, bucket);
    Listing.Found found =
        Listing.current(tx, bucket, new Listing.Query(prefix, "/", after.orElse(""), limit));
    List<String> names = new ArrayList<>(found.prefixes());
    found.rows().forEach(row -> names.add(row.key()));
    names.sort(Listing.BYTE_ORDER);
    return new Page<>(names, found.next());
  }

  @Override
  public Optional<ObjectVersion> find(Tx tx, String bucket, String key) throws SQLException {
    return Versions.newest(tx, bucket, key).filter(row -> !row.marker()).map(VersionRow::toObject);
  }

  @Override
  public Optional<ObjectVersion> find(Tx tx, String bucket, String key, String versionId)
      throws SQLException {
    if (!Versions.isId(versionId)) {
      return Optional.empty();
    }
    return Versions.find(tx, bucket, key, versionId)
        .filter(row -> !row.marker())
        .map(VersionRow::toObject);
  }

  @Override
  public InputStream open(Call call, ObjectVersion version) throws IOException {
    return open(call, version, 0, version.size());
  }

  @Override
  public InputStream open(Call call, ObjectVersion version, long offset, long length)
      throws IOException {
    Hold hold = holds.hold();
    try {
      BlobRow row = load(List.of(version)).get(0);
      vault.checkRoom(call, row.seal(), version.uri());
      long from = Math.min(offset, version.size());
      InputStream in =
          blobs.open(row, from, Math.min(length, version.size() - from), vault.opening());
      return new Held(in, hold);
    } catch (IOException | RuntimeException e) {
      hold.close();
      throw e;
    }
  }

  private static final class Held extends FilterInputStream {
    private final Hold hold;

    Held(InputStream in, Hold hold) {
      super(in);
      this.hold = hold;
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        hold.close();
      }
    }
  }

  private List<BlobRow> load(List<ObjectVersion> versions) {
    List<BlobRow> rows = new ArrayList<>();
    for (int from = 0; from < versions.size(); from += READ_AT_ONCE) {
      List<ObjectVersion> some =
          versions.subList(from, Math.min(versions.size(), from + READ_AT_ONCE));
      rows.addAll(
          ledger.read(
              tx -> {
                List<BlobRow> found = new ArrayList<>();
                for (ObjectVersion version : some) {
                  found.add(
                      Blobs.find(tx, version.blob())
                          .orElseThrow(() -> S3Error.noSuchKey(version.key())));
                }
                return found;
              }));
    }
    return rows;
  }

  @Override
  public Pinned pin(Call call, List<ObjectVersion> versions, Layout layout) throws IOException {
    Path directory = newDirectory("pin");
    try (Hold hold = holds.hold()) {
      requireNonNull(hold);
      List<BlobRow> rows = load(versions);
      for (int i = 0; i < rows.size(); i++) {
        vault.checkRoom(call, rows.get(i).seal(), versions.get(i).uri());
      }
      Set<Path> made = new HashSet<>();
      List<Path> files = new ArrayList<>(versions.size());
      for (int i = 0; i < versions.size(); i++) {
        ObjectVersion version = versions.get(i);
        Path target = directory.resolve(layout.path(version, i)).normalize();
        if (!target.startsWith(directory) || target.equals(directory)) {
          throw new IllegalArgumentException("A layout leads out of its directory: " + target);
        }
        Path parent = requireNonNull(target.getParent());
        if (made.add(parent)) {
          Files.createDirectories(parent);
        }
        link(rows.get(i), target, version.uri());
        files.add(target);
      }
      return new PinnedFiles(directory, files);
    } catch (IOException | RuntimeException e) {
      Trees.delete(directory);
      throw e;
    }
  }

  private void link(BlobRow row, Path target, String uri) throws IOException {
    if (row.seal() != null) {
      decryptedFiles.link(row, target, uri);
      return;
    }
    Optional<Path> file =
        row.bytes() == null && row.parts().isEmpty()
            ? blobs.files().file(row.id())
            : Optional.empty();
    if (file.isPresent()) {
      Files.createLink(target, file.get());
    } else {
      wholeFiles.link(row, target, uri);
    }
  }

  private Path newDirectory(String kind) throws IOException {
    Path directory = privateDirectories.resolve(kind + "-" + numbers.incrementAndGet());
    Files.createDirectories(directory);
    return directory;
  }

  private record PinnedFiles(Path directory, List<Path> files) implements Pinned {
    @Override
    public void close() {
      remove(directory);
    }
  }

  private static void remove(Path directory) {
    try {
      Trees.delete(directory);
    } catch (IOException e) {
      LOG.warn("{} could not be removed; the next start will", directory, e);
    }
  }

  @Override
  public Scratch scratch() throws IOException {
    Path directory = newDirectory("scratch");
    return new Scratch() {
      @Override
      public Path directory() {
        return directory;
      }

      @Override
      public void close() {
        remove(directory);
      }
    };
  }

  @Override
  public Staged stage(Call call, String bucket, String key, InputStream bytes) throws IOException {
    return stage(call, bucket, key, bytes, Default.NONE);
  }

  @Override
  public Staged stage(Call call, String bucket, String key, Path file) throws IOException {
    return stage(call, bucket, key, file, Default.NONE);
  }

  @Override
  public Staged stage(Call call, String bucket, String key, InputStream bytes, Default encryption)
      throws IOException {
    Encryptions.Plan plan = plan(call, bucket, key, encryption);
    return new StagedBytes(payloads, payloads.take(bytes, plan.sealing()), plan.encryption());
  }

  @Override
  public Staged stage(Call call, String bucket, String key, Path file, Default encryption)
      throws IOException {
    Encryptions.Plan plan = plan(call, bucket, key, encryption);
    return new StagedBytes(payloads, payloads.take(file, plan.sealing()), plan.encryption());
  }

  private Encryptions.Plan plan(Call call, String bucket, String key, Default asked) {
    BucketRow row = buckets.load(bucket);
    Default otherwise =
        asked.kind().isPresent() ? asked : Encryptions.otherwise(row, vault.otherwise());
    return Encryptions.plan(vault, otherwise, call, row, key);
  }

  /** Published bytes are kept when this is closed, the others go. */
  private static final class StagedBytes implements Staged {
    private final Payloads payloads;
    private final StoredBytes stored;
    private final Optional<Encryption> encryption;
    private final AtomicBoolean closed = new AtomicBoolean();

    StagedBytes(Payloads payloads, StoredBytes stored, Optional<Encryption> encryption) {
      this.payloads = payloads;
      this.stored = stored;
      this.encryption = encryption;
    }

    @Override
    public long size() {
      return stored.size();
    }

    @Override
    public String etag() {
      return stored.etag();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        payloads.closeStaged(stored);
      }
    }
  }

  @Override
  public ObjectVersion publish(Tx tx, Staged staged, Publication publication) throws SQLException {
    StoredBytes stored = ((StagedBytes) staged).stored;
    Blobs.insert(tx, stored);
    Publisher.Draft draft =
        new Publisher.Draft(
            publication.bucket(),
            publication.key(),
            stored.size(),
            stored.etag(),
            stored.blob(),
            Attributes.NONE
                .withContent(publication.contentType().orElse(null), publication.metadata())
                .withChecksums(
                    stored.checksums(), stored.checksums().isEmpty() ? null : "FULL_OBJECT")
                .withEncryption(((StagedBytes) staged).encryption),
            Optional.empty());
    return publisher
        .put(tx, draft, WriteCondition.NONE, Origin.of(publication), "PutObject")
        .toObject();
  }

  @Override
  public void delete(Tx tx, Publication publication) throws SQLException {
    publisher.delete(
        tx, publication.bucket(), publication.key(), Deletion.PLAIN, Origin.of(publication));
  }

  /** Wipes what was decrypted. */
  void close() throws IOException {
    decryptedFiles.close();
  }

  @Override
  public Access access(String action, String bucket, String key) {
    Access access = Access.of(action, "arn:aws:s3:::" + bucket + "/" + key);
    SeenVersion seen = new SeenVersion(ledger, bucket, key, null);
    return buckets
        .find(bucket)
        .map(
            found ->
                access
                    .withResourcePolicy(found.policy())
                    .withOwnership(rights.ofKey(found, action, seen))
                    .withLookup(seen::find))
        .orElse(access);
  }

  @Override
  public Access access(String action, String bucket) {
    return buckets
        .find(bucket)
        .map(found -> rights.access(found, action))
        .orElseGet(() -> Access.of(action, "arn:aws:s3:::" + bucket));
  }
}
