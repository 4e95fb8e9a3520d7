package io.tarn.identity;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Authorizer;
import io.tarn.api.KeyLookup;
import io.tarn.api.Operation;
import io.tarn.api.ResourcePolicyRules;
import io.tarn.api.ScopedSessions;
import io.tarn.api.SessionIssuer;
import io.tarn.identity.access.CredentialStore;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.access.KeyUses;
import io.tarn.identity.access.PolicyAuthorizer;
import io.tarn.identity.access.RoleTrust;
import io.tarn.identity.access.Session;
import io.tarn.identity.access.SessionTokens;
import io.tarn.identity.groups.GroupOperations;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.policies.PolicyOperations;
import io.tarn.identity.policy.PolicyKind;
import io.tarn.identity.roles.RoleOperations;
import io.tarn.identity.sessions.SessionOperations;
import io.tarn.identity.state.AccessKey;
import io.tarn.identity.state.IdentityState;
import io.tarn.identity.users.UserOperations;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Users, groups, roles, keys and policies; the one {@link Authorizer}; temporary credentials.
 *
 * <p>Thread-safe. {@link Ids} must draw from a cryptographic source in production: secret keys come
 * from it.
 */
public final class IdentityRoom implements AutoCloseable, KeyLookup, SessionIssuer {
  private static final Duration SHORTEST = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofHours(12);

