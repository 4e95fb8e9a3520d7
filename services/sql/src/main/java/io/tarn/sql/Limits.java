package io.tarn.sql;

/**
 * Quotas of the sql room. Source: Athena User Guide, "Service Quotas".
 *
 * @param concurrentStatements statements that run at once; more of them wait as QUEUED
 * @param workGroups work groups a region
 * @param partitionsWritten partitions one CREATE TABLE AS or INSERT may write
 * @param filesRead objects one statement may read
 */
public record Limits(
    int concurrentStatements, int workGroups, int partitionsWritten, int filesRead) {
  public static Limits standard() {
    return new Limits(8, 1000, 100, 100_000);
  }
}
