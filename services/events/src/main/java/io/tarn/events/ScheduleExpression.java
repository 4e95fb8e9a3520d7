package io.tarn.events;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronConstraintsFactory;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When something is to happen: {@code rate(5 minutes)}, {@code cron(0 6 * * ? *)} and, for the
 * Scheduler, {@code at(2024-11-17T10:00:00)}. Source: EventBridge user guide, "Cron expressions",
 * "Rate expressions"; Scheduler user guide, "Schedule types".
 */
sealed interface ScheduleExpression {
  /** Every so often from its start on. */
  record Rate(Duration period) implements ScheduleExpression {}

  /** At the times that six fields describe, in a time zone. */
  record Calendar(Cron cron, ZoneId zone) implements ScheduleExpression {}

  /** Once. */
  record Once(Instant at) implements ScheduleExpression {}

  /** The first time after another; empty when there is none. */
  default Optional<Instant> after(Instant last) {
    return switch (this) {
      case Rate rate -> Optional.of(last.plus(rate.period()));
      case Calendar calendar ->
          ExecutionTime.forCron(calendar.cron())
              .nextExecution(last.atZone(calendar.zone()))
              .map(ZonedDateTime::toInstant);
      case Once once -> once.at().isAfter(last) ? Optional.of(once.at()) : Optional.empty();
    };
  }

  /** Empty when the text is none of these. */
  static Optional<ScheduleExpression> parse(String text, ZoneId zone) {
    Matcher call = Parsing.CALL.matcher(text.strip());
    if (!call.matches()) {
      return Optional.empty();
    }
    String inner = call.group(2).strip();
    return switch (call.group(1)) {
      case "rate" -> Parsing.rate(inner);
      case "cron" -> Parsing.calendar(inner, zone);
      case "at" -> Parsing.once(inner, zone);
      default -> Optional.empty();
    };
  }

  /** How the three forms are read. */
  final class Parsing {
    static final Pattern CALL = Pattern.compile("(rate|cron|at)\\((.*)\\)");
    private static final Pattern RATE =
        Pattern.compile("(\\d{1,9}) +(minute|minutes|hour|hours|day|days)");
    private static final CronDefinition AWS =
        CronDefinitionBuilder.defineCron()
            .withMinutes()
            .withStrictRange()
            .and()
            .withHours()
            .withStrictRange()
            .and()
            .withDayOfMonth()
            .withValidRange(1, 31)
            .supportsL()
            .supportsW()
            .supportsLW()
            .supportsQuestionMark()
            .and()
            .withMonth()
            .withValidRange(1, 12)
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
            .withCronValidation(CronConstraintsFactory.ensureEitherDayOfWeekOrDayOfMonth())
            .instance();

    private Parsing() {}

    /** A unit is singular for 1 and plural otherwise, as AWS demands. */
    private static Optional<ScheduleExpression> rate(String text) {
      Matcher matcher = RATE.matcher(text);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      long value = Long.parseLong(matcher.group(1));
      String unit = matcher.group(2);
      if (value == 0 || (value == 1) == unit.endsWith("s")) {
        return Optional.empty();
      }
      Duration period =
          switch (unit.charAt(0)) {
            case 'm' -> Duration.ofMinutes(value);
            case 'h' -> Duration.ofHours(value);
            default -> Duration.ofDays(value);
          };
      return Optional.of(new Rate(period));
    }

    private static Optional<ScheduleExpression> calendar(String text, ZoneId zone) {
      if (text.split("\\s+").length != 6) {
        return Optional.empty();
      }
      try {
        Cron cron = new CronParser(AWS).parse(text).validate();
        return Optional.of(new Calendar(cron, zone));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    private static Optional<ScheduleExpression> once(String text, ZoneId zone) {
      try {
        return Optional.of(new Once(LocalDateTime.parse(text).atZone(zone).toInstant()));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
  }
}
