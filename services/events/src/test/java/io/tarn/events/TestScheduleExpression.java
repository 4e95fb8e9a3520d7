package io.tarn.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestScheduleExpression {
  private static final ZoneId UTC = ZoneId.of("UTC");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate(1 minute)     | 2024-11-17T10:00:30Z | 2024-11-17T10:01:30Z",
        "rate(5 hours)      | 2024-11-17T10:00:30Z | 2024-11-17T15:00:30Z",
        "rate(2 days)       | 2024-11-17T10:00:30Z | 2024-11-19T10:00:30Z",
        "cron(0 6 * * ? *)  | 2024-11-17T10:00:30Z | 2024-11-18T06:00:00Z",
        "cron(0 0 1 * ? *)  | 2024-11-17T10:00:30Z | 2024-12-01T00:00:00Z",
        "cron(15 12 ? * MON-FRI *) | 2024-11-16T00:00:00Z | 2024-11-18T12:15:00Z",
        "cron(15 12 ? * 1 *) | 2024-11-16T00:00:00Z | 2024-11-17T12:15:00Z",
        "cron(0/10 * ? * * *) | 2024-11-17T10:00:30Z | 2024-11-17T10:10:00Z",
        "cron(0 0 L * ? *)  | 2024-02-10T00:00:00Z | 2024-02-29T00:00:00Z",
        "cron(0 8 ? * 2#1 *) | 2024-11-17T00:00:00Z | 2024-12-02T08:00:00Z",
        "at(2024-11-18T09:00:00) | 2024-11-17T00:00:00Z | 2024-11-18T09:00:00Z"
      })
  void knowsTheNextTime(String text, String last, String next) {
    ScheduleExpression expression = ScheduleExpression.parse(text, UTC).orElseThrow();
    assertThat(expression.after(Instant.parse(last))).contains(Instant.parse(next));
  }

  @Test
  void followsTheZone() {
    ScheduleExpression expression =
        ScheduleExpression.parse("cron(0 9 * * ? *)", ZoneId.of("Europe/Paris")).orElseThrow();
    assertThat(expression.after(Instant.parse("2024-07-01T00:00:00Z")))
        .contains(Instant.parse("2024-07-01T07:00:00Z"));
  }

  @Test
  void onceIsOver() {
    ScheduleExpression expression =
        ScheduleExpression.parse("at(2024-11-18T09:00:00)", UTC).orElseThrow();
    assertThat(expression.after(Instant.parse("2024-11-18T09:00:00Z"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(0 minutes)",
        "rate(5 seconds)",
        "rate 5 minutes",
        "cron(0 6 * * *)",
        "cron(0 6 * * * *)",
        "cron(0 6 ? * ? *)",
        "cron(60 6 * * ? *)",
        "cron(0 25 * * ? *)",
        "cron(0 6 * * ? 1969)",
        "every day",
        "at(tomorrow)"
      })
  void refusesWhatAwsRefuses(String text) {
    assertThat(ScheduleExpression.parse(text, UTC)).isEmpty();
  }
}
