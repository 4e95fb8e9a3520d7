package io.tarn.sql;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.athena.AthenaError;
import io.tarn.api.athena.GetQueryResultsOutput;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.QueryExecutionContext;
import io.tarn.api.athena.QueryExecutionStatistics;
import io.tarn.api.athena.QueryExecutionStatus;
import io.tarn.api.athena.ResultConfiguration;
import io.tarn.api.athena.ResultReuseInformation;
import io.tarn.api.athena.ResultSet;
import io.tarn.api.athena.ResultSetMetadata;
import io.tarn.api.athena.WorkGroup;
import io.tarn.api.athena.WorkGroupConfiguration;
import io.tarn.catalog.Tables;
import io.tarn.kernel.Ids;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import io.tarn.ledger.Work;
import io.tarn.sql.spi.Execution;
import io.tarn.store.Objects;
import io.trino.sql.tree.Expression;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs statements: one task each, on a bounded pool of platform threads. Results, catalog changes
 * and the state SUCCEEDED become visible in one commit. A second try means that the process died
 * while the statement ran: it ends FAILED saying so.
 */
final class QueryTasks implements TaskHandler {
  static final String KIND = "sql.query";

  private static final Logger log = LoggerFactory.getLogger(QueryTasks.class);
  private static final String CUT =
      "The lake stopped while this query was running. Run the query again.";

  private final Ledger ledger;
  private final Tables tables;
  private final Objects objects;
  private final Authorizer authorizer;
  private final TableRules rules;
  private final Ids ids;
  private final InstantSource clock;
  private final Limits limits;
  private final QueryEngines engines;
  private final ExecutorService threads;
  private final DdlStatements ddl = new DdlStatements();
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  QueryTasks(
      Ledger ledger,
      Tables tables,
      Objects objects,
      Authorizer authorizer,
      TableRules rules,
      Ids ids,
      InstantSource clock,
      Limits limits,
      QueryEngines engines,
      ExecutorService threads) {
    this.ledger = ledger;
    this.tables = tables;
    this.objects = objects;
    this.authorizer = authorizer;
    this.rules = rules;
    this.ids = ids;
    this.clock = clock;
    this.limits = limits;
    this.engines = engines;
    this.threads = threads;
  }

  /** The task that runs an execution. */
  static NewTask task(String region, String id, Instant now, String traceId) {
    return new NewTask(KIND, region + "/" + id, now, 2, Duration.ZERO, traceId, region + "/" + id);
  }

  /** What is known of a statement that runs now. */
  private static final class Running {
    final Instant since;
    private @Nullable Execution execution;
    private boolean cancelled;

    Running(Instant since) {
      this.since = since;
    }

    synchronized void started(Execution started) {
      execution = started;
      if (cancelled) {
        started.cancel();
      }
    }

    synchronized void cancel() {
      cancelled = true;
      if (execution != null) {
        execution.cancel();
      }
    }
  }

  boolean isRunning(String region, String id) {
    return running.containsKey(region + "/" + id);
  }

  /** Cancels everything under way; what is cut is reported as such. */
  void stop() {
    stopping = true;
    running.values().forEach(Running::cancel);
  }

  void cancel(String region, String id) {
    Running statement = running.get(region + "/" + id);
    if (statement != null) {
      statement.cancel();
    }
  }

  @Override
  public Completion run(Task task) throws InterruptedException {
    int slash = task.body().indexOf('/');
    String region = task.body().substring(0, slash);
    String id = task.body().substring(slash + 1);
    Optional<Executions.Row> row = ledger.read(tx -> Executions.find(tx, region, id));
    if (row.isEmpty() || !row.get().isOpen()) {
      return tx -> {};
    }
    Running statement = new Running(clock.instant());
    if (task.attempt() > 1) {
      finish(row.get(), statement.since, new StatementFailure(CUT, StatementFailure.SYSTEM, 2));
      return tx -> {};
    }
    running.put(task.body(), statement);
    try {
      threads.submit(() -> execute(row.get(), statement)).get();
    } catch (ExecutionException e) {
      log.error("Statement {} ended unexpectedly", id, e.getCause());
      Throwable cause = e.getCause();
      finish(row.get(), statement.since, StatementFailure.of(cause == null ? e : cause));
    } finally {
      running.remove(task.body());
    }
    return tx -> {};
  }

