package io.tarn.catalog.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Looks into a file whose format describes itself (Parquet, ORC, Avro) and says what it holds. Only
 * what decides is read: a footer, not the rows.
 *
 * <p>Called from platform or virtual threads, by several at once; an implementation with native
 * calls runs them on bounded platform threads of its own.
 */
public interface FileProber {
  /** The formats it knows, by Glue's classification, e.g. {@code parquet}. */
  Set<String> formats();

  /**
   * What the file holds.
   *
   * @param format one of {@link #formats}
   * @param file a whole local file that stays as it is during the call
   * @throws IOException when the file is corrupt, truncated or not of this format; the message says
   *     which
   */
  ProbedFile probe(String format, Path file) throws IOException;
}
