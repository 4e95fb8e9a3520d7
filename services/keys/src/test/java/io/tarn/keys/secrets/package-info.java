@NullMarked
package io.tarn.keys.secrets;

import org.jspecify.annotations.NullMarked;
