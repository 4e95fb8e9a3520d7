package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * How files become tables.
 *
 * @param combineCompatible Glue's {@code CombineCompatibleSchemas}: the format decides, not how
 *     alike the columns are
 * @param tableLevel the absolute depth of tables, the bucket being 1, when it is set
 * @param sampleSize files looked into in each leaf folder, when it is set
 * @param rules how each file is looked into
 */
public record GroupingPolicy(
    boolean combineCompatible, OptionalInt tableLevel, OptionalInt sampleSize, ProbeRules rules) {
  public GroupingPolicy {
    requireNonNull(tableLevel, "tableLevel is null");
    requireNonNull(sampleSize, "sampleSize is null");
    requireNonNull(rules, "rules is null");
  }

  public static GroupingPolicy usual() {
    return new GroupingPolicy(
        false, OptionalInt.empty(), OptionalInt.empty(), ProbeRules.of(HeaderRule.EVIDENCE));
  }
}
