/**
 * Looks after bytes at rest: finds what is damaged, removes what nobody knows, copies what is
 * there.
 */
@NullMarked
package io.tarn.store.upkeep;

import org.jspecify.annotations.NullMarked;
