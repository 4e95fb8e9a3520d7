package io.tarn.server.query;

import io.tarn.api.Call;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;

/** The lake's operations, authorised as the call's caller like any client's. */
@FunctionalInterface
public interface Operations {
  /**
   * @throws io.tarn.kernel.ServiceError the operation's own error
   */
  <I extends Structure, O extends Structure> O run(OperationModel<I, O> model, I input, Call call);
}
