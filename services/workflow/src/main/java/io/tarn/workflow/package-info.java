/** Durable state machines; every task is a dispatched call (Step Functions). */
@NullMarked
package io.tarn.workflow;

import org.jspecify.annotations.NullMarked;
