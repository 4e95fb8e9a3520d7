package io.tarn.processes;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kills by token: a process that has left its group or lost its parent still carries it. */
final class Families {
  private static final Logger log = LoggerFactory.getLogger(Families.class);
  private static final int ROUNDS = 200;

  private Families() {}

  /**
   * Kills every process that carries the token, again until none is left: a process may fork
   * between the look and the kill.
   *
   * @return how many processes were met
   */
  static int kill(String token) {
    int killed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<Long> found = ProcTable.withEnvironment(token);
      if (found.isEmpty()) {
        return killed;
      }
      for (long pid : found) {
        if (ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false)) {
          killed++;
        }
      }
      if (round > 0) {
        Thread.yield();
      }
    }
    log.warn("Processes {} cannot be killed", ProcTable.withEnvironment(token));
    return killed;
  }
}
