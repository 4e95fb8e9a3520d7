package io.tarn.sql;

import io.tarn.api.Authorizer;
import io.tarn.api.Operation;
import io.tarn.catalog.Tables;
import io.tarn.kernel.Ids;
import io.tarn.ledger.Ledger;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.SqlEngine;
import io.tarn.store.Objects;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Athena: work groups, statements, results, history.
 *
 * <p>{@link #prepare} before the ledger starts; {@link #warmUp} after it, so that the first
 * statement need not wait for Trino's and the engine's classes.
 */
public final class SqlRoom implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SqlRoom.class);

  /** How the error begins that asks for a place for results. */
  public static final String NO_OUTPUT_LOCATION = "No output location provided.";

  private final Ledger ledger;
  private final Tables tables;
  private final Objects objects;
  private final Authorizer authorizer;
  private final Limits limits;
  private final QueryEngines engines;
  private final ExecutorService threads;
  private final QueryTasks tasks;

  /**
   * @param rules what of a table's rows and columns its readers may see
   */
  public SqlRoom(
      Ledger ledger,
      Tables tables,
      Objects objects,
      Authorizer authorizer,
      TableRules rules,
      SqlEngine engine,
      Ids ids,
      InstantSource clock,
      Limits limits) {
    this.ledger = ledger;
    this.tables = tables;
    this.objects = objects;
    this.authorizer = authorizer;
    this.limits = limits;
    this.engines = new QueryEngines(engine);
    this.threads =
        Executors.newFixedThreadPool(
            limits.concurrentStatements(), Thread.ofPlatform().name("sql-", 0).daemon().factory());
    this.tasks =
        new QueryTasks(
            ledger, tables, objects, authorizer, rules, ids, clock, limits, engines, threads);
  }

  /** Registers tables and tasks; before the ledger starts. */
  public void prepare() {
    ledger.migrate("sql");
    ledger.handle(QueryTasks.KIND, limits.concurrentStatements(), tasks);
  }

  /** Makes the engine ready in the background. */
  public void warmUp() {
    threads.execute(
        () -> {
          try (Objects.Scratch scratch = objects.scratch()) {
            Path root = scratch.directory().getParent();
            engines.warmUp(root == null ? scratch.directory() : root);
          } catch (IOException | EngineException e) {
            log.warn("The engine did not warm up; the first statement will try again", e);
          }
        });
  }

  public List<Operation<?, ?>> operations() {
    CatalogView catalog = new CatalogView(ledger, tables);
    return List.of(
        new BatchGetNamedQuery(ledger),
        new BatchGetPreparedStatement(ledger),
        new BatchGetQueryExecution(ledger, tasks),
        new CreateNamedQuery(ledger),
        new CreatePreparedStatement(ledger),
        new CreateWorkGroup(ledger, limits),
        new DeleteNamedQuery(ledger),
        new DeletePreparedStatement(ledger),
        new DeleteWorkGroup(ledger),
        new GetDataCatalog(),
        new GetDatabase(catalog),
        new GetNamedQuery(ledger),
        new GetPreparedStatement(ledger),
        new GetQueryExecution(ledger, tasks),
        new GetQueryResults(ledger, objects, authorizer),
        new GetQueryRuntimeStatistics(ledger),
        new GetTableMetadata(catalog),
        new GetWorkGroup(ledger),
        new ListDataCatalogs(),
        new ListDatabases(catalog),
        new ListEngineVersions(),
        new ListNamedQueries(ledger),
        new ListPreparedStatements(ledger),
        new ListQueryExecutions(ledger),
        new ListTableMetadata(catalog),
        new ListTagsForResource(ledger),
        new ListWorkGroups(ledger),
        new StartQueryExecution(ledger, objects, limits),
        new StopQueryExecution(ledger, tasks),
        new TagResource(ledger),
        new UntagResource(ledger),
        new UpdateNamedQuery(ledger),
        new UpdatePreparedStatement(ledger),
        new UpdateWorkGroup(ledger));
  }

  /** Ends running statements, then the engine. */
  @Override
  public void close() {
    tasks.stop();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
        log.warn("Statements are still running; they will be reported as cut at the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    engines.close();
  }
}