  private void execute(Executions.Row row, Running statement) {
    StatementFailure failure;
    try (Outcome outcome = outcome(row, statement)) {
      succeed(row, statement.since, outcome);
      return;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      failure =
          stopping ? new StatementFailure(CUT, StatementFailure.SYSTEM, 2) : StatementFailure.of(e);
      if (failure.category() == StatementFailure.SYSTEM) {
        log.warn("Statement {} failed", row.id(), e);
      }
    }
    finish(row, statement.since, failure);
  }

  private Outcome outcome(Executions.Row row, Running statement) {
    Call call =
        new Call(
            StoredCaller.read(row.caller()),
            StoredCaller.account(row.caller()),
            row.region(),
            row.id(),
            row.traceId(),
            statement.since,
            ids,
            new Call.Transport(
                "127.0.0.1",
                true,
                "athena.amazonaws.com",
                "",
                Optional.empty(),
                Optional.of("athena.amazonaws.com")));
    QueryExecution document = row.document();
    ResultConfiguration results = document.resultConfiguration();
    String location = results == null ? null : results.outputLocation();
    QueryExecutionContext where = document.queryExecutionContext();
    StatementContext context =
        new StatementContext(
            ledger,
            tables,
            objects,
            authorizer,
            limits,
            call,
            row.id(),
            Optional.ofNullable(where == null ? null : where.database()).map(QueryTasks::unquoted),
            row.workGroup(),
            S3Location.parse(StartQueryExecution.folder(location == null ? "" : location))
                .orElseThrow(),
            new LedgerMetastore(ledger, tables, objects, authorizer, rules, call, engines.engine()),
            bytesMax(row),
            ResultEncryption.of(results == null ? null : results.encryptionConfiguration()));
    String sql = document.query() == null ? "" : document.query();
    Statements.Parsed parsed = Statements.parse(sql);
    PreparedCalls prepared = new PreparedCalls(context, row.workGroup());
    List<Expression> values =
        document.executionParameters() == null
            ? List.of()
            : Statements.values(document.executionParameters());
    return switch (parsed) {
      case Statements.Hive hive -> ddl.run(hive.ddl(), context);
      case Statements.Prepare prepare -> prepared.prepare(prepare);
      case Statements.Deallocate deallocate -> prepared.deallocate(deallocate);
      case Statements.Execute execute -> {
        String text = prepared.text(execute);
        yield run(
            (Statements.Analysed) Statements.parse(text),
            execute.values().isEmpty() ? values : execute.values(),
            context,
            statement);
      }
      case Statements.Optimize optimize ->
          new QueryStatements(engines.front(), engines.engine())
              .optimize(optimize, context, statement::started);
      case Statements.Explain explain ->
          new ExplainStatements(engines.front(), engines.engine())
              .run(explain, values, context, statement::started);
      case Statements.Analysed analysed -> {
        Optional<String> key = ResultReuse.key(row, analysed);
        Optional<Outcome> reused = key.flatMap(like -> ResultReuse.find(row, like, context));
        if (reused.isPresent()) {
          yield reused.get();
        }
        Outcome outcome = run(analysed, values, context, statement);
        outcome.offer = key;
        yield outcome;
      }
    };
  }

  /** A database's name, which clients may give in Hive's quotes as in a statement. */
  private static String unquoted(String name) {
    boolean quoted = name.length() > 2 && name.startsWith("`") && name.endsWith("`");
    return (quoted ? name.substring(1, name.length() - 1) : name)
        .toLowerCase(java.util.Locale.ROOT);
  }

  /** What the work group sets for every one of its statements. */
  private long bytesMax(Executions.Row row) {
    return ledger
        .read(tx -> WorkGroups.find(tx, row.region(), row.workGroup()))
        .map(WorkGroup::configuration)
        .map(WorkGroupConfiguration::bytesScannedCutoffPerQuery)
        .orElse(Long.MAX_VALUE);
  }

  private Outcome run(
      Statements.Analysed analysed,
      List<Expression> values,
      StatementContext context,
      Running statement) {
    return new QueryStatements(engines.front(), engines.engine())
        .run(analysed.statement(), values, analysed.unload(), context, statement::started);
  }

  private void succeed(Executions.Row row, Instant since, Outcome outcome) {
    long published = System.nanoTime();
    Work<Boolean> end =
        tx -> {
          Executions.Row current = Executions.find(tx, row.region(), row.id()).orElseThrow();
          if (!current.isOpen()) {
            // Whatever else is in this commit must not happen.
            throw new StoppedException();
          }
          for (Outcome.Output output : outcome.outputs) {
            objects.publish(tx, output.staged(), output.publication());
          }
          for (Outcome.Effect effect : outcome.effects) {
            effect.apply(tx);
          }
          Executions.end(tx, row, succeeded(row, since, outcome, published), result(outcome));
          if (outcome.offer.isPresent()) {
            Executions.offer(tx, row, outcome.offer.get());
          }
          return true;
        };
    try {
      if (outcome.publishing.isPresent()) {
        outcome.publishing.get().publish(end);
      } else {
        ledger.commit(end);
      }
    } catch (StoppedException e) {
      log.debug("Statement {} was stopped before its end", row.id());
    }
  }

