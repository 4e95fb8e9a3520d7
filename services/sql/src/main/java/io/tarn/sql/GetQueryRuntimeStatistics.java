package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.GetQueryRuntimeStatisticsInput;
import io.tarn.api.athena.GetQueryRuntimeStatisticsOutput;
import io.tarn.api.athena.QueryExecutionStatistics;
import io.tarn.api.athena.QueryRuntimeStatistics;
import io.tarn.api.athena.QueryRuntimeStatisticsRows;
import io.tarn.api.athena.QueryRuntimeStatisticsTimeline;
import io.tarn.ledger.Ledger;

/** Says where an execution's time went. */
final class GetQueryRuntimeStatistics
    implements Operation<GetQueryRuntimeStatisticsInput, GetQueryRuntimeStatisticsOutput> {
  private final Ledger ledger;

  GetQueryRuntimeStatistics(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<GetQueryRuntimeStatisticsInput, GetQueryRuntimeStatisticsOutput> model() {
    return AthenaService.GET_QUERY_RUNTIME_STATISTICS;
  }

  @Override
  public AccessRule<GetQueryRuntimeStatisticsInput> access() {
    return AthenaAccess.onExecution(
        ledger,
        "athena:GetQueryRuntimeStatistics",
        GetQueryRuntimeStatisticsInput::queryExecutionId);
  }

  @Override
  public GetQueryRuntimeStatisticsOutput apply(GetQueryRuntimeStatisticsInput input, Call call) {
    Executions.Row row = GetQueryExecution.load(ledger, call, input.queryExecutionId());
    QueryExecutionStatistics times = row.document().statistics();
    QueryRuntimeStatistics.Builder statistics = QueryRuntimeStatistics.builder();
    if (times != null) {
      statistics
          .timeline(
              QueryRuntimeStatisticsTimeline.builder()
                  .queryQueueTimeInMillis(times.queryQueueTimeInMillis())
                  .servicePreProcessingTimeInMillis(times.servicePreProcessingTimeInMillis())
                  .queryPlanningTimeInMillis(times.queryPlanningTimeInMillis())
                  .engineExecutionTimeInMillis(times.engineExecutionTimeInMillis())
                  .serviceProcessingTimeInMillis(times.serviceProcessingTimeInMillis())
                  .totalExecutionTimeInMillis(times.totalExecutionTimeInMillis())
                  .build())
          .rows(
              QueryRuntimeStatisticsRows.builder().inputBytes(times.dataScannedInBytes()).build());
    }
    return GetQueryRuntimeStatisticsOutput.builder()
        .queryRuntimeStatistics(statistics.build())
        .build();
  }
}
