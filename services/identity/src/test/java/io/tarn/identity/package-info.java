/** Tests of the identity room on a real ledger. */
@NullMarked
package io.tarn.identity;

import org.jspecify.annotations.NullMarked;
