package io.tarn.sql.spi;

/** How the bytes of a table's objects become rows. The declared format decides, never a sniffer. */
public enum TableFormat {
  PARQUET,
  /** Hive's LazySimpleSerDe: delimited text without quotes, {@code \N} for NULL. */
  DELIMITED_TEXT,
  /** OpenCSVSerde: quoted text, every column read as text first. */
  QUOTED_CSV,
  /** One JSON object a line, by Hive's or OpenX's JSON SerDe. */
  JSON_LINES
}
