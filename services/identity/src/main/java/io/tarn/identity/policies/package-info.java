/** Managed policies, their versions, simulations, and the account as a whole. */
@NullMarked
package io.tarn.identity.policies;

import org.jspecify.annotations.NullMarked;
