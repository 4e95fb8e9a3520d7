package io.tarn.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.ServiceModel;
import io.tarn.api.Services;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestAdmission {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND);
  private final Metrics metrics = new Metrics();

  private Admission admission(int atOnce, String byService, String perSecond) {
    return new Admission(
        new Admission.Limits(atOnce, PerService.parse(byService), PerService.parse(perSecond)),
        metrics,
        now::get);
  }

  private static ServiceModel service(String name) {
    return requireNonNull(Services.find(name));
  }

  @Test
  void leavesRoomForOtherServices() {
    Admission admission = admission(4, "2, glue=1", "");
    Admission.Place first = admission.enter(service("lambda"));
    admission.enter(service("lambda"));
    assertThatThrownBy(() -> admission.enter(service("lambda")))
        .isInstanceOf(ServiceError.class)
        .hasMessage("Rate Exceeded.");
    admission.enter(service("glue"));
    assertThatThrownBy(() -> admission.enter(service("glue"))).isInstanceOf(ServiceError.class);
    admission.enter(service("s3"));
    assertThatThrownBy(() -> admission.enter(service("s3")))
        .hasMessage("Please reduce your request rate.");
    assertThat(admission.underWay()).isEqualTo(4);
    first.close();
    first.close();
    assertThat(admission.underWay()).as("a place is given back once").isEqualTo(3);
    admission.enter(service("s3"));
    assertThat(metrics.text())
        .contains(
            "tarn_requests_refused_total{service=\"lambda\",limit=\"server.requests-at-once-by-service\"}"
                + " 1",
            "tarn_requests_refused_total{service=\"s3\",limit=\"server.requests-at-once\"} 1",
            "tarn_service_requests_under_way{service=\"s3\"} 2",
            "tarn_service_requests_under_way{service=\"lambda\"} 1",
            "tarn_requests_under_way 4");
  }

  @Test
  void keepsARateWithOneSecondsBurst() {
    Admission admission = admission(1_000, "", "10, s3=1000000");
    List<Boolean> answers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      answers.add(enters(admission, "glue"));
    }
    assertThat(answers).endsWith(false, false);
    assertThat(answers.subList(0, 10)).containsOnly(true);
    now.addAndGet(SECOND / 10);
    assertThat(enters(admission, "glue")).isTrue();
    assertThat(enters(admission, "glue")).isFalse();
    now.addAndGet(100 * SECOND);
    for (int i = 0; i < 10; i++) {
      assertThat(enters(admission, "glue")).isTrue();
    }
    assertThat(enters(admission, "glue")).as("what was not used is not saved up").isFalse();
    for (int i = 0; i < 500; i++) {
      assertThat(enters(admission, "s3")).isTrue();
    }
  }

  private static boolean enters(Admission admission, String service) {
    try {
      admission.enter(service(service)).close();
      return true;
    } catch (ServiceError e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "s3, SlowDown, 503",
    "lambda, TooManyRequestsException, 429",
    "scheduler, ThrottlingException, 429",
    "athena, ThrottlingException, 400",
    "glue, ThrottlingException, 400",
    "stepfunctions, ThrottlingException, 400",
    "iam, Throttling, 400",
    "sts, Throttling, 400",
    "sqs, RequestThrottled, 400"
  })
  void refusesInTheServicesWords(String service, String code, int status) {
    ServiceError error = Throttling.of(service(service));
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.status()).isEqualTo(status);
    assertThat(
            Throttling.inWordsOf(service(service), new ServiceError("SlowDown", 503, "busy"))
                .code())
        .isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | holds \"0\", which is not a number between 1 and 1000000",
        "lambda | holds \"lambda\", which is not a number",
        "1,,2 | holds \"\"",
        "lamda=5 | names \"lamda\", which is no service",
        "s3=99999999999 | holds \"99999999999\""
      })
  void saysWhatIsWrongWithALimit(String text, String message) {
    assertThatThrownBy(() -> PerService.parse(text)).hasMessageContaining(message);
  }
}
