package io.tarn.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.TestEventPatternRequest;
import io.tarn.api.events.TestEventPatternResponse;
import io.tarn.kernel.ServiceError;
import java.util.List;

/** Says whether an event matches a pattern, by the matcher that rules use. */
final class TestEventPattern
    implements Operation<TestEventPatternRequest, TestEventPatternResponse> {
  private static final List<String> FIELDS =
      List.of("id", "account", "source", "time", "region", "resources", "detail-type");

  @Override
  public OperationModel<TestEventPatternRequest, TestEventPatternResponse> model() {
    return EventsService.TEST_EVENT_PATTERN;
  }

  @Override
  public AccessRule<TestEventPatternRequest> access() {
    return AccessRule.any("events:TestEventPattern");
  }

  @Override
  public TestEventPatternResponse apply(TestEventPatternRequest input, Call call) {
    EventPattern.require(input.eventPattern());
    JsonNode event = Json.parse(input.event()).orElse(Json.object());
    for (String field : FIELDS) {
      if (!event.has(field)) {
        throw new ServiceError(
            EventsErrors.VALIDATION,
            "Parameter Event is not valid. Reason: "
                + field
                + " is missing: an event is a JSON object with "
                + String.join(", ", FIELDS)
                + ".");
      }
    }
    return TestEventPatternResponse.builder()
        .result(EventPattern.matches(input.eventPattern(), event))
        .build();
  }
}
