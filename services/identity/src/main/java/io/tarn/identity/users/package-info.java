/** Users and their keys. */
@NullMarked
package io.tarn.identity.users;

import org.jspecify.annotations.NullMarked;
