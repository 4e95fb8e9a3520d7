package io.tarn.sql;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of one partition key that is projected. Source: Athena User Guide, "Supported types
 * for partition projection".
 */
interface ProjectedColumn {
  /** How many values a column may have at most. */
  int VALUES = 1_000_000;

  /**
   * The projected values, as they stand in paths.
   *
   * @param given the values that conditions leave; empty without such conditions
   */
  List<String> values(Optional<List<String>> given);

  /** Reads a key's properties. */
  static ProjectedColumn of(LakeTable table, LakeColumn key, long now) {
    String prefix = "projection." + key.name() + ".";
    String type = table.properties().get(prefix + "type");
    if (type == null) {
      throw PartitionProjection.invalid(
          table,
          "The following partition columns are missing projection configuration: ["
              + key.name()
              + "]");
    }
    Properties properties = new Properties(table, prefix);
    return switch (type.strip().toLowerCase(Locale.ROOT)) {
      case "enum" -> known(enumerated(properties));
      case "integer" -> {
        requireOneOf(table, key, isInteger(key.type()) || key.type() instanceof VarcharType, type);
        yield Numbers.of(properties);
      }
      case "date" -> {
        requireOneOf(
            table,
            key,
            key.type() instanceof VarcharType
                || key.type() instanceof DateType
                || key.type() instanceof TimestampType,
            type);
        yield Dates.of(properties, now);
      }
      case "injected" -> given -> injected(table, key, given);
      default ->
          throw PartitionProjection.invalid(
              table, prefix + "type has the unknown value '" + type + "'");
    };
  }

  private static void requireOneOf(LakeTable table, LakeColumn key, boolean fits, String type) {
    if (!fits) {
      throw PartitionProjection.invalid(
          table,
          "Column projection for column '"
              + key.name()
              + "' failed. The "
              + type
              + " type cannot be used for a column of type "
              + key.type().getDisplayName());
    }
  }

  private static boolean isInteger(Type type) {
    return type instanceof BigintType
        || type instanceof IntegerType
        || type instanceof SmallintType
        || type instanceof TinyintType;
  }

  private static List<String> injected(
      LakeTable table, LakeColumn key, Optional<List<String>> given) {
    return given.orElseThrow(
        () ->
            new EngineException(
                "CONSTRAINT_VIOLATION",
                "For the injected projected partition column "
                    + key.name()
                    + ", the WHERE clause must contain only static equality conditions, and at"
                    + " least one such condition must be present. (table "
                    + table.database()
                    + "."
                    + table.name()
                    + ")"));
  }

  private static ProjectedColumn known(List<String> values) {
    return _ -> values;
  }

  private static List<String> enumerated(Properties properties) {
    return Arrays.stream(properties.required("values").split(",", -1)).distinct().toList();
  }

  /** The properties of one key. */
  record Properties(LakeTable table, String prefix) {
    @Nullable String optional(String name) {
      return table.properties().get(prefix + name);
    }

    String required(String name) {
      String value = optional(name);
      if (value == null || value.isBlank()) {
        throw PartitionProjection.invalid(table, "The property " + prefix + name + " is missing");
      }
      return value;
    }

    EngineException wrong(String name, String why) {
      return PartitionProjection.invalid(
          table,
          "The property " + prefix + name + " has the value '" + optional(name) + "': " + why);
    }

    String[] range() {
      String[] ends = required("range").split(",", -1);
      if (ends.length != 2) {
        throw wrong("range", "expected two values with a comma between them");
      }
      return new String[] {ends[0].strip(), ends[1].strip()};
    }

    long positive(String name, long otherwise) {
      String value = optional(name);
      if (value == null) {
        return otherwise;
      }
      try {
        long number = Long.parseLong(value.strip());
        if (number > 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        throw wrong(name, "expected a positive integer");
      }
      throw wrong(name, "expected a positive integer");
    }
  }

  /** Whole numbers from one to another, perhaps with leading zeros. */
  record Numbers(long from, long to, long step, int digits, Properties properties)
      implements ProjectedColumn {
    static Numbers of(Properties properties) {
      String[] ends = properties.range();
      try {
        Numbers numbers =
            new Numbers(
                Long.parseLong(ends[0]),
                Long.parseLong(ends[1]),
                properties.positive("interval", 1),
                (int) Math.min(Integer.MAX_VALUE, properties.positive("digits", 1)),
                properties);
        if (numbers.from > numbers.to) {
          throw properties.wrong("range", "its first value is greater than its second");
        }
        return numbers;
      } catch (NumberFormatException e) {
        throw properties.wrong("range", "expected integers");
      }
    }

    @Override
    public List<String> values(Optional<List<String>> given) {
      List<String> values = new ArrayList<>();
      if (given.isPresent()) {
        // What a condition names is found without counting up to it.
        for (String text : new LinkedHashSet<>(given.get())) {
          try {
            long value = Long.parseLong(text.strip());
            if (value >= from && value <= to && (value - from) % step == 0) {
              values.add(text(value));
            }
          } catch (NumberFormatException e) {
            throw properties.wrong("range", "'" + text + "' is no integer");
          }
        }
        return values;
      }
      for (long value = from; value <= to; value += step) {
        if (values.size() >= VALUES) {
          throw properties.wrong("range", "it has more than " + VALUES + " values");
        }
        values.add(text(value));
        if (value > Long.MAX_VALUE - step) {
          break;
        }
      }
      return values;
    }

    private String text(long value) {
      return digits > 1
          ? (value < 0 ? "-" : "")
              + "0".repeat(Math.max(0, digits - width(value)))
              + Math.abs(value)
          : Long.toString(value);
    }

    private static int width(long value) {
      return Long.toString(Math.abs(value)).length();
    }
  }

