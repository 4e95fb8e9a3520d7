/** Holds the ground plan and the house rules against the sources. */
@NullMarked
package io.tarn.plan;

import org.jspecify.annotations.NullMarked;
