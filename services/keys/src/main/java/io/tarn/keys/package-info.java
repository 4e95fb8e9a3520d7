/** Encryption keys (KMS): keys of the user's own, and data keys for other rooms. */
@NullMarked
package io.tarn.keys;

import org.jspecify.annotations.NullMarked;
