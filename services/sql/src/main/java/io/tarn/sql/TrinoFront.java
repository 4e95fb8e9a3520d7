package io.tarn.sql;

import static io.trino.cost.StatsCalculator.noopStatsCalculator;
import static io.trino.execution.querystats.PlanOptimizersStatsCollector.createPlanOptimizersStatsCollector;

import io.opentelemetry.api.trace.TracerProvider;
import io.tarn.sql.spi.Functions;
import io.tarn.sql.spi.LakeTable;
import io.trino.Session;
import io.trino.client.ClientCapabilities;
import io.trino.cost.CachingTableStatsProvider;
import io.trino.execution.ParameterExtractor;
import io.trino.execution.warnings.WarningCollector;
import io.trino.metadata.CatalogTableFunctions;
import io.trino.metadata.QualifiedObjectName;
import io.trino.metadata.SessionPropertyManager;
import io.trino.metadata.TableFunctionRegistry;
import io.trino.metadata.TableProceduresPropertyManager;
import io.trino.metadata.TableProceduresRegistry;
import io.trino.spi.QueryId;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.security.Identity;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeManager;
import io.trino.sql.SqlFormatterUtil;
import io.trino.sql.analyzer.Analysis;
import io.trino.sql.analyzer.AnalyzerFactory;
import io.trino.sql.analyzer.StatementAnalyzerFactory;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.planner.LogicalPlanner;
import io.trino.sql.planner.PlanNodeIdAllocator;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.PlanNodeId;
import io.trino.sql.planner.plan.TableFinishNode;
import io.trino.sql.planner.plan.TableWriterNode;
import io.trino.sql.planner.plan.ValuesNode;
import io.trino.sql.planner.sanity.PlanSanityChecker;
import io.trino.sql.rewrite.StatementRewrite;
import io.trino.sql.tree.DefaultTraversalVisitor;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.JsonTable;
import io.trino.sql.tree.Statement;
import io.trino.testing.PlanTester;
import io.trino.transaction.NoOpTransactionManager;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Trino's own parser, analyzer and logical planner over the lake's catalog: exact names, types,
 * coercions and functions, in Trino's error codes and words.
 *
 * <p>The plan is taken as the planner first makes it. Optimising is the engine's business: it knows
 * its files. Building this costs some seconds of CPU, once; it is done in the background after
 * start. Thread-safe.
 */
public final class TrinoFront implements AutoCloseable {
  /** The name Athena gives its catalog, as Trino folds it. */
  public static final String CATALOG = "awsdatacatalog";

  private static final SqlParser PARSER = new SqlParser();

  /** What Trino plans through a connector of its own, which is not here. */
  private static final DefaultTraversalVisitor<Void> REFUSED =
      new DefaultTraversalVisitor<>() {
        @Override
        protected Void visitJsonTable(JsonTable node, Void context) {
          return none("JSON_TABLE queries");
        }
      };

  private final PlanTester tester;
  private final AnalyzerFactory analyzers;
  private final SessionPropertyManager properties = new SessionPropertyManager();
  private final AtomicLong statements = new AtomicLong();

  public TrinoFront() {
    this.tester = keepingStreams(TrinoFront::assemble);
    this.analyzers =
        new AnalyzerFactory(
            new StatementAnalyzerFactory(
                tester.getPlannerContext(),
                PARSER,
                new RuledAccess(),
                new NoOpTransactionManager(),
                user -> Set.of(),
                new TableProceduresRegistry(catalog -> none("Table procedures")),
                new TableFunctionRegistry(catalog -> new CatalogTableFunctions(List.of())),
                tester.getTablePropertyManager(),
                tester.getAnalyzePropertyManager(),
                new TableProceduresPropertyManager(catalog -> none("Table procedures"))),
            new StatementRewrite(Set.of()),
            TracerProvider.noop().get("tarn"));
  }

  private static <T> T none(String what) {
    throw new TrinoException(StandardErrorCode.NOT_SUPPORTED, what + " are not supported");
  }

  /**
   * Parses one statement.
   *
   * @throws io.trino.sql.parser.ParsingException with line and column
   */
  public static Statement parse(String sql) {
    return PARSER.createStatement(sql);
  }

