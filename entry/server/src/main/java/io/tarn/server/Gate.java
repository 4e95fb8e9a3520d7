package io.tarn.server;

import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import io.tarn.api.Validation;

/**
 * The way into every room, for calls off the wire and for dispatched ones alike: the input keeps to
 * its model, the caller may, and only then the operation runs.
 */
final class Gate {
  private final Authorizer authorizer;

  Gate(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  <I extends Structure, O extends Structure> O pass(Operation<I, O> operation, I input, Call call) {
    OperationModel<I, O> model = operation.model();
    Validation.check(model, input);
    for (Access access : operation.access().of(input, call)) {
      authorizer.check(call, access);
    }
    return operation.apply(input, call);
  }
}
