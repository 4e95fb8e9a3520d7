@NullMarked
package io.tarn.server;

import org.jspecify.annotations.NullMarked;
