@NullMarked
package io.tarn.events;

import org.jspecify.annotations.NullMarked;
