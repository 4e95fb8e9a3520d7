package io.tarn.sql;

import io.tarn.sql.spi.SqlEngine;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trino's front end and the engine behind it, made when first needed or warmed up before. */
final class QueryEngines implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QueryEngines.class);

  private final SqlEngine engine;
  private @Nullable TrinoFront front;

  QueryEngines(SqlEngine engine) {
    this.engine = engine;
  }

  SqlEngine engine() {
    return engine;
  }

  synchronized TrinoFront front() {
    TrinoFront made = front;
    if (made == null) {
      long begin = System.nanoTime();
      made = new TrinoFront();
      front = made;
      log.info("Trino's analyzer is ready after {} ms", (System.nanoTime() - begin) / 1_000_000);
    }
    return made;
  }

  void warmUp(Path root) {
    front();
    engine.warmUp(root, WorkGroups.PRIMARY);
  }

  @Override
  public synchronized void close() {
    engine.close();
    if (front != null) {
      front.close();
      front = null;
    }
  }
}
