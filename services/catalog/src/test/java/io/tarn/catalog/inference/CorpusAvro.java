package io.tarn.catalog.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes an Avro object container with strings and numbers that may be null, without a codec. */
final class CorpusAvro {
  private CorpusAvro() {}

  static byte[] write(List<CorpusColumn> columns, List<List<String>> rows) {
    List<String> fields = new ArrayList<>();
    for (CorpusColumn column : columns) {
      fields.add(
          "{\"name\":\"" + column.name() + "\",\"type\":[\"null\",\"" + type(column) + "\"]}");
    }
    String schema =
        "{\"type\":\"record\",\"name\":\"row\",\"fields\":[" + String.join(",", fields) + "]}";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {'O', 'b', 'j', 1});
    number(out, 1);
    text(out, "avro.schema");
    text(out, schema);
    number(out, 0);
    byte[] sync = new byte[16];
    out.writeBytes(sync);
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (List<String> row : rows) {
      for (int i = 0; i < columns.size(); i++) {
        String value = row.get(i);
        number(block, value.isEmpty() ? 0 : 1);
        if (!value.isEmpty()) {
          value(block, type(columns.get(i)), value);
        }
      }
    }
    number(out, rows.size());
    number(out, block.size());
    out.writeBytes(block.toByteArray());
    out.writeBytes(sync);
    return out.toByteArray();
  }

  static String type(CorpusColumn column) {
    return switch (column.jsonType()) {
      case "int" -> "int";
      case "bigint" -> "long";
      case "double" -> "double";
      case "boolean" -> "boolean";
      default -> "string";
    };
  }

  private static void value(ByteArrayOutputStream out, String type, String value) {
    switch (type) {
      case "int", "long" -> number(out, Long.parseLong(value));
      case "double" -> {
        long bits = Double.doubleToLongBits(Double.parseDouble(value));
        for (int i = 0; i < 8; i++) {
          out.write((int) (bits >>> (8 * i)));
        }
      }
      case "boolean" -> out.write(value.equals("true") ? 1 : 0);
      default -> text(out, value);
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    number(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void number(ByteArrayOutputStream out, long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
