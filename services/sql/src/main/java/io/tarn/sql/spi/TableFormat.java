package io.tarn.sql.spi;

/** How the bytes of a table's objects become rows. The declared format decides, never a sniffer. */
public enum TableFormat {
  PARQUET,
  ORC,
  AVRO,
  /** Hive's LazySimpleSerDe: delimited text without quotes, {@code \N} for NULL. */
  DELIMITED_TEXT,
  /** OpenCSVSerde: quoted text, every column read as text first. */
  QUOTED_CSV,
  /** One JSON object a line, by Hive's JSON SerDe. */
  JSON_LINES,
  /** One JSON object a line, by OpenX's JSON SerDe. */
  OPENX_JSON,
  /** RegexSerDe: the groups of one pattern are the columns. */
  REGEX,
  /** AWS's Grok SerDe: the named parts of a pattern are the columns. */
  GROK,
  /** Hadoop's sequence files, whose values LazySimpleSerDe reads. */
  SEQUENCE_FILE,
  /** RCFile by ColumnarSerDe: text. */
  RCFILE_TEXT,
  /** RCFile by LazyBinaryColumnarSerDe. */
  RCFILE_BINARY,
  /** Every file has a format of its own, which the table's metadata names. */
  ICEBERG
}
