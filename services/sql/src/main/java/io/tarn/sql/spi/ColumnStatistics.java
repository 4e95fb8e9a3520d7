package io.tarn.sql.spi;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a column of a written file.
 *
 * @param fieldId the column's number in its Iceberg table
 * @param min the least value as SQL's cast to text shows it; null where it is not known
 */
public record ColumnStatistics(
    int fieldId, long size, long values, long nulls, @Nullable String min, @Nullable String max) {}
