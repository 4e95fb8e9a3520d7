/** Groups of users. */
@NullMarked
package io.tarn.identity.groups;

import org.jspecify.annotations.NullMarked;
