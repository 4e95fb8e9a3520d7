/** Where functions run: interpreters, unpacked code, warm child processes, their output. */
@NullMarked
package io.tarn.functions.sandbox;

import org.jspecify.annotations.NullMarked;
