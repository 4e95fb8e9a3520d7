package io.tarn.workflow;

import java.time.Instant;
import java.util.Map;

/**
 * A state machine as it stands: its present revision.
 *
 * @param tags in the order they were given
 */
record MachineRow(
    MachineName name,
    String revision,
    String definition,
    String roleArn,
    Instant created,
    Instant updated,
    Map<String, String> tags) {}
