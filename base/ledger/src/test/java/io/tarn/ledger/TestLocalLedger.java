package io.tarn.ledger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLocalLedger extends LedgerContract {
  @TempDir Path directory;

  @Override
  Ledger open(Limits limits) {
    return LocalLedger.open(directory, clock, limits);
  }

  @Test
  void refusesASecondOpenOfItsDirectory() {
    Ledger first = prepared(limits());
    assertThatThrownBy(() -> LocalLedger.open(directory, clock, limits()))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("already open in this process");
    first.close();
    prepared(limits());
  }

  @Test
  void repeatsTheAnswerToARequestToken() {
    new RequestTokenRules(clock).check(started(l -> {}), () -> prepared(limits()));
  }
}
