@NullMarked
package io.tarn.protocol.sigv4;

import org.jspecify.annotations.NullMarked;
