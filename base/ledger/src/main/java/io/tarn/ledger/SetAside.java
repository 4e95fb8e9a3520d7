package io.tarn.ledger;

import java.time.Instant;

/**
 * A fact that made its subscriber fail for good, or a task whose last word could not be committed.
 *
 * @param who the subscriber's name, or {@code task:<kind>}
 * @param number the fact's position or the task's id
 */
public record SetAside(
    String who,
    long number,
    Instant time,
    String kind,
    String subject,
    String reason,
    String body) {}
