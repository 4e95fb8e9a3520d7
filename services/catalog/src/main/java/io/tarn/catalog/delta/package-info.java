/**
 * Delta Lake's transaction log, read only. Source: Delta Lake, "Delta Transaction Log Protocol".
 */
@NullMarked
package io.tarn.catalog.delta;

import org.jspecify.annotations.NullMarked;
