/** Child processes: start, limit, watch, kill whole families. */
@NullMarked
package io.tarn.processes;

import org.jspecify.annotations.NullMarked;
