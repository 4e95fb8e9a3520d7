package io.tarn.sql;

/**
 * Quotas of the sql room. Source: Athena User Guide, "Service Quotas".
 *
 * @param concurrentStatements statements that run at once; more of them wait as QUEUED
 * @param statementsPerGroup those of one work group among them, at most
 * @param workGroups work groups a region
 * @param partitionsWritten partitions one CREATE TABLE AS or INSERT may write
 * @param filesRead objects one statement may read
 */
public record Limits(
    int concurrentStatements,
    int statementsPerGroup,
    int workGroups,
    int partitionsWritten,
    int filesRead) {
  public static Limits standard() {
    return new Limits(32, 24, 1000, 100, 100_000);
  }
}
