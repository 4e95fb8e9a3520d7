package io.tarn.sql.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the rows of a result one by one, in order, as Athena prints them. */
@FunctionalInterface
public interface RowSink {
  /**
   * @param values one text a column, null for NULL; the array is reused between calls
   */
  void row(@Nullable String[] values) throws IOException;
}
