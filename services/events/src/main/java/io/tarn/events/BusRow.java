package io.tarn.events;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event bus that somebody made. */
record BusRow(
    BusName name, @Nullable String description, Instant created, Map<String, String> tags) {}
