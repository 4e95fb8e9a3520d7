/** Tests of the policy language. */
@NullMarked
package io.tarn.identity.policy;

import org.jspecify.annotations.NullMarked;
