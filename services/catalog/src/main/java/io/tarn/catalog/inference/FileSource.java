package io.tarn.catalog.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Where the bytes of listed files come from. Safe for use by several threads. */
public interface FileSource {
  /**
   * The stored bytes from an offset on, at most so many.
   *
   * @throws IOException when the object cannot be read; the message says why
   */
  InputStream open(ListedFile file, long offset, long length) throws IOException;

  /** Lends the whole file as a local one for the time of the use. */
  <T> T lend(ListedFile file, Use<T> use) throws IOException;

  /** What is done with a lent file. */
  @FunctionalInterface
  interface Use<T> {
    T apply(Path file) throws IOException;
  }
}
