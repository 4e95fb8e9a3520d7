package io.tarn.sql.spi;

import io.trino.Session;
import io.trino.sql.PlannerContext;

/**
 * Trino's own implementations, for what an engine cannot express itself.
 *
 * @param session the session functions are bound to: its start is the statement's {@code
 *     current_timestamp}
 */
public record Functions(PlannerContext context, Session session) {}
