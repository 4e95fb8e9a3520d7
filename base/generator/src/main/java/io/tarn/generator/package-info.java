/** Turns the stripped AWS service models into Java, once a build. */
@NullMarked
package io.tarn.generator;

import org.jspecify.annotations.NullMarked;
