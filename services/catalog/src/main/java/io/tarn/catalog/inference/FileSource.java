package io.tarn.catalog.inference;

import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of listed files come from. Safe for use by several threads. */
public interface FileSource {
  /**
   * The stored bytes from an offset on, at most so many.
   *
   * @throws IOException when the object cannot be read; the message says why
   */
  InputStream open(ListedFile file, long offset, long length) throws IOException;
}
