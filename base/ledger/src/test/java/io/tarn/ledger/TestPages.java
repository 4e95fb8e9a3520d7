package io.tarn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.kernel.Page;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPages {
  @TempDir Path directory;

  /** Two items a page; the page of 4 and 5 is empty, as when a filter leaves nothing of it. */
  private static Page<Integer> page(Optional<String> after) {
    int from = after.map(Integer::parseInt).orElse(0);
    List<Integer> items = from == 4 ? List.of() : List.of(from, from + 1);
    return new Page<>(items, from == 6 ? Optional.empty() : Optional.of(String.valueOf(from + 2)));
  }

  @Test
  void goesOnToTheLastPageEvenBehindAnEmptyOne() {
    List<Integer> found = new ArrayList<>();
    try (LocalLedger ledger =
        LocalLedger.open(directory, InstantSource.system(), Limits.standard())) {
      // What is handed over may read the ledger itself, which no work of a read may.
      Pages.forEach(ledger, (tx, after) -> page(after), item -> found.add(ledger.read(tx -> item)));
    }
    assertThat(found).containsExactly(0, 1, 2, 3, 6, 7);
  }
}
