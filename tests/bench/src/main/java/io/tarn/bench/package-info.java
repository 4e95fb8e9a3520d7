/** Figures against peers, in one run. */
@NullMarked
package io.tarn.bench;

import org.jspecify.annotations.NullMarked;
