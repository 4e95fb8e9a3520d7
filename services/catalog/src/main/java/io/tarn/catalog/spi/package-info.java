/** Where engines and governance plug into the catalog. */
@NullMarked
package io.tarn.catalog.spi;

import org.jspecify.annotations.NullMarked;
