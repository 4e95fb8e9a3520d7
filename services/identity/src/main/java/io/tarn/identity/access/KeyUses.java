package io.tarn.identity.access;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.identity.state.AccessKey;
import io.tarn.identity.state.IdentityState;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When keys and roles were last used. Every use is remembered in memory; the ledger hears of a key
 * or role at most once an hour, away from the request, and like audit of plain reads it may lose
 * the last hour. Answers look at both.
 */
public final class KeyUses {
  private static final Logger LOG = LoggerFactory.getLogger(KeyUses.class);
  private static final Duration WRITE_EVERY = Duration.ofHours(1);
  private static final int REMEMBERED_MAX = 100_000;

  private final IdentityState state;
  private final Executor executor;
  private final ConcurrentHashMap<String, Use> latest = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Instant> written = new ConcurrentHashMap<>();

  /** One use: when, by which service's API, in which region. */
  public record Use(Instant at, String service, String region) {}

  public KeyUses(IdentityState state, Executor executor) {
    this.state = requireNonNull(state, "state is null");
    this.executor = requireNonNull(executor, "executor is null");
  }

  public Optional<Use> find(String accessKeyId) {
    return Optional.ofNullable(latest.get(accessKeyId));
  }

  public Optional<Use> findRole(String name) {
    return Optional.ofNullable(latest.get(roleKey(name)));
  }

  void note(Call call, Access access) {
    String key = subject(call);
    if (key.isEmpty()) {
      return;
    }
    if (latest.size() > REMEMBERED_MAX) {
      latest.clear();
      written.clear();
    }
    int colon = access.action().indexOf(':');
    String service = colon < 0 ? access.action() : access.action().substring(0, colon);
    Use use = new Use(call.now(), service, call.region());
    latest.put(key, use);
    Instant before = written.get(key);
    if (before == null || before.plus(WRITE_EVERY).isBefore(use.at())) {
      written.put(key, use.at());
      executor.execute(() -> write(key, use));
    }
  }

  private static String subject(Call call) {
    if (call.caller() instanceof Caller.RoleSession session) {
      return roleKey(session.roleName());
    }
    return call.transport().accessKeyId().filter(id -> !SessionTokens.isSessionKey(id)).orElse("");
  }

  private static String roleKey(String name) {
    return "role/" + name;
  }

  private void write(String key, Use use) {
    try {
      state.commitAside(
          tables -> {
            if (key.startsWith("role/")) {
              tables
                  .find(Kind.ROLE, key.substring("role/".length()))
                  .ifPresent(
                      role ->
                          tables.update(
                              role.with(
                                  role.details().withUse(use.at().toEpochMilli(), use.region()))));
            } else {
              tables.findKey(key).ifPresent(found -> tables.putKey(used(found, use)));
            }
            return true;
          });
    } catch (RuntimeException e) {
      LOG.warn("When {} was last used could not be written; it is in memory only", key, e);
    }
  }

  private static AccessKey used(AccessKey key, Use use) {
    return new AccessKey(
        key.id(),
        key.owner(),
        key.secret(),
        key.status(),
        key.created(),
        use.at(),
        use.service(),
        use.region());
  }
}
