package io.tarn.sql.spi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file a statement wrote, still private. */
public record WrittenFile(Path path, long rows, long size, List<@Nullable String> partition) {
  public WrittenFile {
    partition = Collections.unmodifiableList(new ArrayList<>(partition));
  }
}
