package io.tarn.sql.spi;

import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.PlanNodeId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A statement ready to run: analysed, authorised, its files pinned.
 *
 * @param plan Trino's logical plan, unoptimised: every name resolved, every coercion explicit
 * @param files what each table scan of the plan reads
 * @param directory the statement's private directory, which holds the files; the engine may write
 *     only below it
 * @param bytesMax how many bytes may be scanned; a statement that needs more ends with {@link
 *     EngineException#BYTES_SCANNED}
 * @param group the work group, which shares memory with no other group
 */
public record EngineQuery(
    OutputNode plan,
    Map<PlanNodeId, List<SourceFile>> files,
    Path directory,
    long bytesMax,
    String group) {
  public EngineQuery {
    files = Map.copyOf(files);
  }
}