  /** A statement's text in Trino's layout, which its parser takes for the same statement. */
  static String formatted(Statement statement) {
    return SqlFormatterUtil.getFormattedSql(statement, PARSER).strip();
  }

  /**
   * Parses one value.
   *
   * @throws io.trino.sql.parser.ParsingException with line and column
   */
  static Expression expression(String sql) {
    return PARSER.createExpression(sql);
  }

  /** Analyses a statement without planning it, as CREATE VIEW wants. */
  public <T> T analyse(
      Statement statement, Context context, Function<? super Analysis, ? extends T> use) {
    return inTransaction(
        context, session -> use.apply(unwrapped(() -> analysis(statement, List.of(), session))));
  }

  /**
   * Analyses and plans a query, an INSERT or a CREATE TABLE AS, and hands the result to the use
   * while Trino's transaction is open.
   *
   * @param values what the statement's question marks stand for, in their order
   * @throws io.trino.spi.TrinoException in Trino's words
   */
  public <T> T plan(
      Statement statement,
      List<Expression> values,
      Context context,
      Function<? super Planned, ? extends T> use) {
    return inTransaction(
        context, session -> use.apply(unwrapped(() -> plan(statement, values, session))));
  }

  /** Trino keeps what it has worked out in caches, which wrap the reason when it cannot be done. */
  private static <T> T unwrapped(Supplier<T> work) {
    try {
      return work.get();
    } catch (TrinoException | ParsingException e) {
      throw e;
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof TrinoException || cause instanceof ParsingException) {
          throw (RuntimeException) cause;
        }
      }
      throw e;
    }
  }

  private Planned plan(Statement statement, List<Expression> values, Session session) {
    Analysis analysis = analysis(statement, values, session);
    Functions functions = new Functions(tester.getPlannerContext(), session);
    if (analysis.getCreate().map(Analysis.Create::isCreateTableAsSelectNoOp).orElse(false)) {
      PlanNode nothing = new ValuesNode(new PlanNodeId("0"), 0);
      OutputNode root = new OutputNode(new PlanNodeId("1"), nothing, List.of(), List.of());
      return new Planned(analysis, root, functions, true, Optional.empty());
    }
    LogicalPlanner planner =
        new LogicalPlanner(
            session,
            List.of(),
            new PlanSanityChecker(false),
            new PlanNodeIdAllocator(),
            tester.getPlannerContext(),
            noopStatsCalculator(),
            tester.getCostCalculator(),
            WarningCollector.NOOP,
            createPlanOptimizersStatsCollector(),
            new CachingTableStatsProvider(
                tester.getPlannerContext().getMetadata(), session, () -> false));
    PlanNode made = planner.planStatement(analysis, analysis.getStatement());
    OutputNode root =
        (OutputNode)
            ListedTable.answered(
                InformationSchema.answered(made, tester.getPlannerContext(), session));
    Optional<RowChanges> changes = RowChanges.of(root);
    return new Planned(
        analysis,
        changes.map(RowChanges::rows).orElseGet(() -> withoutWriter(root)),
        functions,
        false,
        changes.map(RowChanges::target));
  }

  /** An INSERT's rows as a query: what the writer would have been given. */
  private static OutputNode withoutWriter(OutputNode root) {
    PlanNode node = root.getSource();
    if (node instanceof TableFinishNode finish) {
      node = finish.getSource();
    }
    if (node instanceof TableWriterNode writer) {
      return new OutputNode(
          root.getId(), writer.getSource(), writer.getColumnNames(), writer.getColumns());
    }
    return root;
  }

  private Analysis analysis(Statement statement, List<Expression> values, Session session) {
    REFUSED.process(statement);
    int marks = ParameterExtractor.getParameterCount(statement);
    if (marks != values.size()) {
      throw new TrinoException(
          StandardErrorCode.INVALID_PARAMETER_USAGE,
          "line 1:1: Incorrect number of parameters: expected "
              + marks
              + " but found "
              + values.size());
    }
    return analyzers
        .createAnalyzer(
            session,
            values,
            ParameterExtractor.bindParameters(statement, values),
            WarningCollector.NOOP,
            createPlanOptimizersStatsCollector())
        .analyze(statement);
  }

  private <T> T inTransaction(Context context, Function<Session, T> work) {
    Session session =
        Session.builder(properties)
            .setQueryId(new QueryId("tarn_" + statements.incrementAndGet()))
            .setIdentity(Identity.ofUser(context.user()))
            .setOriginalIdentity(Identity.ofUser(context.user()))
            .setSource("athena")
            .setCatalog(CATALOG)
            .setSchema(context.database().orElse(null))
            .setTimeZoneKey(TimeZoneKey.UTC_KEY)
            .setLocale(Locale.ENGLISH)
            // Trino lets nobody ask for a table as it is at the start: current_timestamp, which is
            // rounded to milliseconds, must be before it.
            .setStart(context.start().truncatedTo(ChronoUnit.MILLIS).plusNanos(1))
            .setClientCapabilities(
                Arrays.stream(ClientCapabilities.values())
                    .map(Enum::name)
                    .collect(Collectors.toUnmodifiableSet()))
            .build();
    return ScopedValue.where(LakeConnector.METASTORE, context.metastore())
        .call(() -> tester.inTransaction(session, work));
  }

  private static PlanTester assemble() {
    Session session =
        Session.builder(new SessionPropertyManager())
            .setQueryId(new QueryId("tarn_0"))
            .setIdentity(Identity.ofUser("tarn"))
            .setOriginalIdentity(Identity.ofUser("tarn"))
            .setTimeZoneKey(TimeZoneKey.UTC_KEY)
            .setLocale(Locale.ENGLISH)
            .build();
    PlanTester tester = PlanTester.create(session);
    tester.createCatalog(CATALOG, new LakeConnector.Factory(), Map.of());
    return tester;
  }

  /** Trino's bootstrap takes over the process's streams and its logging; both are put back. */
  private static <T> T keepingStreams(Supplier<T> work) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    Logger root = Logger.getLogger("");
    Level level = root.getLevel();
    List<Handler> handlers = List.of(root.getHandlers());
    // It says where it logs to, in a form of its own.
    Logger airlift = Logger.getLogger("io.airlift");
    airlift.setLevel(Level.WARNING);
    try {
      return work.get();
    } finally {
      System.setOut(out);
      System.setErr(err);
      for (Handler handler : root.getHandlers()) {
        root.removeHandler(handler);
      }
      handlers.forEach(root::addHandler);
      root.setLevel(level);
    }
  }

  /** Trino's types by name. */
  public TypeManager types() {
    return tester.getPlannerContext().getTypeManager();
  }

  @Override
  public void close() {
    tester.close();
  }

  /**
   * Where and when a statement runs.
   *
   * @param database what unqualified names mean
   * @param start the statement's {@code current_timestamp}
   */
  public record Context(
      Metastore metastore, Optional<String> database, String user, Instant start) {
    static Context of(StatementContext context) {
      return new Context(
          context.metastore(),
          Optional.of(context.databaseOf(Optional.empty())),
          context.call().caller().arn(),
          context.call().now());
    }
  }

  /**
   * A statement's analysis and plan; usable only inside the transaction it was made in.
   *
   * @param isNothing whether there is nothing to do: CREATE TABLE IF NOT EXISTS of one that exists
   * @param changed the table whose rows an UPDATE, DELETE or MERGE changes; its plan is as {@link
   *     io.tarn.sql.spi.Execution#change} takes it
   */
  public record Planned(
      Analysis analysis,
      OutputNode root,
      Functions functions,
      boolean isNothing,
      Optional<LakeTable> changed) {
    /** The table an INSERT writes to. */
    LakeTable insertTarget() {
      return (LakeTable) analysis.getInsert().orElseThrow().getTarget().connectorHandle();
    }

    /** The table a CREATE TABLE AS makes. */
    NewTable newTable() {
      Analysis.Create create = analysis.getCreate().orElseThrow();
      QualifiedObjectName name = create.getDestination().orElseThrow();
      ConnectorTableMetadata metadata = create.getMetadata().orElseThrow();
      return new NewTable(
          name.schemaName(),
          name.objectName(),
          metadata.getColumns().stream()
              .map(column -> new NewColumn(column.getName(), column.getType()))
              .toList(),
          metadata.getProperties());
    }
  }

  /** What CREATE TABLE AS says of its table; properties that were not written are null. */
  record NewTable(
      String database, String name, List<NewColumn> columns, Map<String, Object> properties) {}

  /** A column of a new table. */
  record NewColumn(String name, Type type) {}
}
