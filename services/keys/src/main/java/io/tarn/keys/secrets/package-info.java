/** Secrets of people and programs, sealed under keys of this room (Secrets Manager). */
@NullMarked
package io.tarn.keys.secrets;

import org.jspecify.annotations.NullMarked;
