/** Runs analysed statements on DuckDB, in this process. */
@NullMarked
package io.tarn.duckdb;

import org.jspecify.annotations.NullMarked;
