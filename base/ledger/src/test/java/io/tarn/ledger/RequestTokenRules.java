package io.tarn.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.kernel.ServiceError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What idempotency tokens do, whatever database is below them. */
final class RequestTokenRules {
  private static final RequestTokens BEGIN = new RequestTokens("trial:Begin", Duration.ofHours(1));
  private static final RequestTokens END = new RequestTokens("trial:End", Duration.ofHours(1));

  private final MovableClock clock;

  RequestTokenRules(MovableClock clock) {
    this.clock = clock;
  }

  /**
   * @param reopened the same ledger after a restart
   */
  void check(Ledger ledger, Supplier<Ledger> reopened) {
    assertThat(ask(ledger, BEGIN, "token", "same", "first")).isEqualTo("first");
    assertThat(ask(ledger, BEGIN, "token", "same", "second")).isEqualTo("first");
    assertThatThrownBy(() -> ask(ledger, BEGIN, "token", "other", "third"))
        .isInstanceOf(ServiceError.class)
        .hasMessage("another request");
    assertThat(ask(ledger, END, "token", "other", "elsewhere")).isEqualTo("elsewhere");
    assertThat(ask(ledger, BEGIN, null, "same", "without")).isEqualTo("without");
    assertThatThrownBy(() -> ask(ledger, BEGIN, "failing", "same", "first"))
        .as("a name that is taken undoes the commit")
        .isInstanceOf(LedgerException.class);
    assertThat(ask(ledger, BEGIN, "failing", "other", "corrected")).isEqualTo("corrected");
    ledger.close();

    Ledger again = reopened.get();
    assertThat(ask(again, BEGIN, "token", "same", "fourth")).isEqualTo("first");
    assertThat(again.<Long>read(RequestTokenRules::count)).isEqualTo(3);
    clock.advance(Duration.ofHours(1));
    assertThat(ask(again, BEGIN, "token", "other", "fifth")).isEqualTo("fifth");
    assertThat(again.<Long>read(RequestTokenRules::count)).isEqualTo(1);
    assertThat(LedgerContract.names(again))
        .containsExactly("corrected", "elsewhere", "fifth", "first", "without");
  }

  private String ask(
      Ledger ledger,
      RequestTokens tokens,
      @Nullable String token,
      String fingerprint,
      String answer) {
    RequestTokens.Request request =
        new RequestTokens.Request("us-east-1", token, fingerprint, clock.instant());
    return ledger.commit(
        tx ->
            tokens.once(
                tx,
                request,
                () -> new ServiceError("Mismatch", 400, "another request"),
                same -> LedgerContract.put(same, answer, 1)));
  }

  private static long count(Tx tx) throws SQLException {
    try (ResultSet rows = tx.prepare("SELECT COUNT(*) FROM ledger_request_token").executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
