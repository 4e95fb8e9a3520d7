package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import io.tarn.api.iam.CreateUserRequest;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.PutUserPolicyRequest;
import io.tarn.identity.IdentityRoom;
import io.tarn.identity.Settings;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.keys.KeysRoom;
import io.tarn.ledger.LocalLedger;
import io.tarn.store.acl.ObjectOwnership;
import io.tarn.store.crypt.Default;
import io.tarn.store.crypt.Vault;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** The room behind the engine that decides in the lake, with two guest accounts and two users. */
final class GuardedLake implements AutoCloseable {
  static final String HOME = "000000000000";
  static final String GUEST = "111111111111";
  static final String OTHER = "222222222222";

  final LocalLedger ledger;
  final IdentityRoom identity;
  final StoreRoom room;
  private final Ids ids = new Ids(new Random(3));
  private final List<Operation<?, ?>> operations = new ArrayList<>();
  private final Map<String, Caller> callers;

  GuardedLake(Path directory, ObjectOwnership ownership, boolean blocked) {
    Clock clock = Clock.systemUTC();
    Set<String> guests = Set.of(GUEST, OTHER);
    ledger = LocalLedger.open(directory, clock, io.tarn.ledger.Limits.standard());
    identity = new IdentityRoom(ledger, Settings.of(HOME).withGuests(guests), ids, clock);
    KeysRoom keys =
        new KeysRoom(
            ledger,
            identity.authorizer(),
            identity.resourcePolicyRules(),
            directory.resolve("master-key"),
            new SecureRandom(),
            HOME);
    keys.prepare();
    room =
        new StoreRoom(
            ledger,
            identity.authorizer(),
            identity.resourcePolicyRules(),
            StoreSettings.of(HOME).withGuests(guests).withDefaults(ownership, blocked),
            new Vault(keys.dataKeys(), identity.authorizer(), new SecureRandom(), Default.NONE),
            new LocalBlobStore(directory.resolve("blobs"), LocalBlobStore.Quota.none()),
            directory.resolve("cache"),
            clock,
            Limits.standard());
    identity.prepare();
    room.prepare();
    operations.addAll(identity.operations());
    operations.addAll(room.operations());
    ledger.start();
    callers =
        Map.of(
            "root", new Caller.Root(HOME),
            "guest", new Caller.Root(GUEST),
            "other", new Caller.Root(OTHER),
            "anonymous", new Caller.Anonymous(),
            "ada", user("ada"),
            "eve", user("eve"));
    run(
        IamService.PUT_USER_POLICY,
        PutUserPolicyRequest.builder()
            .userName("ada")
            .policyName("all")
            .policyDocument(
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:*\","
                    + "\"Resource\":\"*\"}}")
            .build(),
        "root");
  }

  private Caller user(String name) {
    String id =
        requireNonNull(
                run(
                        IamService.CREATE_USER,
                        CreateUserRequest.builder().userName(name).build(),
                        new Caller.Root(HOME))
                    .user())
            .userId();
    return new Caller.User(HOME, name, "/", id, Map.of());
  }

  /**
   * @param who root, guest, other, anonymous, ada (whose policy allows all of S3) or eve (who has
   *     none)
   */
  <I extends Structure, O extends Structure> O run(
      OperationModel<I, O> model, I input, String who) {
    return run(model, input, requireNonNull(callers.get(who), who));
  }

  @SuppressWarnings("unchecked")
  private <I extends Structure, O extends Structure> O run(
      OperationModel<I, O> model, I input, Caller caller) {
    Call call =
        new Call(
            caller,
            HOME,
            "us-east-1",
            "request",
            "trace",
            Instant.now(),
            ids,
            new Call.Transport(
                "127.0.0.1",
                false,
                "test",
                "http://127.0.0.1:4566",
                Optional.empty(),
                Optional.empty()));
    for (Operation<?, ?> operation : operations) {
      if (operation.model().equals(model)) {
        Operation<I, O> found = (Operation<I, O>) operation;
        for (Access access : found.access().of(input, call)) {
          identity.authorizer().check(call, access);
        }
        return found.apply(input, call);
      }
    }
    throw new IllegalArgumentException(model.name());
  }

  @Override
  public void close() {
    try {
      room.close();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      identity.close();
      ledger.close();
    }
  }
}
