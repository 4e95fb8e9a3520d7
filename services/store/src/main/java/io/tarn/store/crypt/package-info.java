/**
 * Encryption of what the store keeps: how sealed bytes lie on the disk, who holds their keys, and
 * what requests may ask.
 */
@NullMarked
package io.tarn.store.crypt;

import org.jspecify.annotations.NullMarked;
