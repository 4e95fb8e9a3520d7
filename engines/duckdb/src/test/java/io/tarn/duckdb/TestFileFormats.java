package io.tarn.duckdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.slice.Slices;
import io.tarn.sql.spi.TableFormat;
import io.trino.hive.formats.compression.CompressionKind;
import io.trino.orc.OrcDataSink;
import io.trino.orc.OrcWriteValidation;
import io.trino.orc.OrcWriter;
import io.trino.orc.OrcWriterOptions;
import io.trino.orc.OrcWriterStats;
import io.trino.orc.metadata.OrcType;
import io.trino.orc.stream.OrcDataOutput;
import io.trino.spi.PageBuilder;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of every format as others write them, and as a bad disk or a bad program leaves them. */
class TestFileFormats {
  @TempDir Path directory;
  private FormatLake lake;

  @BeforeEach
  void open() {
    lake = new FormatLake(directory);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private static final class Bytes implements OrcDataSink {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Override
    public long size() {
      return out.size();
    }

    @Override
    public long getRetainedSizeInBytes() {
      return out.size();
    }

    @Override
    public void write(List<OrcDataOutput> outputs) {
      for (OrcDataOutput output : outputs) {
        io.airlift.slice.DynamicSliceOutput buffer = new io.airlift.slice.DynamicSliceOutput(64);
        output.writeData(buffer);
        out.writeBytes(buffer.slice().getBytes());
      }
    }

    @Override
    public void close() {
      // Bytes stay.
    }
  }

  private byte[] orc(List<String> columns, @Nullable Object[]... rows) throws IOException {
    List<String> names = new ArrayList<>();
    List<Type> types = new ArrayList<>();
    for (String column : columns) {
      int space = column.indexOf(' ');
      names.add(column.substring(0, space));
      types.add(lake.front.types().fromSqlType(column.substring(space + 1)));
    }
    Bytes sink = new Bytes();
    try (OrcWriter writer =
        new OrcWriter(
            sink,
            names,
            types,
            OrcType.createRootOrcType(names, types),
            io.trino.orc.metadata.CompressionKind.ZLIB,
            new OrcWriterOptions(),
            Map.of(),
            false,
            OrcWriteValidation.OrcWriteValidationMode.BOTH,
            new OrcWriterStats())) {
      PageBuilder page = new PageBuilder(types);
      for (@Nullable Object[] row : rows) {
        page.declarePosition();
        for (int i = 0; i < types.size(); i++) {
          Object value = row[i] instanceof String text ? Slices.utf8Slice(text) : row[i];
          TypeUtils.writeNativeValue(types.get(i), page.getBlockBuilder(i), value);
        }
      }
      writer.write(page.build());
    }
    return sink.out.toByteArray();
  }

  private static byte[] avro(Schema schema, CodecFactory codec, GenericRecord... records)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.setCodec(codec);
      writer.create(schema, out);
      for (GenericRecord record : records) {
        writer.append(record);
      }
    }
    return out.toByteArray();
  }

  private static byte[] compressed(String name, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream stream =
        CompressionKind.forFile(name).orElseThrow().createCodec().createStreamCompressor(out)) {
      stream.write(content);
    }
    return out.toByteArray();
  }

  @Test
  void readsLinesOfOtherEncodings() throws IOException {
    String text = "name,n\nZoë,1\nЖ€😀,2\nend,3\n" + "x,4\n";
    for (String encoding : List.of("UTF-16LE", "UTF-16BE", "UTF-8", "UTF-16")) {
      lake.declare(
          TableFormat.DELIMITED_TEXT,
          Map.of(
              "field.delim", ",",
              "serialization.encoding", encoding,
              "skip.header.line.count", "1",
              "skip.footer.line.count", "1"),
          "name varchar",
          "n bigint");
      byte[] bytes = ("\uFEFF" + text).getBytes(Charset.forName(encoding));
      lake.file("a.csv", encoding.equals("UTF-16") ? text.getBytes(UTF_16) : bytes);
      lake.file("b.csv.gz", compressed("b.csv.gz", text.getBytes(Charset.forName(encoding))));
      assertThat(lake.rows("SELECT name, n FROM t"))
          .as(encoding)
          .containsExactlyInAnyOrder(
              "[Zoë, 1]", "[Ж€😀, 2]", "[end, 3]", "[Zoë, 1]", "[Ж€😀, 2]", "[end, 3]");
    }
    lake.declare(
        TableFormat.QUOTED_CSV, Map.of("serialization.encoding", "ISO-8859-1"), "name varchar");
    lake.file("a.csv", "\"Zoë\"\n".getBytes(ISO_8859_1));
    assertThat(lake.rows("SELECT name FROM t")).containsExactly("[Zoë]");
    lake.declare(
        TableFormat.DELIMITED_TEXT, Map.of("serialization.encoding", "nix"), "name varchar");
    lake.file("a.csv", text.getBytes(UTF_8));
    assertThat(lake.rows("SELECT name FROM t"))
        .first()
        .asString()
        .contains("HIVE_INVALID_METADATA", "serialization.encoding is no encoding: nix");
  }

  @Test
  void namesFilesThatArePackedOtherwiseThanTheirNameSays() throws IOException {
    byte[] gzip = compressed("x.gz", "a\n".getBytes(UTF_8));
    Map<String, byte[]> files =
        Map.of(
            "a.csv.zip", new byte[] {'P', 'K', 3, 4, 0, 0, 0},
            "a.csv.lz4", new byte[] {0x04, 0x22, 0x4D, 0x18, 0x64, 0x40},
            "a.csv.snappy", new byte[] {(byte) 0xFF, 6, 0, 0, 's', 'N'},
            "a.csv.xz", new byte[] {(byte) 0xFD, '7', 'z', 'X', 'Z', 0},
            "a.csv", gzip);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      lake.declare(TableFormat.DELIMITED_TEXT, Map.of(), "a varchar");
      lake.file(file.getKey(), file.getValue());
      assertThat(lake.rows("SELECT a FROM t"))
          .singleElement()
          .asString()
          .startsWith("HIVE_BAD_DATA: File s3://b/t/" + file.getKey() + " is ");
    }
    lake.declare(TableFormat.DELIMITED_TEXT, Map.of(), "a varchar");
    lake.file("a.csv.gz", gzip);
    assertThat(lake.rows("SELECT a FROM t")).containsExactly("[a]");
  }

  @Test
  void findsOrcColumnsByPlaceUnlessToldByName() throws IOException {
    byte[] file =
        orc(List.of("b bigint", "a varchar"), new Object[] {7L, "x"}, new Object[] {null, null});
    lake.declare(TableFormat.ORC, Map.of(), "a bigint", "b varchar", "c integer");
    lake.file("x.orc", file);
    assertThat(lake.rows("SELECT a, b, c FROM t"))
        .containsExactly("[7, x, null]", "[null, null, null]");
    lake.declare(
        TableFormat.ORC,
        Map.of("orc.column.index.access", "false"),
        "a varchar",
        "b bigint",
        "c integer");
    lake.file("x.orc", file);
    assertThat(lake.rows("SELECT c, b, a FROM t"))
        .containsExactly("[null, 7, x]", "[null, null, null]");
    assertThat(lake.rows("SELECT count(*) FROM t")).containsExactly("[2]");
  }

  @Test
  void namesOrcColumnsThatDoNotFit() throws IOException {
    lake.declare(TableFormat.ORC, Map.of(), "a varchar");
    lake.file("x.orc", orc(List.of("a bigint"), new Object[] {7L}));
    assertThat(lake.rows("SELECT a FROM t"))
        .containsExactly(
            "HIVE_BAD_DATA: Malformed ORC file. Cannot read SQL type 'varchar' from ORC stream '.a'"
                + " of type LONG with attributes {} [s3://b/t/x.orc]");
  }

  @Test
  void readsAvroByTheTablesSchema() throws IOException {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "r", "fields": [
                  {"name": "i", "type": "int"},
                  {"name": "s", "type": ["null", "string"]},
                  {"name": "a", "type": {"type": "array", "items": "long"}},
                  {"name": "m", "type": {"type": "map", "values": "double"}},
                  {"name": "d", "type": {"type": "int", "logicalType": "date"}},
                  {"name": "ts", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "x", "type": {"type": "bytes", "logicalType": "decimal",
                                         "precision": 5, "scale": 2}},
                  {"name": "e", "type": {"type": "enum", "name": "e1", "symbols": ["A", "B"]}},
                  {"name": "f", "type": {"type": "fixed", "name": "f1", "size": 2}}]}
                """);
    GenericRecord record =
        new GenericRecordBuilder(schema)
            .set("i", 7)
            .set("s", null)
            .set("a", List.of(1L, 2L))
            .set("m", Map.of("k", 1.5))
            .set("d", 19782)
            .set("ts", 1709208896789L)
            .set("x", ByteBuffer.wrap(new byte[] {0x01, 0x5a}))
            .set(
                "e",
                new org.apache.avro.generic.GenericData.EnumSymbol(
                    schema.getField("e").schema(), "B"))
            .set(
                "f",
                new org.apache.avro.generic.GenericData.Fixed(
                    schema.getField("f").schema(), new byte[] {1, 2}))
            .build();
    lake.declare(
        TableFormat.AVRO,
        Map.of(),
        "missing integer",
        "i bigint",
        "s varchar",
        "a array(bigint)",
        "m map(varchar, double)",
        "d date",
        "ts timestamp(3)",
        "x decimal(5,2)");
    lake.file("x.avro", avro(schema, CodecFactory.deflateCodec(6), record, record));
    lake.file("y.avro", avro(schema, CodecFactory.snappyCodec(), record));
    lake.file("z.avro", avro(schema, CodecFactory.zstandardCodec(3), record));
    assertThat(lake.rows("SELECT x, ts, d, m, a, s, i, missing FROM t"))
        .hasSize(4)
        .containsOnly(
            "[3.46, 2024-02-29 12:14:56.789, 2024-02-29, {k=1.5}, [1, 2], null, 7, null]");
    assertThat(lake.rows("SELECT count(*) FROM t")).containsExactly("[4]");
    lake.declare(
        TableFormat.AVRO,
        Map.of("avro.schema.literal", schema.toString()),
        "e varchar",
        "i integer",
        "f varbinary");
    lake.file("x.avro", avro(schema, CodecFactory.nullCodec(), record));
    assertThat(lake.rows("SELECT e, f, i FROM t")).containsExactly("[B, 01 02, 7]");
  }

  @Test
  void readsEveryCompressionOfText() throws IOException {
    lake.declare(TableFormat.DELIMITED_TEXT, Map.of("field.delim", ","), "i integer", "s varchar");
    List<String> names =
        List.of("x.gz", "x.bz2", "x.snappy", "x.zst", "x.lz4", "x.deflate", "x.csv", "noextension");
    byte[] content = "1,one\n2,two\n".getBytes(UTF_8);
    for (String name : names) {
      lake.file(
          name, CompressionKind.forFile(name).isEmpty() ? content : compressed(name, content));
    }
    assertThat(lake.rows("SELECT sum(i), count(*), max(s) FROM t"))
        .containsExactly("[" + 3 * names.size() + ", " + 2 * names.size() + ", two]");
  }

  @Test
  void readsEveryLineOfASplitFileOnce() throws IOException {
    StringBuilder text = new StringBuilder("header\n");
    Random random = new Random(5);
    int lines = 0;
    while (text.length() < 70 << 20) {
      text.append(lines++).append(',').repeat("x", random.nextInt(2000)).append('\n');
    }
    lake.declare(
        TableFormat.DELIMITED_TEXT,
        Map.of("field.delim", ",", "skip.header.line.count", "1"),
        "i bigint",
        "s varchar");
    lake.file("x.csv", text.toString().getBytes(UTF_8));
    assertThat(lake.rows("SELECT count(*), count(DISTINCT i), min(i), max(i), count(s) FROM t"))
        .containsExactly("[" + lines + ", " + lines + ", 0, " + (lines - 1) + ", " + lines + "]");
    // A bad line far behind is named by its number in the file.
    lake.declare(
        TableFormat.JSON_LINES, Map.of("skip.header.line.count", "1"), "i bigint", "s varchar");
    StringBuilder json = new StringBuilder("header\n");
    int count = 0;
    while (json.length() < 40 << 20) {
      json.append("{\"i\": ").append(count++).append(", \"s\": \"");
      json.repeat("y", 1000).append("\"}\n");
    }
    json.append("{\"i\": \"bad\"}\n");
    lake.file("x.json", json.toString().getBytes(UTF_8));
    assertThat(lake.rows("SELECT max(i) FROM t").getFirst())
        .startsWith("HIVE_BAD_DATA: Error parsing field value 'bad' for field 0: ")
        .endsWith("(file s3://b/t/x.json, line " + (count + 2) + ", column 'i' of type bigint)");
  }

  @Test
  void readsLongLinesAndRefusesLongerOnes() throws IOException {
    lake.declare(TableFormat.DELIMITED_TEXT, Map.of("field.delim", ","), "i integer", "s varchar");
    lake.file("x.csv", ("1," + "x".repeat(1 << 20) + "\n2,y\n").getBytes(UTF_8));
    assertThat(lake.rows("SELECT i, length(s) FROM t")).containsExactly("[1, 1048576]", "[2, 1]");
    lake.declare(TableFormat.DELIMITED_TEXT, Map.of("field.delim", ","), "i integer", "s varchar");
    byte[] endless = new byte[LineFiles.LONGEST_LINE + 10];
    Arrays.fill(endless, (byte) 'x');
    lake.file("endless.csv", endless);
    assertThat(lake.rows("SELECT i FROM t").getFirst())
        .startsWith("HIVE_CURSOR_ERROR: Failed to read file s3://b/t/endless.csv of table t: ");
  }

  @Test
  void findsGrokFields() throws IOException {
    lake.declare(
        TableFormat.GROK,
        Map.of(
            "input.format",
            "%{SYSLOGBASE} %{POSTFIX_QUEUEID:queue_id}: %{GREEDYDATA:syslog_message}",
            "input.grokCustomPatterns",
            "POSTFIX_QUEUEID [0-9A-F]{7,12}"),
        "syslogbase varchar",
        "queue_id varchar",
        "syslog_message varchar",
        "other integer");
    lake.file(
        "maillog",
        ("Feb  9 07:15:00 m4eastmail postfix/smtpd[19305]: B88C4120838: connect from"
                + " unknown[192.168.55.4]\nnothing of the kind\n")
            .getBytes(UTF_8));
    assertThat(lake.rows("SELECT syslogbase, queue_id, syslog_message, other FROM t"))
        .containsExactly(
            "[Feb  9 07:15:00 m4eastmail postfix/smtpd[19305]:, B88C4120838, connect from"
                + " unknown[192.168.55.4], null]",
            "[null, null, null, null]");
    lake.declare(TableFormat.GROK, Map.of("input.format", "%{NOSUCH:a}"), "a varchar");
    lake.file("x", "x\n".getBytes(UTF_8));
    assertThat(lake.rows("SELECT a FROM t").getFirst())
        .startsWith("HIVE_INVALID_METADATA: Table t: ");
    lake.declare(TableFormat.GROK, Map.of("input.format", "%{INT:a}"), "a integer");
    lake.file("x", "value 42 here\nnone\n".getBytes(UTF_8));
    assertThat(lake.rows("SELECT a FROM t")).containsExactly("[42]", "[null]");
  }

  @Test
  void runsEightStatementsAtOnce() throws Exception {
    lake.declare(TableFormat.DELIMITED_TEXT, Map.of("field.delim", ","), "i bigint", "s varchar");
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= 100_000; i++) {
      text.append(i).append(",text ").append(i).append('\n');
    }
    for (int file = 0; file < 4; file++) {
      lake.file(file + ".csv", text.toString().getBytes(UTF_8));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<List<String>>> statements = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        statements.add(() -> lake.rows("SELECT sum(i), count(DISTINCT s) FROM t"));
      }
      for (Future<List<String>> rows : threads.invokeAll(statements)) {
        assertThat(rows.get()).containsExactly("[20000200000, 100000]");
      }
    }
  }

  @Test
  void namesDamagedFiles() throws IOException {
    byte[] orc = orc(List.of("i bigint", "s varchar"), new Object[] {7L, "some text"});
    Schema schema =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"r\",\"fields\":[{\"name\":\"i\",\"type\":\"long\"},"
                    + "{\"name\":\"s\",\"type\":\"string\"}]}");
    byte[] avro =
        avro(
            schema,
            CodecFactory.deflateCodec(6),
            new GenericRecordBuilder(schema).set("i", 7L).set("s", "some text").build());
    byte[] json =
        compressed("x.gz", "{\"i\": 7, \"s\": \"some text\"}\n".repeat(99).getBytes(UTF_8));
    damage(TableFormat.ORC, "x.orc", orc);
    damage(TableFormat.AVRO, "x.avro", avro);
    damage(TableFormat.JSON_LINES, "x.json.gz", json);
    damage(TableFormat.SEQUENCE_FILE, "x.seq", "SEQ\6not really a sequence file".getBytes(UTF_8));
    damage(TableFormat.RCFILE_TEXT, "x.rc", "RCF\1not really an rcfile".getBytes(UTF_8));
  }

  /** Whatever happens to the bytes: rows or an error of the file, and the engine goes on. */
  private void damage(TableFormat format, String name, byte[] good) throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 150; round++) {
      byte[] bad = good.clone();
      if (round % 3 == 0) {
        bad = Arrays.copyOf(bad, random.nextInt(bad.length));
      } else {
        for (int flips = 0; flips <= random.nextInt(4); flips++) {
          bad[random.nextInt(bad.length)] = (byte) (round % 3 == 1 ? 0xff : random.nextInt());
        }
      }
      if (bad.length == 0) {
        continue;
      }
      lake.declare(format, Map.of(), "i bigint", "s varchar");
      lake.file(name, bad);
      List<String> rows = lake.rows("SELECT i, s FROM t");
      assertThat(rows)
          .allSatisfy(
              row ->
                  assertThat(row)
                      .matches(
                          text ->
                              text.startsWith("[")
                                  || ((text.startsWith("HIVE_BAD_DATA: ")
                                          || text.startsWith("HIVE_CURSOR_ERROR: "))
                                      && text.contains("s3://b/t/" + name)),
                          "a row, or an error that names the file"));
    }
  }
}
