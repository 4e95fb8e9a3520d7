package io.tarn.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a thread yields to others: {@code setpriority(2)}, which on Linux is a thread's own. */
final class Niceness {
  private static final Logger log = LoggerFactory.getLogger(Niceness.class);
  private static final int PRIO_PROCESS = 0;
  private static final int ITSELF = 0;

  /** A tenth of the weight of a thread that yields to nobody. */
  private static final int NICE = 10;

  private Niceness() {}

  /**
   * Lets the calling thread, and all that it begins, have a core only while few others want one.
   * There is no way back, which needs a privilege. Elsewhere than on Linux this does nothing.
   */
  static void yieldToOthers() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return;
    }
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> symbol = linker.defaultLookup().find("setpriority");
    if (symbol.isEmpty()) {
      log.info("There is no setpriority here: large statements yield to nobody");
      return;
    }
    MethodHandle setPriority =
        linker.downcallHandle(
            symbol.get(), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    try {
      if ((int) setPriority.invokeExact(PRIO_PROCESS, ITSELF, NICE) != 0) {
        log.info("The system refused a lower priority: large statements yield to nobody");
      }
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
  }
}
