package io.tarn.duckdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.athena.QueryExecution;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables whose properties say what partitions there are; the catalog knows none of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestPartitionProjection {
  private @Nullable AthenaLake opened;
  private int tables;

  @BeforeAll
  void open(@TempDir Path directory) {
    opened = new AthenaLake(directory);
    lake().createBucket("results");
    lake().createBucket("logs");
    ended("CREATE DATABASE shop");
  }

  @AfterAll
  void close() {
    lake().close();
  }

  private AthenaLake lake() {
    return requireNonNull(opened);
  }

  private QueryExecution ended(String sql) {
    return lake().await(lake().start(sql));
  }

  /** The rows, or why there are none. */
  private List<String> rows(String sql) {
    QueryExecution execution = ended(sql);
    String reason = requireNonNull(execution.status()).stateChangeReason();
    return reason != null
        ? List.of(reason)
        : lake().rows(requireNonNull(execution.queryExecutionId())).stream()
            .skip(1)
            .map(String::valueOf)
            .toList();
  }

  private void put(String key, String content) {
    lake().put("logs", key, content.getBytes(UTF_8));
  }

  /** A table of one column a; each property is {@code name=value}. */
  private String table(String keys, String prefix, String... properties) {
    String name = "p" + tables++;
    StringBuilder sql =
        new StringBuilder(
            "CREATE EXTERNAL TABLE "
                + name
                + " (a string) PARTITIONED BY ("
                + keys
                + ") LOCATION 's3://logs/"
                + prefix
                + "/' TBLPROPERTIES ('projection.enabled' = 'true'");
    for (String property : properties) {
      int equals = property.indexOf('=');
      sql.append(", '").append(property, 0, equals).append("' = '");
      sql.append(property.substring(equals + 1)).append('\'');
    }
    QueryExecution execution = ended(sql.append(')').toString());
    assertThat(requireNonNull(execution.status()).stateChangeReason()).isNull();
    return name;
  }

  @Test
  void projectsTimestamps() {
    put("at/at=2024-01-02 00:00:00/x", "second\n");
    put("at/at=2024-01-03 00:00:00/x", "third\n");
    String table =
        table(
            "at timestamp",
            "at",
            "projection.at.type=date",
            "projection.at.range=2024-01-01 00:00:00,2024-01-31 00:00:00",
            "projection.at.format=yyyy-MM-dd HH:mm:ss",
            "projection.at.interval=1",
            "projection.at.interval.unit=DAYS");
    assertThat(rows("SELECT a, at FROM " + table + " ORDER BY at"))
        .containsExactly("[second, 2024-01-02 00:00:00.000]", "[third, 2024-01-03 00:00:00.000]");
    assertThat(rows("SELECT a FROM " + table + " WHERE at > TIMESTAMP '2024-01-02 12:00:00'"))
        .containsExactly("[third]");
  }

  @Test
  void projectsEnumsAndIntegers() {
    put("ei/region=eu/hour=07/x", "eu7\n");
    put("ei/region=us/hour=08/x", "us8\n");
    put("ei/region=us/hour=09/x", "not in the interval\n");
    put("ei/region=asia/hour=08/x", "not in the enum\n");
    String table =
        table(
            "region string, hour int",
            "ei",
            "projection.region.type=enum",
            "projection.region.values=eu,us",
            "projection.hour.type=integer",
            "projection.hour.range=1,23",
            "projection.hour.digits=2",
            "projection.hour.interval=1");
    assertThat(rows("SELECT a, region, hour FROM " + table + " WHERE hour < 9 ORDER BY a"))
        .containsExactly("[eu7, eu, 7]", "[us8, us, 8]");
    assertThat(rows("SELECT a FROM " + table + " WHERE hour = 8")).containsExactly("[us8]");
    assertThat(rows("SELECT a FROM " + table + " WHERE region = 'asia'")).isEmpty();
    String steps =
        table(
            "region string, hour int",
            "ei",
            "projection.region.type=ENUM",
            "projection.region.values=eu,us",
            "projection.hour.type=integer",
            "projection.hour.range=8,23",
            "projection.hour.digits=2",
            "projection.hour.interval=2");
    assertThat(rows("SELECT a FROM " + steps)).containsExactly("[us8]");
    assertThat(rows("SELECT a FROM " + steps + " WHERE hour IN (7, 8, 9)"))
        .containsExactly("[us8]");
  }

  @Test
  void findsANumberWithoutCountingToIt() {
    put("wide/id=123456789012/x", "far\n");
    String table =
        table(
            "id bigint",
            "wide",
            "projection.id.type=integer",
            "projection.id.range=0,9223372036854775807");
    assertThat(rows("SELECT a FROM " + table + " WHERE id = 123456789012"))
        .containsExactly("[far]");
    assertThat(rows("SELECT a FROM " + table).getFirst())
        .startsWith("INVALID_TABLE_PROPERTY: ")
        .contains("projection.id.range");
  }

  @Test
  void projectsDatesAndTemplates() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    put("d/2023/12/31/x", "before\n");
    put("d/2024/02/29/x", "leap\n");
    put("d/" + today.toString().replace('-', '/') + "/x", "today\n");
    String table =
        table(
            "dt string",
            "elsewhere",
            "projection.dt.type=date",
            "projection.dt.range=2024/01/01,NOW+1DAYS",
            "projection.dt.format=yyyy/MM/dd",
            "storage.location.template=s3://logs/d/${dt}");
    assertThat(rows("SELECT a, dt FROM " + table + " ORDER BY dt LIMIT 1"))
        .containsExactly("[leap, 2024/02/29]");
    assertThat(rows("SELECT a FROM " + table + " WHERE dt >= '2025'")).containsExactly("[today]");
    put("h/2024-03-01-07/x", "seven\n");
    String hours =
        table(
            "h string",
            "elsewhere",
            "projection.h.type=date",
            "projection.h.range=2024-03-01-00,2024-03-01-23",
            "projection.h.format=yyyy-MM-dd-HH",
            "projection.h.interval=1",
            "projection.h.interval.unit=HOURS",
            "storage.location.template=s3://logs/h/${h}/");
    assertThat(rows("SELECT a, h FROM " + hours)).containsExactly("[seven, 2024-03-01-07]");
    put("m/m=2024-02/x", "february\n");
    String months =
        table(
            "m string",
            "m",
            "projection.m.type=date",
            "projection.m.range=2023-11,NOW",
            "projection.m.format=yyyy-MM");
    assertThat(rows("SELECT a FROM " + months)).containsExactly("[february]");
  }

  @Test
  void takesInjectedValuesFromConditions() {
    put("i/device=d-1/x", "one\n");
    put("i/device=d-2/x", "two\n");
    String table = table("device string", "i", "projection.device.type=injected");
    assertThat(rows("SELECT a FROM " + table + " WHERE device = 'd-1'")).containsExactly("[one]");
    assertThat(rows("SELECT a FROM " + table + " WHERE device IN ('d-1', 'd-2') ORDER BY a"))
        .containsExactly("[one]", "[two]");
    assertThat(rows("SELECT a FROM " + table).getFirst())
        .startsWith(
            "CONSTRAINT_VIOLATION: For the injected projected partition column device, the WHERE"
                + " clause must contain only static equality conditions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "k string | other=x | missing projection configuration: [k]",
        "k string | projection.k.type=enum | projection.k.values is missing",
        "k string | projection.k.type=range | the unknown value 'range'",
        "k int | projection.k.type=integer | projection.k.range is missing",
        "k int | projection.k.type=integer;projection.k.range=5 | two values",
        "k int | projection.k.type=integer;projection.k.range=5,x | expected integers",
        "k int | projection.k.type=integer;projection.k.range=5,1 | greater than its second",
        "k int | projection.k.type=integer;projection.k.range=1,5;projection.k.interval=0"
            + " | positive integer",
        "k double | projection.k.type=integer;projection.k.range=1,5 | cannot be used",
        "k string | projection.k.type=date;projection.k.range=NOW,NOW | format is missing",
        "k string | projection.k.type=date;projection.k.range=NOW,NOW;projection.k.format=bb"
            + " | not a pattern",
        "k string | projection.k.type=date;projection.k.range=x,NOW;projection.k.format=yyyy-MM-dd"
            + " | neither of the format",
        "k string |"
            + " projection.k.type=date;projection.k.range=NOW-1DAYS,NOW;projection.k.format=yyyyMMddHH"
            + " | interval.unit is missing",
        "k string | projection.k.type=enum;projection.k.values=a;storage.location.template=s3://logs/"
            + " | does not contain ${k}",
      })
  void namesWhatIsWrong(String keys, String properties, String why) {
    String table = table(keys, "wrong", properties.split(";"));
    assertThat(rows("SELECT a FROM " + table).getFirst())
        .startsWith("INVALID_TABLE_PROPERTY: Table shop." + table)
        .contains(why);
  }
}
