package io.tarn.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestTexts {
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);

  private static void check(Instant time) {
    assertThat(Texts.formatMillis(time))
        .isEqualTo(EXACT.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)));
  }

  @Test
  void writesTimesAsTheJdkDoes() {
    Random random = new Random(20261121);
    for (int i = 0; i < 20_000; i++) {
      long seconds = random.nextLong(-62_135_596_800L, 253_402_300_800L);
      check(Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000)));
    }
    check(Instant.EPOCH);
    check(Instant.EPOCH.minusMillis(1));
    check(Instant.parse("2024-02-29T23:59:59.999999999Z"));
    check(Instant.parse("0001-01-01T00:00:00Z"));
    check(Instant.parse("9999-12-31T23:59:59.999Z"));
    assertThat(Texts.formatMillis(Instant.parse("+10000-01-01T00:00:00Z")))
        .isEqualTo("+10000-01-01T00:00:00.000Z");
  }
}
