@NullMarked
package io.tarn.monitoring;

import org.jspecify.annotations.NullMarked;
