/** Roles and instance profiles. */
@NullMarked
package io.tarn.identity.roles;

import org.jspecify.annotations.NullMarked;
