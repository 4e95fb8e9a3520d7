package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What several delimited files are together. */
final class Delimiteds {
  private Delimiteds() {}

  /** One reader must fit all: quotes when any file has them, a header when any file has one. */
  static FileFormat.Delimited merge(FileFormat.Delimited a, FileFormat.Delimited b) {
    boolean backslash = a.dialect().escape() == '\\' || b.dialect().escape() == '\\';
    char quote = a.dialect().quote() != Dialect.NONE ? a.dialect().quote() : b.dialect().quote();
    char escape = backslash ? '\\' : quote;
    FileFormat.Delimited named = a.header() || !b.header() ? a : b;
    return new FileFormat.Delimited(
        new Dialect(a.dialect().delimiter(), quote, escape),
        a.encoding().plain() ? b.encoding() : a.encoding(),
        a.header() || b.header(),
        named.skipLines(),
        a.quoted() || b.quoted(),
        a.quotesNeeded() || b.quotesNeeded(),
        a.emptyLines() || b.emptyLines(),
        named.firstRow(),
        Stream.concat(a.timestampFormats().stream(), b.timestampFormats().stream())
            .distinct()
            .toList(),
        a.serde());
  }

  /** The named columns with their types widened by those that stand at the same places. */
  static List<ColumnFinding> widenByPosition(
      List<ColumnFinding> named, List<ColumnFinding> nameless, String where) {
    List<ColumnFinding> columns = new ArrayList<>(named);
    for (int i = 0; i < Math.min(named.size(), nameless.size()); i++) {
      ColumnFinding other = nameless.get(i);
      ColumnFinding renamed = other.named(named.get(i).name());
      columns.set(i, Schemas.merge(List.of(named.get(i)), List.of(renamed), where).getFirst());
    }
    return columns;
  }
}
