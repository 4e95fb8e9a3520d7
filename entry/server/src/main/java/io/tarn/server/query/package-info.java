/**
 * {@code /query}: a statement in, rows out, for whoever speaks HTTP and not AWS's own protocols.
 */
@NullMarked
package io.tarn.server.query;

import org.jspecify.annotations.NullMarked;
