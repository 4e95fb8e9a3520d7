/** Statements whose answers a real Trino server gave. */
@NullMarked
package io.tarn.oracle;

import org.jspecify.annotations.NullMarked;
