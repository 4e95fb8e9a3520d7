@NullMarked
package io.tarn.functions.sandbox;

import org.jspecify.annotations.NullMarked;
