@NullMarked
package io.tarn.store;

import org.jspecify.annotations.NullMarked;
