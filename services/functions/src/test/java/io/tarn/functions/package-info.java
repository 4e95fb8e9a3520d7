@NullMarked
package io.tarn.functions;

import org.jspecify.annotations.NullMarked;
