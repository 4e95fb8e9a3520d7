@NullMarked
package io.tarn.processes;

import org.jspecify.annotations.NullMarked;