  /** Dates and times from one to another in a format of the user's. */
  record Dates(
      LocalDateTime from,
      LocalDateTime to,
      long step,
      ChronoUnit unit,
      DateTimeFormatter format,
      Properties properties)
      implements ProjectedColumn {
    private static final Pattern NOW =
        Pattern.compile(
            "\\s*NOW\\s*(?:([+-])\\s*(\\d+)\\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?\\s*",
            Pattern.CASE_INSENSITIVE);

    static Dates of(Properties properties, long now) {
      String pattern = properties.required("format");
      DateTimeFormatter format;
      try {
        format =
            new DateTimeFormatterBuilder()
                .appendPattern(pattern)
                .parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
                .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
                .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
                .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
                .toFormatter(Locale.ROOT)
                .withZone(ZoneOffset.UTC);
      } catch (IllegalArgumentException e) {
        throw properties.wrong("format", "not a pattern of Java's DateTimeFormatter");
      }
      ChronoUnit unit = unit(properties, pattern);
      String[] ends = properties.range();
      LocalDateTime from = moment(properties, ends[0], format, now);
      LocalDateTime to = moment(properties, ends[1], format, now);
      if (from.isAfter(to)) {
        throw properties.wrong("range", "its first value is later than its second");
      }
      return new Dates(from, to, properties.positive("interval", 1), unit, format, properties);
    }

    private static ChronoUnit unit(Properties properties, String pattern) {
      String given = properties.optional("interval.unit");
      if (given == null) {
        String letters = pattern.replaceAll("'[^']*'", "");
        boolean finer = letters.matches("(?s).*[HhkKms].*");
        boolean days = letters.matches("(?s).*[dD].*");
        if (finer || (!days && properties.optional("interval") == null && !letters.contains("M"))) {
          throw PartitionProjection.invalid(
              properties.table(),
              "The property "
                  + properties.prefix()
                  + "interval.unit is missing, which formats other"
                  + " than of days and months need");
        }
        return days ? ChronoUnit.DAYS : ChronoUnit.MONTHS;
      }
      try {
        return switch (ChronoUnit.valueOf(given.strip().toUpperCase(Locale.ROOT))) {
          case YEARS -> ChronoUnit.YEARS;
          case MONTHS -> ChronoUnit.MONTHS;
          case WEEKS -> ChronoUnit.WEEKS;
          case DAYS -> ChronoUnit.DAYS;
          case HOURS -> ChronoUnit.HOURS;
          case MINUTES -> ChronoUnit.MINUTES;
          case SECONDS -> ChronoUnit.SECONDS;
          case MILLIS -> ChronoUnit.MILLIS;
          default -> throw new IllegalArgumentException(given);
        };
      } catch (IllegalArgumentException e) {
        throw properties.wrong(
            "interval.unit",
            "expected YEARS, MONTHS, WEEKS, DAYS, HOURS, MINUTES, SECONDS or MILLIS");
      }
    }

    private static LocalDateTime moment(
        Properties properties, String text, DateTimeFormatter format, long now) {
      Matcher relative = NOW.matcher(text);
      if (relative.matches()) {
        LocalDateTime moment = LocalDateTime.ofInstant(Instant.ofEpochMilli(now), ZoneOffset.UTC);
        if (relative.group(1) == null) {
          return moment;
        }
        long amount = Long.parseLong(relative.group(2));
        ChronoUnit unit = ChronoUnit.valueOf(relative.group(3).toUpperCase(Locale.ROOT) + "S");
        return moment.plus(relative.group(1).equals("-") ? -amount : amount, unit);
      }
      try {
        return LocalDateTime.parse(text, format);
      } catch (DateTimeException e) {
        throw properties.wrong(
            "range", "'" + text + "' is neither of the format nor of the form NOW-3YEARS");
      }
    }

    @Override
    public List<String> values(Optional<List<String>> given) {
      LinkedHashSet<String> values = new LinkedHashSet<>();
      LocalDateTime moment = from;
      for (long i = 0; !moment.isAfter(to); i++) {
        if (values.size() >= VALUES) {
          throw properties.wrong("range", "it has more than " + VALUES + " values");
        }
        values.add(format.format(moment));
        moment = from.plus((i + 1) * step, unit);
      }
      return List.copyOf(values);
    }
  }
}
