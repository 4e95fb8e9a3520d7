/** Who is calling and may they: session tokens, condition keys of a call, the decision. */
@NullMarked
package io.tarn.identity.access;

import org.jspecify.annotations.NullMarked;
