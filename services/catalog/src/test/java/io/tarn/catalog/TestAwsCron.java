package io.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.kernel.ServiceError;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TestAwsCron {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void readsSixFieldsInUtc() {
    assertThat(next("cron(15 12 * * ? *)")).isEqualTo("2026-01-01T12:15:00Z");
    assertThat(next("cron(0 8 1 * ? *)")).isEqualTo("2026-01-01T08:00:00Z");
    assertThat(next("cron(0 18 ? * MON-FRI *)")).isEqualTo("2026-01-01T18:00:00Z");
    assertThat(next("cron(0 0 ? * 1 *)")).isEqualTo("2026-01-04T00:00:00Z");
    assertThat(next("cron(0/30 * ? * MON *)")).isEqualTo("2026-01-05T00:00:00Z");
    assertThat(next("cron(0 0 L * ? *)")).isEqualTo("2026-01-31T00:00:00Z");
  }

  @Test
  void refusesWhatComesTooOftenOrIsNoSchedule() {
    refused("cron(0/4 * * * ? *)", "more often than every 5 minutes");
    refused("rate(5 minutes)", "not of the form cron(");
    refused("cron(61 * * * ? *)", "is not valid");
    refused("cron(0 0 * * *)", "is not valid");
  }

  private static String next(String text) {
    return AwsCron.parse(text, NOW).next(NOW).orElseThrow().toString();
  }

  private static void refused(String text, String why) {
    assertThatThrownBy(() -> AwsCron.parse(text, NOW))
        .isInstanceOf(ServiceError.class)
        .hasMessageContaining(why);
  }
}
