/** Cross-origin rules of a bucket: which form they must have, and which one fits a request. */
@NullMarked
package io.tarn.store.cors;

import org.jspecify.annotations.NullMarked;
