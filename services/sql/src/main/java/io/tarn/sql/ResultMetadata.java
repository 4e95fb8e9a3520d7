package io.tarn.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import io.tarn.api.athena.ColumnInfo;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * The file beside a result that says what its columns are, for drivers that read results from S3:
 * Protocol Buffers as Athena writes them, where empty text is left out. AWS documents the file's
 * name only; the numbers of its fields are those that burtcorp/athena-jdbc reads.
 */
final class ResultMetadata {
  private static final int ID = 1;
  private static final int COLUMN = 4;

  private static final int CATALOG = 1;
  private static final int SCHEMA = 2;
  private static final int TABLE = 3;
  private static final int NAME = 4;
  private static final int LABEL = 5;
  private static final int TYPE = 6;
  private static final int PRECISION = 7;
  private static final int SCALE = 8;
  private static final int NULLABLE = 9;
  private static final int CASE_SENSITIVE = 10;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private ResultMetadata() {}

  static byte[] of(String id, List<ColumnInfo> columns) {
    ResultMetadata file = new ResultMetadata();
    file.text(ID, id);
    for (ColumnInfo column : columns) {
      file.bytes(COLUMN, of(column));
    }
    return file.bytes.toByteArray();
  }

  private static byte[] of(ColumnInfo column) {
    ResultMetadata message = new ResultMetadata();
    message.text(CATALOG, requireNonNullElse(column.catalogName(), ""));
    message.text(SCHEMA, requireNonNullElse(column.schemaName(), ""));
    message.text(TABLE, requireNonNullElse(column.tableName(), ""));
    message.text(NAME, requireNonNullElse(column.name(), ""));
    message.text(LABEL, requireNonNullElse(column.label(), ""));
    message.text(TYPE, requireNonNullElse(column.type(), ""));
    // Athena says nothing of it for types that have no precision, and else also what is zero.
    int precision = requireNonNullElse(column.precision(), 0);
    if (precision > 0) {
      message.number(PRECISION, precision);
      message.number(SCALE, requireNonNullElse(column.scale(), 0));
    }
    message.number(
        NULLABLE,
        switch (requireNonNullElse(column.nullable(), "UNKNOWN")) {
          case "NOT_NULL" -> 1;
          case "NULLABLE" -> 2;
          default -> 3;
        });
    if (precision > 0) {
      message.number(CASE_SENSITIVE, Boolean.TRUE.equals(column.caseSensitive()) ? 1 : 0);
    }
    return message.bytes.toByteArray();
  }

  private void text(int field, String text) {
    if (!text.isEmpty()) {
      bytes(field, text.getBytes(UTF_8));
    }
  }

  private void bytes(int field, byte[] value) {
    varint(field << 3 | 2);
    varint(value.length);
    bytes.writeBytes(value);
  }

  private void number(int field, int value) {
    varint(field << 3);
    varint(value);
  }

  /** Seven bits a byte, the lowest first. */
  private void varint(int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      bytes.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    bytes.write(rest);
  }
}
