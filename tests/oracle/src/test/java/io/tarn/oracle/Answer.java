package io.tarn.oracle;

import io.trino.spi.type.Type;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.QuerySpecification;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a statement, as text. Rows whose order nothing asks for are sorted. */
final class Answer {
  private static final SqlParser PARSER = new SqlParser();

  private final boolean ordered;
  private final List<String> columns = new ArrayList<>();
  private final List<String> rows = new ArrayList<>();

  Answer(String sql) {
    this.ordered = isOrdered(sql);
  }

  private static boolean isOrdered(String sql) {
    try {
      return PARSER.createStatement(sql) instanceof Query query
          && (query.getOrderBy().isPresent()
              || (query.getQueryBody() instanceof QuerySpecification body
                  && body.getOrderBy().isPresent()));
    } catch (ParsingException e) {
      return true;
    }
  }

  void column(String name, Type type) {
    columns.add(name + " " + type.getDisplayName());
  }

  void row(@Nullable String[] values) {
    List<String> cells = new ArrayList<>();
    for (String value : values) {
      cells.add(value == null ? "NULL" : '"' + visible(value) + '"');
    }
    rows.add(String.join(",", cells));
  }

  static String error(String code, @Nullable String message) {
    return "!! " + code + ": " + visible(message == null ? "" : message) + "\n";
  }

  /** An answer's lines must stay lines. */
  private static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c < 32 || c == 127 || (c > 127 && Character.isWhitespace(c))) {
                visible.append(String.format("\\u%04x", c));
              } else {
                visible.appendCodePoint(c);
              }
            });
    return visible.toString();
  }

  @Override
  public String toString() {
    List<String> lines = new ArrayList<>(rows);
    if (!ordered) {
      lines.sort(null);
    }
    lines.addFirst(String.join(", ", columns));
    return String.join("\n", lines) + "\n";
  }
}
