package io.tarn.workflow;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Dispatcher;
import io.tarn.api.Operation;
import io.tarn.kernel.Ids;
import io.tarn.ledger.Ledger;
import java.time.InstantSource;
import java.util.List;

/**
 * Step Functions: standard state machines whose every transition is one durable commit. Tasks are
 * new calls through the Dispatcher, made as the machine's role; after a crash a call that was cut
 * off is made again.
 */
public final class WorkflowRoom {
  private final Ledger ledger;
  private final Engine engine;

  /**
   * @param account the lake's account, for ARNs
   */
  public WorkflowRoom(
      Ledger ledger, Dispatcher dispatcher, InstantSource clock, Ids ids, String account) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.engine = new Engine(ledger, new Calls(dispatcher), clock, ids, account);
  }

  /** Tables, task handlers and the subscriber; before {@link Ledger#start}. */
  public void prepare() {
    ledger.migrate("workflow");
    ledger.handle(Step.ADVANCE, Engine.CONCURRENCY, engine.advancing());
    ledger.handle(Step.TIMEOUT, Engine.TIMEOUT_CONCURRENCY, engine::timeOut);
    ledger.handle(Step.CANCEL, Engine.CANCEL_CONCURRENCY, engine::cancel);
    ledger.subscribe("workflow", engine);
  }

  public List<Operation<?, ?>> operations() {
    return List.of(
        new CreateStateMachine(ledger),
        new UpdateStateMachine(ledger),
        new DeleteStateMachine(ledger),
        new DescribeStateMachine(ledger),
        new ListStateMachines(ledger),
        new ValidateStateMachineDefinition(),
        new StartExecution(ledger, engine),
        new StopExecution(ledger, engine),
        new DescribeExecution(ledger),
        new ListExecutions(ledger),
        new GetExecutionHistory(ledger),
        new DescribeStateMachineForExecution(ledger),
        new TagResource(ledger),
        new UntagResource(ledger),
        new ListTagsForResource(ledger));
  }
}
