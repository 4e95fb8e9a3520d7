package io.tarn.identity.state;

import static java.util.Objects.requireNonNull;

import io.tarn.identity.policy.Policy;
import io.tarn.identity.policy.PolicyCache;
import io.tarn.identity.policy.PolicyKind;
import io.tarn.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The room's state: the ledger's tables, and in front of them what decisions need, kept in memory.
 *
 * <p>What is in memory belongs to one generation. A commit ends the generation before its caller is
 * answered, so a change of IAM holds for every request that begins after the answer. A reader that
 * started earlier fills the generation it began with, which nobody asks any more.
 */
public final class IdentityState {
  private static final String VERSION = "version";
  private static final int COMPILED_POLICIES = 10_000;

  private final Ledger ledger;
  private final String account;
  private final Nodes nodes;
  private final PolicyCache compiled = new PolicyCache(COMPILED_POLICIES);
  private volatile Generation generation = new Generation("");

  private record PrincipalKey(Kind kind, String key) {}

  /** A key and the user it belongs to; no user for the root user's keys. */
  public record KeyOwner(AccessKey key, Optional<Entity> user) {}

  private record Generation(
      String version,
      ConcurrentHashMap<PrincipalKey, Optional<Granted>> principals,
      ConcurrentHashMap<String, Optional<KeyOwner>> keys,
      ConcurrentHashMap<String, Optional<Policy>> policies) {
    Generation(String version) {
      this(
          version, new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }
  }

  public IdentityState(Ledger ledger, String account, Nodes nodes) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.account = requireNonNull(account, "account is null");
    this.nodes = requireNonNull(nodes, "nodes is null");
  }

  public String account() {
    return account;
  }

  public PolicyCache compiled() {
    return compiled;
  }

  public <T> T read(Function<Tables, T> work) {
    return ledger.read(tx -> work.apply(new Tables(tx.handle())));
  }

  /** Commits a change and ends what was known before it. */
  public <T> T commit(Function<Tables, T> work) {
    try {
      return ledger.commit(
          tx -> {
            Tables tables = new Tables(tx.handle());
            T result = work.apply(tables);
            tables.increment(VERSION);
            return result;
          });
    } finally {
      generation = new Generation("");
    }
  }

  /** Commits what no decision depends on, such as when a key was last used. */
  public void commitAside(Function<Tables, Boolean> work) {
    ledger.commit(tx -> work.apply(new Tables(tx.handle())));
  }

  /** A user or role with its policies, from memory when it is known. */
  public Optional<Granted> findGranted(Kind kind, String name) {
    Generation current = current();
    PrincipalKey key = new PrincipalKey(kind, Entity.key(name));
    Optional<Granted> known = current.principals().get(key);
    if (known == null) {
      known = read(tables -> tables.find(kind, name).map(entity -> granted(tables, entity)));
      current.principals().put(key, known);
    }
    return known;
  }

  /** A long-term key with its user, from memory when it is known. */
  public Optional<KeyOwner> findKey(String id) {
    Generation current = current();
    Optional<KeyOwner> known = current.keys().get(id);
    if (known == null) {
      known =
          read(
              tables ->
                  tables
                      .findKey(id)
                      .map(key -> new KeyOwner(key, tables.find(Kind.USER, key.owner()))));
      // Ids that nobody has are not remembered: they are endless.
      if (known.isPresent()) {
        current.keys().put(id, known);
      }
    }
    return known;
  }

  /** A managed policy's default version, compiled. */
  public Optional<Policy> findManagedPolicy(String arn) {
    Generation current = current();
    Optional<Policy> known = current.policies().get(arn);
    if (known == null) {
      known =
          read(tables -> tables.findManaged(arn, account))
              .map(text -> compiled.parse(text, PolicyKind.IDENTITY));
      current.policies().put(arn, known);
    }
    return known;
  }

  private Generation current() {
    Generation current = generation;
    if (nodes == Nodes.ONE) {
      return current;
    }
    String version = read(tables -> tables.findSetting(VERSION).orElse("0"));
    if (!current.version().equals(version)) {
      current = new Generation(version);
      generation = current;
    }
    return current;
  }

  /** The same from a transaction's own state, for operations that must see what they write. */
  public Granted granted(Tables tables, Entity entity) {
    List<String> texts = new ArrayList<>(tables.policyTexts(entity, account));
    if (entity.kind() == Kind.USER) {
      for (String group : tables.targets(Relation.MEMBER, entity)) {
        tables
            .find(Kind.GROUP, group)
            .ifPresent(found -> texts.addAll(tables.policyTexts(found, account)));
      }
    }
    List<Policy> policies =
        texts.stream().map(text -> compiled.parse(text, PolicyKind.IDENTITY)).toList();
    String boundary = entity.details().boundary();
    Optional<Policy> limit =
        boundary == null
            ? Optional.empty()
            : Optional.of(
                tables
                    .findManaged(boundary, account)
                    .map(text -> compiled.parse(text, PolicyKind.IDENTITY))
                    .orElse(Policy.allowingNothing()));
    return new Granted(entity, policies, limit);
  }
}
