package io.tarn.functions.sandbox;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packages of code and layers: each a zip file under an id of its own, on disk (file and directory
 * synced) before any row names it, and unpacked on first use into a cache that may be deleted at
 * any time. Thread-safe.
 */
public final class CodeStore {
  /** Lambda's quota on code and layers together, unpacked. */
  public static final long UNPACKED_MAX = 262_144_000;

  /** More entries than any real package has: a bound on inodes, not an AWS quota. */
  private static final int ENTRIES_MAX = 100_000;

  private static final Logger log = LoggerFactory.getLogger(CodeStore.class);
  private static final String SUFFIX = ".zip";

  private final Path packages;
  private final Path cache;
  private final ConcurrentHashMap<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  /**
   * @param packages durable: part of the data directory
   * @param cache unpacked code
   */
  public CodeStore(Path packages, Path cache) {
    this.packages = requireNonNull(packages, "packages is null");
    this.cache = requireNonNull(cache, "cache is null");
  }

  /**
   * Checks a package and keeps it durably.
   *
   * @throws BadPackage when it is no zip file or too big, in AWS's words
   */
  public void save(String id, byte[] zip) throws IOException, BadPackage {
    Files.createDirectories(packages);
    Path part = packages.resolve(id + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(zip);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      check(part);
      Files.move(part, file(id), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(packages, StandardOpenOption.READ)) {
        folder.force(true);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** The zip file as it was given. */
  public Path file(String id) {
    if (!id.matches("[a-z0-9]{1,64}")) {
      throw new IllegalArgumentException("Not the id of a package: " + id);
    }
    return packages.resolve(id + SUFFIX);
  }

  /** The directory with the unpacked package; unpacks it when it is not there. */
  public Path unpacked(String id) throws IOException {
    Path target = cache.resolve(id);
    if (Files.isDirectory(target)) {
      return target;
    }
    ReentrantLock lock = locks.computeIfAbsent(id, any -> new ReentrantLock());
    lock.lock();
    try {
      if (!Files.isDirectory(target)) {
        unpack(id, target);
      }
      return target;
    } finally {
      lock.unlock();
      locks.remove(id, lock);
    }
  }

  /** Removes a package that no row names any more. */
  public void remove(String id) throws IOException {
    Files.deleteIfExists(file(id));
    removeTree(cache.resolve(id));
  }

  /** Removes every package but these: what calls have left that were cut before their commit. */
  public void keepOnly(Set<String> ids) throws IOException {
    if (!Files.isDirectory(packages)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(packages)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String id = name.endsWith(SUFFIX) ? name.substring(0, name.length() - 4) : "";
        if (!ids.contains(id)) {
          log.info("Removing the package {}, which no function names", name);
          Files.delete(file);
        }
      }
    }
  }

  private static void check(Path file) throws IOException, BadPackage {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      long total = 0;
      int entries = 0;
      byte[] buffer = new byte[16384];
      var each = zip.entries();
      while (each.hasMoreElements()) {
        ZipEntry entry = each.nextElement();
        if (++entries > ENTRIES_MAX) {
          throw new BadPackage("The package has more than " + ENTRIES_MAX + " entries");
        }
        if (!isInside(Path.of("/code"), entry.getName())) {
          throw new BadPackage("The package has an entry outside of itself: " + entry.getName());
        }
        try (InputStream in = zip.getInputStream(entry)) {
          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            total += n;
            if (total >= UNPACKED_MAX) {
              throw new BadPackage("Unzipped size must be smaller than " + UNPACKED_MAX + " bytes");
            }
          }
        }
      }
      if (entries == 0) {
        throw new BadPackage("Uploaded file must be a non-empty zip");
      }
    } catch (ZipException e) {
      throw new BadPackage(
          "Could not unzip uploaded file. Please check your file, then try to upload again.");
    }
  }

  private static boolean isInside(Path root, String name) {
    if (name.indexOf('\0') >= 0 || name.startsWith("/")) {
      return false;
    }
    return root.resolve(name).normalize().startsWith(root);
  }

  private void unpack(String id, Path target) throws IOException {
    Files.createDirectories(cache);
    Path part = cache.resolve(id + ".part");
    removeTree(part);
    Files.createDirectory(part);
    try (ZipFile zip = new ZipFile(file(id).toFile())) {
      var each = zip.entries();
      while (each.hasMoreElements()) {
        ZipEntry entry = each.nextElement();
        Path path = part.resolve(entry.getName()).normalize();
        if (!path.startsWith(part)) {
          throw new IOException("An entry lies outside of the package: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(requireNonNull(path.getParent()));
          try (InputStream in = zip.getInputStream(entry);
              OutputStream out = Files.newOutputStream(path)) {
            in.transferTo(out);
          }
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-xr-x"));
        }
      }
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }

  static void removeTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** What is wrong with an uploaded package, in AWS's words. */
  public static final class BadPackage extends Exception {
    private static final long serialVersionUID = 1L;

    BadPackage(String message) {
      super(message, null, false, false);
    }

    public String message() {
      return requireNonNull(getMessage());
    }
  }
}
