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
   * @param firstRow the first row of the table, header or not
   */
  record Delimited(
      Dialect dialect,
      TextEncoding encoding,
      boolean header,
      int skipLines,
      boolean quoted,
      boolean quotesNeeded,
      List<String> firstRow)
      implements FileFormat {
    public Delimited {
      firstRow = List.copyOf(firstRow);
    }

    @Override
    public String classification() {
      return "csv";
    }

    @Override
    public boolean sameAs(FileFormat other) {
      return other instanceof Delimited delimited
          && delimited.dialect.delimiter() == dialect.delimiter()
          && delimited.encoding.charset().equals(encoding.charset());
    }
  }

  /** JSON objects. */
  record Json(JsonStyle style, TextEncoding encoding) implements FileFormat {
    @Override
    public String classification() {
      return "json";
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
