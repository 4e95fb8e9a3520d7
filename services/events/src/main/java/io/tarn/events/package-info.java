/** Rules over facts, schedules and their deliveries (EventBridge). */
@NullMarked
package io.tarn.events;

import org.jspecify.annotations.NullMarked;
