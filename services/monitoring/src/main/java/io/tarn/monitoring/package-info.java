/** Log groups and their lines (CloudWatch Logs); behind LogSink. */
@NullMarked
package io.tarn.monitoring;

import org.jspecify.annotations.NullMarked;