  /** Somebody has ended the statement meanwhile. */
  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super(null, null, false, false);
    }
  }

  private static GetQueryResultsOutput result(Outcome outcome) {
    return GetQueryResultsOutput.builder()
        .updateCount(outcome.updateCount.orElse(null))
        .resultSet(
            ResultSet.builder()
                .resultSetMetadata(ResultSetMetadata.builder().columnInfo(outcome.columns).build())
                .build())
        .build();
  }

  private QueryExecution succeeded(
      Executions.Row row, Instant since, Outcome outcome, long published) {
    Instant now = clock.instant();
    Instant submitted = Instant.ofEpochMilli(row.submitted());
    ResultConfiguration results =
        row.document().resultConfiguration() == null
            ? ResultConfiguration.builder().build()
            : row.document().resultConfiguration();
    return row.document().toBuilder()
        .status(status("SUCCEEDED", submitted).completionDateTime(now).build())
        .resultConfiguration(
            outcome
                .outputLocation
                .map(location -> results.toBuilder().outputLocation(location).build())
                .orElse(results))
        .statistics(
            statistics(submitted, since, now)
                .dataScannedInBytes(outcome.bytesScanned)
                .engineExecutionTimeInMillis(outcome.engineMillis + outcome.planningMillis)
                .queryPlanningTimeInMillis(outcome.planningMillis)
                .serviceProcessingTimeInMillis((System.nanoTime() - published) / 1_000_000)
                .resultReuseInformation(
                    ResultReuseInformation.builder().reusedPreviousResult(outcome.reused).build())
                .dataManifestLocation(outcome.manifestLocation.orElse(null))
                .build())
        .build();
  }

  private static QueryExecutionStatus.Builder status(String state, Instant submitted) {
    return QueryExecutionStatus.builder().state(state).submissionDateTime(submitted);
  }

  static QueryExecutionStatistics.Builder statistics(
      Instant submitted, Instant since, Instant now) {
    return QueryExecutionStatistics.builder()
        .totalExecutionTimeInMillis(Duration.between(submitted, now).toMillis())
        .queryQueueTimeInMillis(Math.max(0, Duration.between(submitted, since).toMillis()))
        .engineExecutionTimeInMillis(Math.max(0, Duration.between(since, now).toMillis()))
        .dataScannedInBytes(0L)
        .servicePreProcessingTimeInMillis(0L)
        .resultReuseInformation(
            ResultReuseInformation.builder().reusedPreviousResult(false).build());
  }

  private void finish(Executions.Row row, Instant since, StatementFailure failure) {
    Instant now = clock.instant();
    Instant submitted = Instant.ofEpochMilli(row.submitted());
    QueryExecution document =
        row.document().toBuilder()
            .status(
                status(failure.state(), submitted)
                    .completionDateTime(now)
                    .stateChangeReason(failure.reason())
                    .athenaError(
                        AthenaError.builder()
                            .errorCategory(failure.category())
                            .errorType(failure.type())
                            .retryable(false)
                            .errorMessage(failure.reason())
                            .build())
                    .build())
            .statistics(statistics(submitted, since, now).build())
            .build();
    try {
      ledger.commit(
          tx -> {
            if (Executions.find(tx, row.region(), row.id()).orElseThrow().isOpen()) {
              Executions.end(tx, row, document, null);
            }
            return true;
          });
    } catch (ServiceError e) {
      log.error("The end of statement {} could not be kept", row.id(), e);
      throw e;
    }
  }

  @Override
  public Completion exhausted(Task task, Throwable failure) {
    int slash = task.body().indexOf('/');
    String region = task.body().substring(0, slash);
    String id = task.body().substring(slash + 1);
    Instant now = clock.instant();
    return tx -> {
      Optional<Executions.Row> row = Executions.find(tx, region, id);
      if (row.isPresent() && row.get().isOpen()) {
        Executions.end(
            tx,
            row.get(),
            row.get().document().toBuilder()
                .status(
                    status("FAILED", Instant.ofEpochMilli(row.get().submitted()))
                        .completionDateTime(now)
                        .stateChangeReason(CUT)
                        .build())
                .build(),
            null);
      }
    };
  }
}
