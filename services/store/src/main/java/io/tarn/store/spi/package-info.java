/** Where the bytes of objects are kept. */
@NullMarked
package io.tarn.store.spi;

import org.jspecify.annotations.NullMarked;
