package io.tarn.server;

import io.tarn.api.Call;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import io.tarn.server.query.Operations;

/** Operations for the lake's own doors, within the request's own call. */
final class GatedOperations implements Operations {
  private final Gate gate;
  private final OperationTable operations;

  GatedOperations(Gate gate, OperationTable operations) {
    this.gate = gate;
    this.operations = operations;
  }

  @Override
  public <I extends Structure, O extends Structure> O run(
      OperationModel<I, O> model, I input, Call call) {
    return gate.pass(operations.require(model), input, call);
  }
}
