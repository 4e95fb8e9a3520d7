package io.tarn.catalog;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.inference.ColumnFinding;
import io.tarn.catalog.inference.Compression;
import io.tarn.catalog.inference.DelimitedRows;
import io.tarn.catalog.inference.Dialect;
import io.tarn.catalog.inference.FileFormat;
import io.tarn.catalog.inference.TableFinding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A found table as Glue's crawlers write it into the catalog: formats, SerDe and parameters, value
 * by value. Source: tables that Glue's crawlers made; for quoted CSV see RATIONALE.md.
 */
final class TableDraft {
  private static final String HIVE = "org.apache.hadoop.hive.";
  private static final String LAZY_SIMPLE = HIVE + "serde2.lazy.LazySimpleSerDe";
  private static final String OPEN_CSV = HIVE + "serde2.OpenCSVSerde";
  private static final String JSON_SERDE = "org.openx.data.jsonserde.JsonSerDe";
  private static final String GROK_SERDE = "com.amazonaws.glue.serde.GrokSerDe";
  private static final String TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat";
  private static final String TEXT_OUTPUT = HIVE + "ql.io.HiveIgnoreKeyTextOutputFormat";

  /** Hive's own delimiter, which catalogs and DDL are used to. */
  private static final char NOTHING_ESCAPES = '\u0001';

  private static final char NOTHING_ESCAPES_EITHER = '\u0002';

  private final TableFinding finding;
  private final String crawler;

  TableDraft(TableFinding finding, String crawler) {
    this.finding = finding;
    this.crawler = crawler;
  }

  TableInput table(String name) {
    Map<String, String> parameters = parameters(finding.volume(), finding.compression());
    List<Column> keys = new ArrayList<>();
    for (String key : finding.partitionKeys()) {
      keys.add(Column.builder().name(key).type("string").build());
    }
    if (!keys.isEmpty()) {
      parameters.put("partition_filtering.enabled", "true");
    }
    return TableInput.builder()
        .name(name)
        .owner("owner")
        .retention(0)
        .tableType("EXTERNAL_TABLE")
        .partitionKeys(keys)
        .parameters(parameters)
        .storageDescriptor(
            storage(finding.location(), finding.format(), finding.compression(), parameters)
                .toBuilder()
                .columns(explained(finding.columns()))
                .build())
        .build();
  }

  List<PartitionInput> partitions() {
    List<PartitionInput> inputs = new ArrayList<>();
    for (TableFinding.Part part : finding.partitions()) {
      Map<String, String> parameters = parameters(part.volume(), part.compression());
      FileFormat format = sameWidth(part) ? finding.format() : part.format();
      inputs.add(
          PartitionInput.builder()
              .values(part.values())
              .parameters(parameters)
              .storageDescriptor(
                  storage(
                          "s3://" + finding.bucket() + "/" + part.path(),
                          format,
                          part.compression(),
                          parameters)
                      .toBuilder()
                      .columns(columns(part))
                      .build())
              .build());
    }
    return inputs;
  }

  /**
   * A partition has the table's columns, so that no reader meets two schemas; only a CSV whose
   * columns stand in another order keeps its own, because its cells are found by their place.
   */
  private List<Column> columns(TableFinding.Part part) {
    return sameWidth(part) ? columns(finding.columns()) : columns(part.columns());
  }

  private boolean sameWidth(TableFinding.Part part) {
    if (!(finding.format() instanceof FileFormat.Delimited)) {
      return true;
    }
    List<String> ours = finding.columns().stream().map(ColumnFinding::name).toList();
    List<String> theirs = part.columns().stream().map(ColumnFinding::name).toList();
    return theirs.size() <= ours.size() && theirs.equals(ours.subList(0, theirs.size()));
  }

  private static List<Column> explained(List<ColumnFinding> findings) {
    List<Column> columns = new ArrayList<>();
    for (ColumnFinding column : findings) {
      columns.add(
          Column.builder()
              .name(column.name())
              .type(column.type().text())
              .parameters(CrawlAccount.of(column))
              .build());
    }
    return columns;
  }

  private static List<Column> columns(List<ColumnFinding> findings) {
    List<Column> columns = new ArrayList<>();
    for (ColumnFinding column : findings) {
      columns.add(Column.builder().name(column.name()).type(column.type().text()).build());
    }
    return columns;
  }

