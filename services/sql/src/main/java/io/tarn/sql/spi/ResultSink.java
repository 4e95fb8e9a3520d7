package io.tarn.sql.spi;

import java.io.IOException;

/** Takes the result of a query that may have to begin again. */
@FunctionalInterface
public interface ResultSink {
  /** Begins a result; rows that were handed over before count no longer. */
  RowSink begin() throws IOException;
}
