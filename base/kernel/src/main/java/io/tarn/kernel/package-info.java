/** The few words every room uses; no I/O. */
@NullMarked
package io.tarn.kernel;

import org.jspecify.annotations.NullMarked;