  private Map<String, String> parameters(TableFinding.Volume volume, Compression compression) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("CrawlerSchemaDeserializerVersion", "1.0");
    parameters.put("CrawlerSchemaSerializerVersion", "1.0");
    parameters.put("UPDATED_BY_CRAWLER", crawler);
    parameters.put("averageRecordSize", String.valueOf(volume.averageRecordSize()));
    parameters.put("classification", finding.format().classification());
    parameters.put("compressionType", compression.text());
    parameters.put("objectCount", String.valueOf(volume.objects()));
    parameters.put("recordCount", String.valueOf(volume.recordCount()));
    parameters.put("sizeKey", String.valueOf(volume.bytes()));
    parameters.put("typeOfData", "file");
    switch (finding.format()) {
      case FileFormat.Xml xml -> parameters.put("rowTag", xml.rowTag());
      case FileFormat.GrokLines lines -> {
        parameters.put("grokPattern", lines.pattern());
        if (!lines.customPatterns().isEmpty()) {
          parameters.put("grokCustomPatterns", lines.customPatterns());
        }
      }
      case FileFormat.Json json when !json.path().isEmpty() ->
          parameters.put("jsonPath", json.path());
      default -> {}
    }
    if (finding.format() instanceof FileFormat.Delimited csv) {
      parameters.put("areColumnsQuoted", String.valueOf(csv.quoted()));
      parameters.put("columnsOrdered", "true");
      parameters.put("delimiter", String.valueOf(csv.dialect().delimiter()));
      if (csv.skipLines() > 0) {
        parameters.put("skip.header.line.count", String.valueOf(csv.skipLines()));
      }
    }
    return parameters;
  }

  private StorageDescriptor storage(
      String location, FileFormat format, Compression compression, Map<String, String> parameters) {
    return StorageDescriptor.builder()
        .columns(columns(finding.columns()))
        .location(location)
        .inputFormat(format instanceof FileFormat.Xml ? "" : inputFormat(format))
        .outputFormat(format instanceof FileFormat.Xml ? "" : outputFormat(format))
        .compressed(compression != Compression.NONE)
        .numberOfBuckets(-1)
        .serdeInfo(serde(format))
        .bucketColumns(List.of())
        .sortColumns(List.of())
        .parameters(parameters)
        .storedAsSubDirectories(false)
        .build();
  }

  private static String inputFormat(FileFormat format) {
    return switch (format.classification()) {
      case "parquet" -> HIVE + "ql.io.parquet.MapredParquetInputFormat";
      case "orc" -> HIVE + "ql.io.orc.OrcInputFormat";
      case "avro" -> HIVE + "ql.io.avro.AvroContainerInputFormat";
      default -> TEXT_INPUT;
    };
  }

  private static String outputFormat(FileFormat format) {
    return switch (format.classification()) {
      case "parquet" -> HIVE + "ql.io.parquet.MapredParquetOutputFormat";
      case "orc" -> HIVE + "ql.io.orc.OrcOutputFormat";
      case "avro" -> HIVE + "ql.io.avro.AvroContainerOutputFormat";
      default -> TEXT_OUTPUT;
    };
  }

  private SerDeInfo serde(FileFormat format) {
    return switch (format) {
      case FileFormat.Delimited csv -> csvSerde(csv);
      case FileFormat.Json json -> {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(
            "paths",
            String.join(",", finding.columns().stream().map(ColumnFinding::name).toList()));
        encoding(json.encoding().charset().name(), parameters);
        yield SerDeInfo.builder().serializationLibrary(JSON_SERDE).parameters(parameters).build();
      }
      // As on AWS, no SerDe: jobs read XML by its row tag, Athena names what is missing.
      case FileFormat.Xml xml -> {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("rowTag", xml.rowTag());
        encoding(xml.encoding().charset().name(), parameters);
        yield SerDeInfo.builder().parameters(parameters).build();
      }
      case FileFormat.GrokLines lines -> {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("input.format", lines.pattern());
        if (!lines.customPatterns().isEmpty()) {
          parameters.put("input.grokCustomPatterns", lines.customPatterns());
        }
        encoding(lines.encoding().charset().name(), parameters);
        yield SerDeInfo.builder().serializationLibrary(GROK_SERDE).parameters(parameters).build();
      }
      case FileFormat.SelfDescribing other ->
          SerDeInfo.builder()
              .serializationLibrary(
                  switch (other.classification()) {
                    case "parquet" -> HIVE + "ql.io.parquet.serde.ParquetHiveSerDe";
                    case "orc" -> HIVE + "ql.io.orc.OrcSerde";
                    default -> HIVE + "serde2.avro.AvroSerDe";
                  })
              .parameters(Map.of("serialization.format", "1"))
              .build();
      case FileFormat.Unknown(String why) -> throw new IllegalStateException(why);
      case FileFormat.Nothing(String why) -> throw new IllegalStateException(why);
    };
  }

  private static SerDeInfo csvSerde(FileFormat.Delimited csv) {
    Map<String, String> parameters = new LinkedHashMap<>();
    encoding(csv.encoding().charset().name(), parameters);
    Dialect dialect = csv.dialect();
    if (csv.isReadByOpenCsv()) {
      if (dialect.quote() != Dialect.NONE) {
        parameters.put(DelimitedRows.PARAMETER, DelimitedRows.RULES);
      }
      parameters.put("escapeChar", String.valueOf(escapeOf(dialect)));
      parameters.put("quoteChar", String.valueOf(quoteOf(dialect)));
      parameters.put("separatorChar", String.valueOf(dialect.delimiter()));
      return SerDeInfo.builder().serializationLibrary(OPEN_CSV).parameters(parameters).build();
    }
    if (csv.emptyLines()) {
      parameters.put(DelimitedRows.PARAMETER, DelimitedRows.RULES);
    }
    parameters.put("field.delim", String.valueOf(dialect.delimiter()));
    if (dialect.escape() == '\\') {
      parameters.put("escape.delim", "\\");
    }
    if (!csv.timestampFormats().isEmpty()) {
      parameters.put("timestamp.formats", String.join(",", csv.timestampFormats()));
    }
    return SerDeInfo.builder().serializationLibrary(LAZY_SIMPLE).parameters(parameters).build();
  }

  /**
   * A backslash where it escapes; otherwise a character that text does not hold. Doubled quotes
   * need none, and the quote itself would mean the backslash to Hive, Trino and Athena.
   */
  private static char escapeOf(Dialect dialect) {
    if (dialect.escape() == '\\') {
      return '\\';
    }
    return dialect.delimiter() == NOTHING_ESCAPES ? NOTHING_ESCAPES_EITHER : NOTHING_ESCAPES;
  }

  private static char quoteOf(Dialect dialect) {
    return dialect.quote() == Dialect.NONE ? '"' : dialect.quote();
  }

  private static void encoding(String charset, Map<String, String> parameters) {
    if (!charset.equals(StandardCharsets.UTF_8.name())) {
      parameters.put("serialization.encoding", charset);
    }
  }
}
