package io.tarn.oracle;

import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Type;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.QuerySpecification;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a statement, as text. Rows whose order nothing asks for are sorted. */
final class Answer {
  private static final SqlParser PARSER = new SqlParser();

  /** Sums of doubles differ in their last digits with the order of the additions. */
  private static final MathContext KEPT = new MathContext(10);

  private final boolean ordered;
  private final boolean exact;
  private final List<Type> types = new ArrayList<>();
  private final List<String> columns = new ArrayList<>();
  private final List<String> rows = new ArrayList<>();

  Answer(String sql) {
    this(isOrdered(sql), true);
  }

  private Answer(boolean ordered, boolean exact) {
    this.ordered = ordered;
    this.exact = exact;
  }

  /** Rows in their own order, doubles to ten digits. */
  static Answer rounded() {
    return new Answer(true, false);
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
    types.add(type);
    columns.add(name + " " + type.getDisplayName());
  }

  void restart() {
    rows.clear();
  }

  void row(@Nullable String[] values) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      String value = values[i];
      cells.add(value == null ? "NULL" : '"' + visible(rounded(types.get(i), value)) + '"');
    }
    rows.add(String.join(",", cells));
  }

  private String rounded(Type type, String value) {
    return exact || !(type instanceof DoubleType) || !Double.isFinite(Double.parseDouble(value))
        ? value
        : new BigDecimal(value).round(KEPT).stripTrailingZeros().toString();
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
