package io.tarn.catalog.inference;

import java.util.List;

/** What kind of file it is, with what a reader must know to read it. */
public sealed interface FileFormat {
  /** Glue's classification: {@code csv}, {@code json}, {@code parquet}, {@code UNKNOWN}. */
  String classification();

  /** Whether files of both formats can be one table. */
  default boolean sameAs(FileFormat other) {
    return classification().equals(other.classification());
  }

  /**
   * Rows of cells.
   *
   * @param header whether the first row names the columns
   * @param skipLines physical lines before the first row of data: preamble and header
   * @param quoted whether cells are wrapped in quotes anywhere
   * @param quotesNeeded whether some cell would be read wrongly without its quotes
   * @param emptyLines whether lines without anything stand among the rows, which are none
   * @param firstRow the first row of the table, header or not
   * @param timestampFormats forms of timestamps that a reader must be told of; none by default
   * @param serde a classifier's {@code Serde}, or empty
   */
  record Delimited(
      Dialect dialect,
      TextEncoding encoding,
      boolean header,
      int skipLines,
      boolean quoted,
      boolean quotesNeeded,
      boolean emptyLines,
      List<String> firstRow,
      List<String> timestampFormats,
      String serde)
      implements FileFormat {
    public Delimited {
      firstRow = List.copyOf(firstRow);
      timestampFormats = List.copyOf(timestampFormats);
    }

    /** Whether OpenCSVSerde is to read it: the only reader of quotes. */
    public boolean isReadByOpenCsv() {
      return serde.isEmpty() || serde.equals("None") ? quoted : serde.equals("OpenCSVSerDe");
    }

    @Override
    public String classification() {
      return "csv";
    }

    @Override
    public boolean sameAs(FileFormat other) {
      return other instanceof Delimited delimited
          && delimited.dialect.delimiter() == dialect.delimiter()
          && delimited.encoding.agreesWith(encoding);
    }
  }

  /**
   * JSON objects.
   *
   * @param path where the rows lie, as a classifier gave it; empty for whole objects
   */
  record Json(JsonStyle style, TextEncoding encoding, String path) implements FileFormat {
    @Override
    public String classification() {
      return "json";
    }
  }

  /** XML elements with the same tag. */
  record Xml(String classification, String rowTag, TextEncoding encoding) implements FileFormat {
    @Override
    public boolean sameAs(FileFormat other) {
      return other instanceof Xml xml && xml.rowTag.equals(rowTag);
    }
  }

  /**
   * Lines of text that a grok pattern takes.
   *
   * @param customPatterns patterns that {@code pattern} names, one a line; may be empty
   */
  record GrokLines(
      String classification, String pattern, String customPatterns, TextEncoding encoding)
      implements FileFormat {
    @Override
    public boolean sameAs(FileFormat other) {
      return other instanceof GrokLines lines && lines.pattern.equals(pattern);
    }
  }

  /** A file that carries its own schema. */
  record SelfDescribing(String classification, String codec) implements FileFormat {
    @Override
    public boolean sameAs(FileFormat other) {
      return classification.equals(other.classification());
    }
  }

  /** Nothing that can be a table; {@code why} names the reason. */
  record Unknown(String why) implements FileFormat {
    @Override
    public String classification() {
      return "UNKNOWN";
    }
  }

  /** No rows: no evidence for or against anything. */
  record Nothing(String why) implements FileFormat {
    @Override
    public String classification() {
      return "UNKNOWN";
    }
  }

  /** How the objects of a JSON file are set out. */
  enum JsonStyle {
    /** One object a line. */
    LINES("one object a line"),
    /** One array of objects. */
    ARRAY("one array of objects"),
    /** Objects over several lines, one or many. */
    PRETTY("objects over several lines");

    private final String words;

    JsonStyle(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}
