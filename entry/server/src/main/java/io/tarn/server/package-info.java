/** Configuration, Wiring, listener and pipeline: the only place where rooms meet. */
@NullMarked
package io.tarn.server;

import org.jspecify.annotations.NullMarked;
