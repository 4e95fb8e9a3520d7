package io.tarn.catalog;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * AWS's six-field {@code cron(minutes hours day-of-month month day-of-week year)} in UTC. Source:
 * AWS Glue Developer Guide, "Time-based schedules for jobs and crawlers".
 */
final class AwsCron {
  private static final Duration LEAST = Duration.ofMinutes(5);
  private static final int LOOKED_AT = 50;
  private static final CronDefinition DEFINITION =
      CronDefinitionBuilder.defineCron()
          .withMinutes()
          .and()
          .withHours()
          .and()
          .withDayOfMonth()
          .supportsL()
          .supportsW()
          .supportsQuestionMark()
          .and()
          .withMonth()
          .and()
          .withDayOfWeek()
          .withValidRange(1, 7)
          .withMondayDoWValue(2)
          .supportsHash()
          .supportsL()
          .supportsQuestionMark()
          .and()
          .withYear()
          .withValidRange(1970, 2199)
          .and()
          .instance();

  private final ExecutionTime times;

  private AwsCron(ExecutionTime times) {
    this.times = times;
  }

  /**
   * @throws io.tarn.kernel.ServiceError InvalidInputException for what is no such expression, or
   *     one that comes more often than every five minutes
   */
  static AwsCron parse(String text, Instant now) {
    if (!text.startsWith("cron(") || !text.endsWith(")")) {
      throw GlueError.INVALID_INPUT.error(
          "Schedule is not of the form cron(minutes hours day-of-month month day-of-week year): "
              + text);
    }
    Cron cron;
    try {
      cron = new CronParser(DEFINITION).parse(text.substring(5, text.length() - 1)).validate();
    } catch (IllegalArgumentException e) {
      throw GlueError.INVALID_INPUT.error("Schedule " + text + " is not valid: " + e.getMessage());
    }
    AwsCron schedule = new AwsCron(ExecutionTime.forCron(cron));
    Optional<Instant> time = schedule.next(now);
    for (int i = 0; i < LOOKED_AT && time.isPresent(); i++) {
      Optional<Instant> later = schedule.next(time.get());
      if (later.isPresent() && Duration.between(time.get(), later.get()).compareTo(LEAST) < 0) {
        throw GlueError.INVALID_INPUT.error(
            "Schedule " + text + " starts the crawler more often than every 5 minutes");
      }
      time = later;
    }
    return schedule;
  }

  Optional<Instant> next(Instant after) {
    return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toInstant);
  }
}
