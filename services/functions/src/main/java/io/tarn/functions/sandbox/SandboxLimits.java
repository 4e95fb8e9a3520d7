package io.tarn.functions.sandbox;

import java.time.Duration;

/**
 * @param sandboxesMax how many sandboxes live at once; one more call is throttled
 * @param aheadMax how many of them may be started before anybody has called, when a function is
 *     made or changed; 0 starts none
 * @param idleMax how long a warm sandbox waits for the next call
 * @param initMax how long loading the code may take (AWS: 10 seconds)
 * @param responseMax bytes of an answer (AWS: 6 MB)
 * @param lineMax bytes of one line of output; a longer one becomes several
 */
public record SandboxLimits(
    int sandboxesMax,
    int aheadMax,
    Duration idleMax,
    Duration initMax,
    int responseMax,
    int lineMax) {
  public static final SandboxLimits DEFAULT =
      new SandboxLimits(64, 8, Duration.ofMinutes(5), Duration.ofSeconds(10), 6_291_556, 256 << 10);
}
