@NullMarked
package io.tarn.workflow;

import org.jspecify.annotations.NullMarked;
