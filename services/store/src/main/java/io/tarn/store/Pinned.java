package io.tarn.store;

import java.nio.file.Path;
import java.util.List;

/**
 * Local files that hold the bytes of object versions and stay whole until this is closed, whatever
 * happens to the objects meanwhile. Read-only: they are hard links on the store's own files.
 */
public interface Pinned extends AutoCloseable {
  /** The private directory below which all files are: the only one an engine may be allowed. */
  Path directory();

  /** One file a version, in the order in which they were pinned. */
  List<Path> files();

  @Override
  void close();
}
