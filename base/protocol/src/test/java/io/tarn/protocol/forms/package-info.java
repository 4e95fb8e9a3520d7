@NullMarked
package io.tarn.protocol.forms;

import org.jspecify.annotations.NullMarked;