  private final Ledger ledger;
  private final Set<String> guests;
  private final Ids ids;
  private final InstantSource clock;
  private final ExecutorService background =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("identity-", 0).factory());
  private final IdentityState state;
  private final KeyUses uses;
  private final SessionTokens tokens;
  private final CredentialStore credentials;
  private final RoleTrust trust;
  private final PolicyAuthorizer authorizer;

  public IdentityRoom(Ledger ledger, Settings settings, Ids ids, InstantSource clock) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.guests = settings.guests();
    this.ids = requireNonNull(ids, "ids is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.state = new IdentityState(ledger, settings.account(), settings.nodes());
    this.uses = new KeyUses(state, background);
    this.tokens = new SessionTokens(state, ids);
    this.credentials = new CredentialStore(state, tokens, clock, guests);
    this.trust = new RoleTrust(state);
    this.authorizer = new PolicyAuthorizer(state, uses);
  }

  /** Before {@link Ledger#start}. */
  public void prepare() {
    ledger.migrate("identity");
  }

  public List<Operation<?, ?>> operations() {
    Iam iam = new Iam(state, uses);
    return Stream.of(
            UserOperations.all(iam),
            GroupOperations.all(iam),
            RoleOperations.all(iam),
            PolicyOperations.all(iam),
            SessionOperations.all(iam, tokens))
        .<Operation<?, ?>>flatMap(List::stream)
        .toList();
  }

  /** The one engine that decides; see the contract in api. */
  public Authorizer authorizer() {
    return authorizer;
  }

  /** Checks policies that other rooms keep on their resources. */
  public ResourcePolicyRules resourcePolicyRules() {
    return new ResourcePolicies(state.compiled());
  }

  @Override
  public KeyLookup.Answer findKey(String accessKeyId, Optional<String> sessionToken) {
    return credentials.find(accessKeyId, sessionToken);
  }

  /**
   * The root user's key; made and kept when the ledger has none. After {@link #prepare}.
   *
   * @param given a key that takes the place of every other root key from now on
   */
  public KeyPair rootCredentials(Optional<KeyPair> given) {
    return rootKey(AccessKey.ROOT, given);
  }

  /**
   * The key of each guest account's root user, by account; made and kept when the ledger has none.
   * After {@link #prepare}.
   */
  public Map<String, KeyPair> guestCredentials() {
    Map<String, KeyPair> keys = new TreeMap<>();
    for (String guest : guests) {
      keys.put(guest, rootKey(AccessKey.rootOf(guest), Optional.empty()));
    }
    return keys;
  }

  private KeyPair rootKey(String owner, Optional<KeyPair> given) {
    Instant now = clock.instant();
    Optional<AccessKey> wanted =
        given.map(pair -> key(pair.accessKeyId(), owner, pair.secretAccessKey(), now));
    AccessKey fresh = key(ids.unique("AKIA", 20), owner, tokens.newSecret(), now);
    AccessKey key = credentials.ensureRoot(wanted, fresh);
    return new KeyPair(key.id(), key.secret());
  }

  private static AccessKey key(String id, String owner, String secret, Instant now) {
    return new AccessKey(id, owner, secret, AccessKey.ACTIVE, now, null, null, null);
  }

  /**
   * A caller for work that a service does in a role's name, inside this process; what {@link
   * io.tarn.api.Dispatcher#assume} returns.
   *
   * @throws io.tarn.kernel.ServiceError AccessDenied when the role does not exist or does not trust
   *     the service
   */
  public Caller.RoleSession assume(String roleArn, String servicePrincipal, String sessionName) {
    return trust.assume(roleArn, servicePrincipal, sessionName, Map.of());
  }

  /** As {@link #assume}, with keys such as {@code aws:SourceArn} for the trust's conditions. */
  public Caller.RoleSession assume(
      String roleArn,
      String servicePrincipal,
      String sessionName,
      Map<String, List<String>> context) {
    return trust.assume(roleArn, servicePrincipal, sessionName, context);
  }

  @Override
  public TemporaryKeys issue(
      String roleArn,
      String servicePrincipal,
      String sessionName,
      Duration duration,
      Map<String, List<String>> context) {
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
      throw IdentityError.VALIDATION_ERROR.of(
          "A session lasts from 900 to 43200 seconds, not " + duration.toSeconds());
    }
    Caller.RoleSession caller = trust.assume(roleArn, servicePrincipal, sessionName, context);
    Instant now = clock.instant();
    Instant expiration = Instant.ofEpochSecond(now.plus(duration).getEpochSecond());
    Session session =
        new Session(
            tokens.newSecret(),
            expiration.getEpochSecond(),
            Session.ROLE,
            caller.roleName(),
            caller.roleId(),
            sessionName,
            List.of(),
            Map.of(),
            List.of());
    SessionTokens.Sealed sealed = tokens.seal(session, now);
    return new TemporaryKeys(
        sealed.accessKeyId(), session.secret(), sealed.token(), expiration, caller);
  }

  /** Keys of a caller that are cut down by a policy. */
  public ScopedSessions scopedSessions() {
    return (caller, name, policy, duration) -> {
      Instant now = clock.instant();
      Instant end = Instant.ofEpochSecond(now.plus(duration).getEpochSecond());
      Iam.parse(policy, PolicyKind.IDENTITY);
      return scoped(caller, name, policy, end)
          .map(
              session -> {
                SessionTokens.Sealed sealed = tokens.seal(session, now);
                return new TemporaryKeys(
                    sealed.accessKeyId(), session.secret(), sealed.token(), end, caller);
              });
    };
  }

  private Optional<Session> scoped(Caller caller, String name, String policy, Instant end) {
    return switch (caller) {
      case Caller.Root root when root.account().equals(state.account()) ->
          Optional.of(session(Session.FEDERATED, "", "", name, policy, Map.of(), end));
      case Caller.User user ->
          Optional.of(
              session(Session.FEDERATED, user.name(), user.userId(), name, policy, Map.of(), end));
      case Caller.RoleSession role when role.sessionPolicies().isEmpty() ->
          Optional.of(
              session(
                  Session.ROLE,
                  role.roleName(),
                  role.roleId(),
                  role.sessionName(),
                  policy,
                  role.tags(),
                  end));
      default -> Optional.empty();
    };
  }

  private Session session(
      String kind,
      String owner,
      String ownerId,
      String name,
      String policy,
      Map<String, String> tags,
      Instant end) {
    return new Session(
        tokens.newSecret(),
        end.getEpochSecond(),
        kind,
        owner,
        ownerId,
        name,
        List.of(policy),
        tags,
        List.of());
  }

  @Override
  public void close() {
    background.close();
  }
}
