package io.tarn.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/**
 * Event patterns, judged and matched by AWS's own matcher. Source: EventBridge user guide, "Event
 * patterns".
 */
final class EventPattern {
  private EventPattern() {}

  /**
   * @throws ServiceError InvalidEventPatternException with the matcher's reason
   */
  static void require(String pattern) {
    String fault = check(pattern);
    if (fault != null) {
      throw new ServiceError(
          EventsErrors.INVALID_EVENT_PATTERN, "Event pattern is not valid. Reason: " + fault);
    }
  }

  private static @Nullable String check(String pattern) {
    try {
      return JsonRuleCompiler.check(pattern);
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  static boolean matches(String pattern, JsonNode event) {
    return new Compiled(Map.of("rule", pattern)).matching(event).contains("rule");
  }

  /** Many patterns in one automaton, by name. Not thread-safe while it is built, safe after. */
  static final class Compiled {
    private final Machine machine = new Machine();

    Compiled(Map<String, String> patterns) {
      for (Map.Entry<String, String> entry : new LinkedHashMap<>(patterns).entrySet()) {
        try {
          machine.addRule(entry.getKey(), entry.getValue());
        } catch (IOException e) {
          throw new IllegalStateException(
              "The stored pattern of " + entry.getKey() + " does not compile", e);
        }
      }
    }

    List<String> matching(JsonNode event) {
      try {
        return machine.rulesForJSONEvent(event.toString()).stream().distinct().sorted().toList();
      } catch (Exception e) {
        throw new IllegalStateException("The matcher failed on an event", e);
      }
    }
  }
}
