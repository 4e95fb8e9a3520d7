@NullMarked
package io.tarn.keys;

import org.jspecify.annotations.NullMarked;
