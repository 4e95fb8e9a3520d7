package io.tarn.ledger;

import io.tarn.kernel.Page;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Goes through a listing page by page, each on a snapshot of its own: no read lasts as long as the
 * listing, and what changes meanwhile is seen on the pages still to come.
 */
public final class Pages {
  /** Reads the page behind a position. */
  @FunctionalInterface
  public interface Source<T> {
    Page<T> read(Tx tx, Optional<String> after) throws SQLException;
  }

  private Pages() {}

  /** Hands over every item, outside of the reads. */
  public static <T> void forEach(Reading ledger, Source<T> source, Consumer<? super T> use) {
    Optional<String> after = Optional.empty();
    do {
      Optional<String> from = after;
      Page<T> page = ledger.read(tx -> source.read(tx, from));
      page.items().forEach(use);
      after = page.next();
    } while (after.isPresent());
  }
}
