package io.tarn.catalog.inference;

import java.util.List;

/** What people say about their files before a crawler looks. */
public sealed interface CustomClassifier {
  String name();

  /**
   * Delimited text.
   *
   * @param delimiter the one delimiter, or {@link Dialect#NONE} to find it
   * @param quote the quote, or {@link Dialect#NONE} when cells are not wrapped
   * @param columns the columns' names, or none to take them from the header
   * @param types Hive types of the columns, or none to find them
   * @param singleColumn whether a file of one column is a table
   * @param serde {@code OpenCSVSerDe}, {@code LazySimpleSerDe}, {@code None}, or empty
   */
  record Csv(
      String name,
      char delimiter,
      char quote,
      HeaderRule header,
      List<String> columns,
      List<String> types,
      boolean singleColumn,
      String serde)
      implements CustomClassifier {
    public Csv {
      columns = List.copyOf(columns);
      types = List.copyOf(types);
    }
  }

  /** JSON whose rows lie at a path such as {@code $.records[*]}. */
  record Json(String name, String path) implements CustomClassifier {}

  /** XML whose rows have this tag; empty to find it. */
  record Xml(String name, String classification, String rowTag) implements CustomClassifier {}

  /** Lines of a grok pattern. */
  record GrokLines(String name, String classification, String pattern, String customPatterns)
      implements CustomClassifier {}
}
