package io.tarn.duckdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.slice.Slice;
import io.tarn.sql.spi.LakeColumn;
import io.trino.hive.formats.line.LineBuffer;
import io.trino.hive.formats.line.LineDeserializer;
import io.trino.hive.formats.line.simple.SimpleDeserializerFactory;
import io.trino.spi.PageBuilder;
import io.trino.spi.TrinoException;
import io.trino.spi.block.Block;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lines of usual, rare and broken spellings, read by Trino's LazySimpleSerDe and by the lake's: the
 * same values, bit by bit, or the same error.
 */
class TestSimpleFields {
  private static final long SEED = Long.getLong("tarn.lines.seed", 20261122);
  private static final int LINES = 4_000;

  private static final List<Type> TYPES =
      List.of(
          BigintType.BIGINT,
          IntegerType.INTEGER,
          SmallintType.SMALLINT,
          TinyintType.TINYINT,
          DoubleType.DOUBLE,
          RealType.REAL,
          BooleanType.BOOLEAN,
          DateType.DATE,
          TimestampType.TIMESTAMP_MILLIS,
          TimestampType.TIMESTAMP_SECONDS,
          TimestampType.TIMESTAMP_MICROS,
          TimestampType.TIMESTAMP_NANOS,
          DecimalType.createDecimalType(10, 2),
          DecimalType.createDecimalType(38, 5),
          VarcharType.VARCHAR,
          VarcharType.createVarcharType(5),
          CharType.createCharType(4),
          VarbinaryType.VARBINARY,
          new ArrayType(BigintType.BIGINT));

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "-",
          "+",
          ".",
          "0",
          "-0",
          "7",
          "+7",
          "007",
          "-128",
          "127",
          "128",
          "32767",
          "32768",
          "2147483647",
          "2147483648",
          "-2147483649",
          "999999999999999999",
          "1000000000000000000",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "12a",
          " 12",
          "12 ",
          "1.5",
          "-1.5",
          ".5",
          "5.",
          "1..5",
          "0.1",
          "-0.0",
          "1e5",
          "1E-400",
          "NaN",
          "Infinity",
          "1d",
          "0x1p3",
          "3.141592653589793238462643",
          "179769313486231570000000000000000000000000",
          "0.000000000000000000000000000000000000000000001",
          "true",
          "TRUE",
          "false",
          "t",
          "1",
          "2024-02-29",
          "2023-02-29",
          "2024-2-9",
          "1582-10-10",
          "0001-01-01",
          "9999-12-31",
          "10000-01-01",
          "2024-13-01",
          "2024-00-10",
          "2024-04-31",
          "2024-01-01 ",
          "2024-01-01T00:00:00",
          "2024-01-01 00:00:00",
          "2024-12-31 23:59:59.9",
          "2024-12-31 23:59:59.123456789",
          "2024-12-31 23:59:59.",
          "2024-12-31 24:00:00",
          "2024-12-31 23:60:00",
          "1599-12-31 10:00:00",
          "2024-12-31 23:59",
          "1900-01-01 12:30:00.250",
          "1969-12-31 23:59:59.999",
          "\\N",
          "\\\\N",
          "NULL",
          "a\\,b",
          "\\",
          "é",
          "日本語のとても長い文字列です",
          "a\u0002b\u0002c",
          "1\u00022",
          "123456789012",
          "1234567890123");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "field.delim=,",
        "field.delim=,;escape.delim=\\",
        "field.delim=\t;serialization.null.format=NULL",
        "field.delim=,;serialization.last.column.takes.rest=true",
        "field.delim=,;serialization.null.format=",
        "timestamp.formats=yyyy-MM-dd'T'HH:mm:ss",
        "field.delim=,;hive.lazysimple.extended_boolean_literal=true;escape.delim=,"
      })
  void readsWhatTrinoReads(String settings) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED + settings.hashCode());
    Map<String, String> properties = properties(settings);
    for (int round = 0; round < 20; round++) {
      List<LakeColumn> columns = new ArrayList<>();
      int count = 1 + random.nextInt(6);
      for (int i = 0; i < count; i++) {
        if (random.nextInt(4) > 0) {
          columns.add(
              new LakeColumn(
                  "c" + i, TYPES.get(random.nextInt(TYPES.size())), i, LakeColumn.Kind.DATA));
        }
      }
      // Names are all that Trino counts by.
      properties.put(
          "columns", String.join(",", IntStream.range(0, count).mapToObj(i -> "c" + i).toList()));
      LineDeserializer theirs =
          new SimpleDeserializerFactory().create(LineFiles.columns(columns), properties);
      LineDeserializer ours = new SimpleFields(columns, count, properties);
      for (int i = 0; i < LINES / 20; i++) {
        byte[] line = line(random, properties, count);
        assertThat(read(ours, line))
            .as("seed %d, %s, %s: <%s>", SEED, settings, columns, new String(line, UTF_8))
            .isEqualTo(read(theirs, line));
      }
    }
  }

  private static Map<String, String> properties(String settings) {
    Map<String, String> properties = new HashMap<>();
    for (String setting : settings.split(";")) {
      int equals = setting.indexOf('=');
      properties.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return properties;
  }

  private static byte[] line(SplittableRandom random, Map<String, String> properties, int count) {
    String delimiter = properties.getOrDefault("field.delim", "\u0001");
    List<String> values = new ArrayList<>();
    int length = random.nextInt(count + 3);
    for (int i = 0; i < length; i++) {
      String text = TEXTS.get(random.nextInt(TEXTS.size()));
      values.add(random.nextInt(8) == 0 ? mutated(random, text) : text);
    }
    byte[] line = String.join(delimiter, values).getBytes(UTF_8);
    if (line.length > 0 && random.nextInt(20) == 0) {
      line[random.nextInt(line.length)] = (byte) random.nextInt(256);
    }
    return line;
  }

  private static String mutated(SplittableRandom random, String text) {
    StringBuilder changed = new StringBuilder(text);
    changed.insert(random.nextInt(text.length() + 1), (char) (' ' + random.nextInt(95)));
    return changed.toString();
  }

  /** The values as text that tells all bits, or the error. */
  private static List<String> read(LineDeserializer deserializer, byte[] line) throws IOException {
    List<? extends Type> types = deserializer.getTypes();
    PageBuilder page = new PageBuilder(1, List.copyOf(types));
    LineBuffer buffer = new LineBuffer(1, 1 << 20);
    buffer.write(line, 0, line.length);
    try {
      deserializer.deserialize(buffer, page);
    } catch (TrinoException e) {
      return List.of(e.getErrorCode().getName());
    } catch (RuntimeException e) {
      return List.of(e.getClass().getSimpleName());
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Block block = page.build().getBlock(i);
      Object value = TypeUtils.readNativeValue(types.get(i), block, 0);
      values.add(
          switch (value) {
            case null -> "null";
            case Double number -> Long.toHexString(Double.doubleToRawLongBits(number));
            case Slice slice -> Arrays.toString(slice.getBytes());
            case Block list -> list(list);
            default -> value.toString();
          });
    }
    return values;
  }

  private static String list(Block block) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < block.getPositionCount(); i++) {
      text.append(TypeUtils.readNativeValue(BigintType.BIGINT, block, i)).append(' ');
    }
    return text.toString();
  }
}
