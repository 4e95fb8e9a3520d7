package io.tarn.ledger;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.ServiceError;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Idempotency tokens of one operation (a client's {@code ClientRequestToken}): the first request
 * with a token is carried out and its answer kept in the same commit; the same request again gets
 * that answer; another request with the same token is the service's error. Forgotten after a while,
 * a few at every new token.
 */
public final class RequestTokens {
  private static final int FORGOTTEN_AT_ONCE = 100;

  private final String operation;
  private final Duration kept;

  /**
   * @param operation the operation's name with its service, e.g. {@code athena:StartQueryExecution}
   * @param kept how long an answer is repeated
   */
  public RequestTokens(String operation, Duration kept) {
    this.operation = requireNonNull(operation, "operation is null");
    this.kept = requireNonNull(kept, "kept is null");
  }

  /**
   * One request that may come again.
   *
   * @param token the client's; null when it gave none, and then every request is carried out
   * @param fingerprint what a repetition must repeat
   * @param now the time of the call
   */
  public record Request(String region, @Nullable String token, String fingerprint, Instant now) {
    public Request {
      requireNonNull(region, "region is null");
      requireNonNull(fingerprint, "fingerprint is null");
      requireNonNull(now, "now is null");
    }
  }

  /**
   * The first answer to this request, or the work's.
   *
   * @param other the service's error for a token that belongs to another request
   * @param work carries the request out; its text is what will be repeated, e.g. the new id
   * @throws ServiceError the other, when the token is known with another fingerprint
   */
  public String once(Tx tx, Request request, Supplier<ServiceError> other, Work<String> work)
      throws SQLException {
    String token = request.token();
    if (token == null) {
      return work.run(tx);
    }
    long now = request.now().toEpochMilli();
    Known known = find(tx, request.region(), token, now);
    if (known == null) {
      String answer = work.run(tx);
      forget(tx, now);
      keep(tx, request, token, answer);
      return answer;
    }
    if (!known.fingerprint().equals(request.fingerprint())) {
      throw other.get();
    }
    return known.answer();
  }

  private record Known(String fingerprint, String answer) {}

  private @Nullable Known find(Tx tx, String region, String token, long now) throws SQLException {
    PreparedStatement query =
        tx.prepare(
            "SELECT fingerprint, answer FROM ledger_request_token"
                + " WHERE operation = ? AND region = ? AND token = ? AND expires > ?");
    query.setString(1, operation);
    query.setString(2, region);
    query.setString(3, token);
    query.setLong(4, now);
    try (ResultSet rows = query.executeQuery()) {
      return rows.next() ? new Known(rows.getString(1), rows.getString(2)) : null;
    }
  }

  private void keep(Tx tx, Request request, String token, String answer) throws SQLException {
    PreparedStatement insert =
        tx.prepare(
            "INSERT INTO ledger_request_token"
                + " (operation, region, token, fingerprint, answer, expires)"
                + " VALUES (?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (operation, region, token) DO UPDATE SET"
                + " fingerprint = excluded.fingerprint, answer = excluded.answer,"
                + " expires = excluded.expires");
    insert.setString(1, operation);
    insert.setString(2, request.region());
    insert.setString(3, token);
    insert.setString(4, request.fingerprint());
    insert.setString(5, answer);
    insert.setLong(6, request.now().plus(kept).toEpochMilli());
    insert.executeUpdate();
  }

  private static void forget(Tx tx, long now) throws SQLException {
    PreparedStatement delete =
        tx.prepare(
            "DELETE FROM ledger_request_token WHERE (operation, region, token) IN"
                + " (SELECT operation, region, token FROM ledger_request_token"
                + " WHERE expires <= ? ORDER BY expires LIMIT "
                + FORGOTTEN_AT_ONCE
                + ")");
    delete.setLong(1, now);
    delete.executeUpdate();
  }
}
