/** Code and its invocation in child processes (Lambda). */
@NullMarked
package io.tarn.functions;

import org.jspecify.annotations.NullMarked;
