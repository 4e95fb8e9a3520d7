package io.tarn.sql;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Fingerprints;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.EncryptionConfiguration;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.QueryExecutionStatistics;
import io.tarn.api.athena.QueryExecutionStatus;
import io.tarn.api.athena.ResultConfiguration;
import io.tarn.api.athena.StartQueryExecutionInput;
import io.tarn.api.athena.StartQueryExecutionOutput;
import io.tarn.api.athena.WorkGroup;
import io.tarn.api.athena.WorkGroupConfiguration;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.RequestTokens;
import io.tarn.ledger.Tx;
import io.tarn.store.Objects;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accepts a statement: what cannot be parsed is refused here, everything else runs as a task. */
final class StartQueryExecution
    implements Operation<StartQueryExecutionInput, StartQueryExecutionOutput> {
  private static final RequestTokens TOKENS =
      new RequestTokens("athena:StartQueryExecution", Executions.HISTORY);

  private final Ledger ledger;
  private final Objects objects;
  private final Limits limits;

  StartQueryExecution(Ledger ledger, Objects objects, Limits limits) {
    this.ledger = ledger;
    this.objects = objects;
    this.limits = limits;
  }

  @Override
  public OperationModel<StartQueryExecutionInput, StartQueryExecutionOutput> model() {
    return AthenaService.START_QUERY_EXECUTION;
  }

  @Override
  public AccessRule<StartQueryExecutionInput> access() {
    return AthenaAccess.onWorkGroup(
        "athena:StartQueryExecution", StartQueryExecutionInput::workGroup);
  }

  @Override
  public StartQueryExecutionOutput apply(StartQueryExecutionInput input, Call call) {
    if (input.executionParameters() != null) {
      Statements.values(input.executionParameters());
    }
    String catalog =
        input.queryExecutionContext() == null ? null : input.queryExecutionContext().catalog();
    if (catalog != null && !catalog.equalsIgnoreCase(CatalogView.NAME)) {
      throw SqlError.invalid("INVALID_INPUT", "Catalog " + catalog + " is not found");
    }
    Statements.Parsed parsed = Statements.parse(input.queryString());
    String group = input.workGroup() == null ? WorkGroups.PRIMARY : input.workGroup();
    String id = call.ids().uuid();
    RequestTokens.Request request =
        new RequestTokens.Request(
            call.region(), input.clientRequestToken(), Fingerprints.of(input), call.now());
    return output(
        ledger.commit(
            tx ->
                TOKENS.once(
                    tx,
                    request,
                    () -> anotherRequest(input),
                    same -> start(same, input, parsed, group, id, call))));
  }

  private static ServiceError anotherRequest(StartQueryExecutionInput input) {
    return SqlError.invalid(
        "INVALID_INPUT",
        "Idempotent parameters do not match: the token "
            + input.clientRequestToken()
            + " belongs to another request");
  }

  private String start(
      Tx tx,
      StartQueryExecutionInput input,
      Statements.Parsed parsed,
      String group,
      String id,
      Call call)
      throws SQLException {
    WorkGroup workGroup = WorkGroups.load(tx, call.region(), group);
    if ("DISABLED".equals(workGroup.state())) {
      throw SqlError.invalid("INVALID_INPUT", "WorkGroup " + group + " is disabled.");
    }
    ResultConfiguration results = results(input.resultConfiguration(), workGroup.configuration());
    String bucket =
        S3Location.parse(requireNonNull(results.outputLocation())).orElseThrow().bucket();
    if (objects.findBucketRegion(tx, bucket).isEmpty()) {
      throw SqlError.invalid("INVALID_INPUT", "Unable to verify/create output bucket " + bucket);
    }
    boolean waiting = Executions.admitted(tx, call.region(), group) >= limits.statementsPerGroup();
    Executions.insert(
        tx,
        new Executions.Row(
            call.region(),
            id,
            group,
            call.now().toEpochMilli(),
            "QUEUED",
            call.traceId(),
            StoredCaller.write(call.caller(), call.account()),
            document(input, parsed, results, group, id, call),
            Optional.empty(),
            waiting));
    if (!waiting) {
      tx.schedule(QueryTasks.task(call.region(), id, call.now(), call.traceId()));
    }
    return id;
  }

  private static StartQueryExecutionOutput output(String id) {
    return StartQueryExecutionOutput.builder().queryExecutionId(id).build();
  }

  private static QueryExecution document(
      StartQueryExecutionInput input,
      Statements.Parsed parsed,
      ResultConfiguration results,
      String group,
      String id,
      Call call) {
    return QueryExecution.builder()
        .queryExecutionId(id)
        .query(input.queryString())
        .executionParameters(input.executionParameters())
        .statementType(parsed.type())
        .substatementType(parsed.subtype())
        .resultConfiguration(results)
        .resultReuseConfiguration(input.resultReuseConfiguration())
        .queryExecutionContext(input.queryExecutionContext())
        .workGroup(group)
        .engineVersion(WorkGroups.ENGINE)
        .status(
            QueryExecutionStatus.builder().state("QUEUED").submissionDateTime(call.now()).build())
        .statistics(QueryExecutionStatistics.builder().build())
        .build();
  }

  /** The client's settings, unless the work group enforces its own. */
  private static ResultConfiguration results(
      @Nullable ResultConfiguration asked, @Nullable WorkGroupConfiguration group) {
    ResultConfiguration own = group == null ? null : group.resultConfiguration();
    boolean enforced = group != null && Boolean.TRUE.equals(group.enforceWorkGroupConfiguration());
    String location = null;
    if (enforced && own != null) {
      location = own.outputLocation();
    }
    if (location == null && asked != null) {
      location = asked.outputLocation();
    }
    if (location == null && own != null) {
      location = own.outputLocation();
    }
    if (location == null || location.isBlank()) {
      throw SqlError.invalid(
          "INVALID_INPUT",
          SqlRoom.NO_OUTPUT_LOCATION
              + " An output location is required either through the"
              + " Workgroup result configuration setting or as an API input.");
    }
    if (S3Location.parse(location).isEmpty()) {
      throw SqlError.invalid("INVALID_INPUT", "outputLocation is not a valid S3 path.");
    }
    EncryptionConfiguration encryption =
        enforced || asked == null || asked.encryptionConfiguration() == null
            ? own == null ? null : own.encryptionConfiguration()
            : asked.encryptionConfiguration();
    ResultEncryption.check(encryption);
    return ResultConfiguration.builder()
        .outputLocation(folder(location))
        .encryptionConfiguration(encryption)
        .build();
  }

  static String folder(String location) {
    return location.endsWith("/") ? location : location + "/";
  }
}
