/** Real clients against a started server. */
@NullMarked
package io.tarn.conformance;

import org.jspecify.annotations.NullMarked;
