package io.tarn.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/** The files that a lake keeps objects' bytes in. */
final class BlobFiles {
  private BlobFiles() {}

  /** Those there are now; a running lake may take some away meanwhile. */
  static Set<Path> of(Path data) {
    Set<Path> found = new HashSet<>();
    try {
      Files.walkFileTree(
          data.resolve("blobs"),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              found.add(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e)
                throws IOException {
              return e instanceof NoSuchFileException
                  ? FileVisitResult.CONTINUE
                  : super.postVisitDirectory(directory, e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
