package io.tarn.sql;

import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.sql.spi.TableFormat;
import java.util.Map;
import java.util.Optional;

/** Hive's classes for the formats of tables. */
final class HiveFormats {
  static final String LAZY_SIMPLE = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
  static final String OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde";
  static final String PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";

  private static final String TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat";
  private static final String TEXT_OUTPUT =
      "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";

  /** A format's classes. */
  record Classes(String serde, String input, String output) {}

  private static final Map<String, Classes> STORED =
      Map.of(
          "TEXTFILE", new Classes(LAZY_SIMPLE, TEXT_INPUT, TEXT_OUTPUT),
          "PARQUET",
              new Classes(
                  PARQUET,
                  "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                  "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"),
          "ORC",
              new Classes(
                  "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
                  "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
                  "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat"),
          "AVRO",
              new Classes(
                  "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
                  "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
                  "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat"),
          "SEQUENCEFILE",
              new Classes(
                  LAZY_SIMPLE,
                  "org.apache.hadoop.mapred.SequenceFileInputFormat",
                  "org.apache.hadoop.mapred.SequenceFileOutputFormat"),
          "RCFILE",
              new Classes(
                  "org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe",
                  "org.apache.hadoop.hive.ql.io.RCFileInputFormat",
                  "org.apache.hadoop.hive.ql.io.RCFileOutputFormat"),
          "JSONFILE",
              new Classes("org.apache.hive.hcatalog.data.JsonSerDe", TEXT_INPUT, TEXT_OUTPUT));

  private static final String HIVE_JSON = "org.apache.hive.hcatalog.data.JsonSerDe";
  private static final String HIVE_JSON_OF_SERDE2 = "org.apache.hadoop.hive.serde2.JsonSerDe";

  /** Libraries by the last part of their names; Hive's own JSON SerDes are told apart above. */
  private static final Map<String, TableFormat> SERDES =
      Map.ofEntries(
          Map.entry("ParquetHiveSerDe", TableFormat.PARQUET),
          Map.entry("OrcSerde", TableFormat.ORC),
          Map.entry("AvroSerDe", TableFormat.AVRO),
          Map.entry("LazySimpleSerDe", TableFormat.DELIMITED_TEXT),
          Map.entry("OpenCSVSerde", TableFormat.QUOTED_CSV),
          Map.entry("JsonSerDe", TableFormat.OPENX_JSON),
          Map.entry("JsonSerde", TableFormat.OPENX_JSON),
          Map.entry("RegexSerDe", TableFormat.REGEX),
          Map.entry("GrokSerDe", TableFormat.GROK),
          Map.entry("ColumnarSerDe", TableFormat.RCFILE_TEXT),
          Map.entry("LazyBinaryColumnarSerDe", TableFormat.RCFILE_BINARY));

  private HiveFormats() {}

  /** The classes behind STORED AS; empty for a word Hive does not know. */
  static Optional<Classes> stored(String word) {
    int blank = word.indexOf(' ');
    return blank < 0
        ? Optional.ofNullable(STORED.get(word))
        : Optional.of(
            new Classes(LAZY_SIMPLE, word.substring(0, blank), word.substring(blank + 1)));
  }

  /** How a table's objects are read; empty when that is not known here. */
  static Optional<TableFormat> of(StorageDescriptor storage, Map<String, String> parameters) {
    SerDeInfo serde = storage.serdeInfo();
    String library = serde == null ? null : serde.serializationLibrary();
    if (library == null) {
      return switch (parameters.getOrDefault("classification", "")) {
        case "parquet" -> Optional.of(TableFormat.PARQUET);
        case "orc" -> Optional.of(TableFormat.ORC);
        case "avro" -> Optional.of(TableFormat.AVRO);
        case "csv" -> Optional.of(TableFormat.DELIMITED_TEXT);
        case "json" -> Optional.of(TableFormat.OPENX_JSON);
        default -> Optional.empty();
      };
    }
    String input = storage.inputFormat() == null ? TEXT_INPUT : storage.inputFormat();
    boolean text = input.endsWith("TextInputFormat");
    TableFormat format = SERDES.get(library.substring(library.lastIndexOf('.') + 1));
    if (library.equals(HIVE_JSON) || library.equals(HIVE_JSON_OF_SERDE2)) {
      format = TableFormat.JSON_LINES;
    }
    if (format == TableFormat.DELIMITED_TEXT && !text) {
      return input.endsWith("MapredParquetInputFormat")
          ? Optional.of(TableFormat.PARQUET)
          : input.endsWith("SequenceFileInputFormat")
              ? Optional.of(TableFormat.SEQUENCE_FILE)
              : Optional.empty();
    }
    return Optional.ofNullable(format);
  }

  /** A format's classes, for a new table; empty for one that is only read. */
  static Optional<Classes> of(TableFormat format) {
    return switch (format) {
      case PARQUET -> stored("PARQUET");
      case ORC -> stored("ORC");
      case AVRO -> stored("AVRO");
      case DELIMITED_TEXT -> stored("TEXTFILE");
      case JSON_LINES -> stored("JSONFILE");
      default -> Optional.empty();
    };
  }
}
