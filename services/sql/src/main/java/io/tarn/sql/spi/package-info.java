/** Where an engine plugs in: what it is given to run and what it gives back. */
@NullMarked
package io.tarn.sql.spi;

import org.jspecify.annotations.NullMarked;
