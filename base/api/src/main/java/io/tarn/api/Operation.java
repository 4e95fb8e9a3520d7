package io.tarn.api;

/**
 * One AWS operation of one room: its model, who may call it, and what it does. One file each, named
 * after it.
 *
 * <p>{@code apply} runs after authorisation, on a virtual thread, with validated input. It throws
 * {@link io.tarn.kernel.ServiceError} for what the caller did wrong. It commits to the ledger at
 * most once, and what it returns is sent only after that commit is durable.
 */
public interface Operation<I extends Structure, O extends Structure> {
  OperationModel<I, O> model();

  /**
   * The accesses that must all be allowed before {@link #apply} runs. There is no default: silence
   * stops the start.
   */
  AccessRule<I> access();

  O apply(I input, Call call);
}
