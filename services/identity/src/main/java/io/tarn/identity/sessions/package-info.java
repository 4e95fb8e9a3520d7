/** Temporary credentials (STS). */
@NullMarked
package io.tarn.identity.sessions;

import org.jspecify.annotations.NullMarked;
