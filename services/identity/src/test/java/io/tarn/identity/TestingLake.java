package io.tarn.identity;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.api.KeyLookup;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Limits;
import io.tarn.ledger.LocalLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** The room on a real ledger in a directory, with the part of the pipeline that authorises. */
final class TestingLake implements AutoCloseable {
  static final String ACCOUNT = "123456789012";

  private final Ledger ledger;
  private final IdentityRoom room;
  private final Map<String, Operation<?, ?>> operations = new HashMap<>();
  private final Ids ids;
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  TestingLake(Path directory, long seed) {
    this(
        clock -> LocalLedger.open(directory, clock, Limits.standard()), Settings.of(ACCOUNT), seed);
  }

  TestingLake(Function<InstantSource, Ledger> opening, Settings settings, long seed) {
    InstantSource clock = () -> now;
    ids = new Ids(new Random(seed));
    ledger = opening.apply(clock);
    room = new IdentityRoom(ledger, settings, ids, clock);
    room.prepare();
    ledger.start();
    for (Operation<?, ?> operation : room.operations()) {
      operations.put(operation.model().service() + ":" + operation.model().name(), operation);
    }
  }

  IdentityRoom room() {
    return room;
  }

  Caller root() {
    return new Caller.Root(ACCOUNT);
  }

  Instant now() {
    return now;
  }

  /** A key that is good now. */
  KeyLookup.Found found(String accessKeyId, Optional<String> sessionToken) {
    return (KeyLookup.Found) room.findKey(accessKeyId, sessionToken);
  }

  void advance(Duration time) {
    now = now.plus(time);
  }

  Call call(Caller caller) {
    return call(caller, Optional.empty());
  }

  Call call(Caller caller, Optional<String> accessKeyId) {
    Call.Transport transport =
        new Call.Transport(
            "10.0.0.7", false, "test", "http://127.0.0.1:4566", accessKeyId, Optional.empty());
    return new Call(caller, ACCOUNT, "us-east-1", "request", "trace", now, ids, transport);
  }

  /** As root. */
  <I extends Structure, O extends Structure> O run(OperationModel<I, O> model, I input) {
    return run(model, input, call(root()));
  }

  @SuppressWarnings("unchecked")
  <I extends Structure, O extends Structure> O run(OperationModel<I, O> model, I input, Call call) {
    Operation<I, O> operation =
        (Operation<I, O>) operations.get(model.service() + ":" + model.name());
    if (operation == null) {
      throw new IllegalArgumentException("No operation " + model.name());
    }
    for (Access access : operation.access().of(input, call)) {
      room.authorizer().check(call, access);
    }
    return operation.apply(input, call);
  }

  @Override
  public void close() {
    room.close();
    ledger.close();
  }
}
