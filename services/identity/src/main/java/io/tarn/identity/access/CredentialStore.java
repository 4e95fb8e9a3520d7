package io.tarn.identity.access;

import static java.util.Objects.requireNonNull;

import io.tarn.identity.state.AccessKey;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Granted;
import io.tarn.identity.state.IdentityState;
import io.tarn.identity.state.IdentityState.KeyOwner;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Finds who a key stands for, and makes the root user's. */
public final class CredentialStore {
  private final IdentityState state;
  private final SessionTokens tokens;
  private final InstantSource clock;

  /** A key, what verifies its signature, whom it stands for. */
  public record Found(
      String accessKeyId, String secret, Caller caller, Optional<Instant> expiration) {}

  public CredentialStore(IdentityState state, SessionTokens tokens, InstantSource clock) {
    this.state = requireNonNull(state, "state is null");
    this.tokens = requireNonNull(tokens, "tokens is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Empty when there is no such key, or it is inactive.
   *
   * @throws ServiceError InvalidClientTokenId when the token does not belong to the key,
   *     ExpiredToken when the session is over
   */
  public Optional<Found> find(String accessKeyId, Optional<String> sessionToken) {
    if (sessionToken.isPresent()) {
      return Optional.of(session(accessKeyId, sessionToken.get()));
    }
    if (SessionTokens.isSessionKey(accessKeyId)) {
      throw invalid();
    }
    return state
        .findKey(accessKeyId)
        .filter(found -> found.key().isActive())
        .flatMap(
            found ->
                caller(found)
                    .map(
                        caller ->
                            new Found(
                                accessKeyId, found.key().secret(), caller, Optional.empty())));
  }

  private Optional<Caller> caller(KeyOwner found) {
    if (found.key().owner().equals(AccessKey.ROOT)) {
      return Optional.of(new Caller.Root(state.account()));
    }
    return found.user().map(this::user);
  }

  private Caller user(Entity user) {
    return new Caller.User(state.account(), user.name(), user.path(), user.id(), user.tags());
  }

  private Found session(String accessKeyId, String token) {
    Session session =
        tokens
            .open(new SessionTokens.Sealed(accessKeyId, token))
            .orElseThrow(CredentialStore::invalid);
    Instant expiration = Instant.ofEpochSecond(session.expires());
    if (!clock.instant().isBefore(expiration)) {
      throw IdentityError.EXPIRED_TOKEN.of("The security token included in the request is expired");
    }
    return new Found(accessKeyId, session.secret(), holder(session), Optional.of(expiration));
  }

  private Caller holder(Session session) {
    return switch (session.kind()) {
      case Session.ROOT -> new Caller.Root(state.account());
      case Session.USER -> user(existing(Kind.USER, session));
      case Session.ROLE -> {
        Entity role = existing(Kind.ROLE, session);
        yield new Caller.RoleSession(
            state.account(),
            role.name(),
            role.path(),
            role.id(),
            session.session(),
            session.policies(),
            session.tags(),
            session.transitive());
      }
      default -> throw invalid();
    };
  }

  private Entity existing(Kind kind, Session session) {
    return state
        .findGranted(kind, session.name())
        .map(Granted::entity)
        .filter(entity -> entity.id().equals(session.id()))
        .orElseThrow(CredentialStore::invalid);
  }

  private static ServiceError invalid() {
    return IdentityError.INVALID_CLIENT_TOKEN_ID.of(
        "The security token included in the request is invalid");
  }

  /**
   * The root user's key, made when there is none.
   *
   * @param given an access key id and secret to be the root user's from now on, in place of others
   * @param fresh used when there is none and none is given
   */
  public AccessKey ensureRoot(Optional<AccessKey> given, AccessKey fresh) {
    List<AccessKey> kept = state.read(tables -> tables.keys(AccessKey.ROOT));
    Optional<AccessKey> active = kept.stream().filter(AccessKey::isActive).findFirst();
    if (given.isEmpty() && active.isPresent()) {
      return active.get();
    }
    if (given.isPresent()) {
      boolean same =
          kept.size() == 1
              && kept.get(0).id().equals(given.get().id())
              && kept.get(0).secret().equals(given.get().secret())
              && kept.get(0).isActive();
      if (same) {
        return kept.get(0);
      }
    }
    AccessKey wanted = given.orElse(fresh);
    return state.commit(
        tables -> {
          List<AccessKey> now = tables.keys(AccessKey.ROOT);
          Optional<AccessKey> usable = now.stream().filter(AccessKey::isActive).findFirst();
          if (given.isEmpty() && usable.isPresent()) {
            return usable.get();
          }
          if (given.isPresent()) {
            now.forEach(key -> tables.deleteKey(key.id()));
          }
          tables.putKey(wanted);
          return wanted;
        });
  }
}
