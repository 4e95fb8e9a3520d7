package io.tarn.catalog;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What every match must satisfy in one partition key alone.
 *
 * @param key its index
 * @param holds decides by the value as it stands in the partition
 * @param low the least value, as {@link SortableValue} writes it; null for no bound
 * @param high the greatest value
 */
public record KeyCondition(
    int key, Predicate<String> holds, @Nullable String low, @Nullable String high) {}
