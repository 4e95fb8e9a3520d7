package io.tarn.identity.access;

import static java.util.Objects.requireNonNull;

import io.tarn.api.KeyLookup;
import io.tarn.identity.state.AccessKey;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Granted;
import io.tarn.identity.state.IdentityState;
import io.tarn.identity.state.IdentityState.KeyOwner;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds who a key stands for, and makes the root user's. */
public final class CredentialStore {
  private final IdentityState state;
  private final SessionTokens tokens;
  private final InstantSource clock;
  private final Set<String> guests;

  /**
   * @param guests the accounts beside the lake's own; keys of others are nobody's
   */
  public CredentialStore(
      IdentityState state, SessionTokens tokens, InstantSource clock, Set<String> guests) {
    this.state = requireNonNull(state, "state is null");
    this.tokens = requireNonNull(tokens, "tokens is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.guests = Set.copyOf(guests);
  }

  /** See {@link KeyLookup}. */
  public KeyLookup.Answer find(String accessKeyId, Optional<String> sessionToken) {
    if (sessionToken.isPresent()) {
      return session(accessKeyId, sessionToken.get());
    }
    Optional<KeyOwner> owner = state.findKey(accessKeyId).filter(found -> found.key().isActive());
    Optional<Caller> caller = owner.flatMap(this::caller);
    return caller.isPresent()
        ? new KeyLookup.Found(caller.get(), owner.orElseThrow().key().secret(), Optional.empty())
        : new KeyLookup.Unknown();
  }

  private Optional<Caller> caller(KeyOwner found) {
    if (found.key().owner().equals(AccessKey.ROOT)) {
      return Optional.of(new Caller.Root(state.account()));
    }
    Optional<String> guest = found.key().guest();
    if (guest.isPresent()) {
      return guest.filter(guests::contains).map(Caller.Root::new);
    }
    return found.user().map(this::user);
  }

  private Caller.User user(Entity user) {
    return new Caller.User(state.account(), user.name(), user.path(), user.id(), user.tags());
  }

  private KeyLookup.Answer session(String accessKeyId, String token) {
    Optional<Session> opened = tokens.open(new SessionTokens.Sealed(accessKeyId, token));
    if (opened.isEmpty()) {
      return new KeyLookup.InvalidToken();
    }
    Session session = opened.get();
    Instant expiration = Instant.ofEpochSecond(session.expires());
    if (!clock.instant().isBefore(expiration)) {
      return new KeyLookup.ExpiredToken();
    }
    Optional<Caller> holder = holder(session);
    return holder.isPresent()
        ? new KeyLookup.Found(holder.get(), session.secret(), Optional.of(expiration))
        : new KeyLookup.InvalidToken();
  }

  /** Empty when the holder is gone, or another of the same name has taken its place. */
  private Optional<Caller> holder(Session session) {
    return switch (session.kind()) {
      case Session.ROOT -> account(session).map(Caller.Root::new);
      case Session.USER -> existing(Kind.USER, session).map(this::user);
      case Session.FEDERATED -> federated(session);
      case Session.ROLE -> existing(Kind.ROLE, session).map(role -> role(role, session));
      default -> Optional.empty();
    };
  }

  private Optional<String> account(Session session) {
    return session.name().isEmpty()
        ? Optional.of(state.account())
        : Optional.of(session.name()).filter(guests::contains);
  }

  private Optional<Caller> federated(Session session) {
    Optional<Caller.User> user =
        session.id().isEmpty() ? Optional.empty() : existing(Kind.USER, session).map(this::user);
    if (!session.id().isEmpty() && user.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Caller.Federated(state.account(), session.session(), user, session.policies()));
  }

  private Caller role(Entity role, Session session) {
    return new Caller.RoleSession(
        state.account(),
        role.name(),
        role.path(),
        role.id(),
        session.session(),
        session.policies(),
        session.tags(),
        session.transitive());
  }

  private Optional<Entity> existing(Kind kind, Session session) {
    return state
        .findGranted(kind, session.name())
        .map(Granted::entity)
        .filter(entity -> entity.id().equals(session.id()));
  }

  /**
   * A root user's key, made when there is none.
   *
   * @param given an access key id and secret to be the root user's from now on, in place of others
   * @param fresh used when there is none and none is given; its owner says whose root user
   */
  public AccessKey ensureRoot(Optional<AccessKey> given, AccessKey fresh) {
    List<AccessKey> kept = state.read(tables -> tables.keys(fresh.owner()));
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
          List<AccessKey> now = tables.keys(fresh.owner());
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
