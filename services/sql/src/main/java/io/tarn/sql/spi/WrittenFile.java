package io.tarn.sql.spi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A file a statement wrote, still private.
 *
 * @param bucket which bucket of its partition it is, for a table that has them
 */
public record WrittenFile(
    Path path, long rows, long size, List<@Nullable String> partition, OptionalInt bucket) {
  public WrittenFile {
    partition = Collections.unmodifiableList(new ArrayList<>(partition));
  }
}
