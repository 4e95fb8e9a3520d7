package io.tarn.sql;

import io.tarn.kernel.ServiceError;
import io.tarn.sql.spi.TableFormat;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.CreateView;
import io.trino.sql.tree.Delete;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.Insert;
import io.trino.sql.tree.Merge;
import io.trino.sql.tree.NodeLocation;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.Statement;
import io.trino.sql.tree.StringLiteral;
import io.trino.sql.tree.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells Hive's statements from Trino's, before anything is run. */
final class Statements {
  private Statements() {}

  /** One statement, parsed. */
  sealed interface Parsed {
    /** Athena's StatementType: DDL, DML or UTILITY. */
    String type();

    /** Athena's SubstatementType. */
    String subtype();
  }

  record Hive(Ddl ddl) implements Parsed {
    @Override
    public String type() {
      return switch (ddl) {
        case Ddl.ShowDatabases d -> "UTILITY";
        case Ddl.ShowTables d -> "UTILITY";
        case Ddl.ShowViews d -> "UTILITY";
        case Ddl.ShowColumns d -> "UTILITY";
        case Ddl.ShowPartitions d -> "UTILITY";
        case Ddl.ShowCreateTable d -> "UTILITY";
        case Ddl.ShowCreateView d -> "UTILITY";
        case Ddl.ShowProperties d -> "UTILITY";
        case Ddl.Describe d -> "UTILITY";
        default -> "DDL";
      };
    }

    @Override
    public String subtype() {
      String name = ddl.getClass().getSimpleName();
      return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }
  }

  /** PREPARE: the query is kept as it was written. */
  record Prepare(String name, String query) implements Parsed {
    @Override
    public String type() {
      return "DDL";
    }

    @Override
    public String subtype() {
      return "PREPARE";
    }
  }

  /** DEALLOCATE PREPARE. */
  record Deallocate(String name) implements Parsed {
    @Override
    public String type() {
      return "DDL";
    }

    @Override
    public String subtype() {
      return "DEALLOCATE";
    }
  }

  /** EXECUTE with the values of its USING. */
  record Execute(String name, List<Expression> values) implements Parsed {
    @Override
    public String type() {
      return "DML";
    }

    @Override
    public String subtype() {
      return "EXECUTE";
    }
  }

  /** EXPLAIN, and what it explains. */
  record Explain(boolean analyze, Shown shown, Format format, Analysed statement)
      implements Parsed {
    enum Shown {
      LOGICAL,
      VALIDATE
    }

    enum Format {
      TEXT,
      JSON,
      GRAPHVIZ
    }

    @Override
    public String type() {
      return "UTILITY";
    }

    @Override
    public String subtype() {
      return "EXPLAIN";
    }
  }

  /** OPTIMIZE of an Iceberg table's files, those of its condition's partitions. */
  record Optimize(Ddl.Name name, Optional<String> where) implements Parsed {
    @Override
    public String type() {
      return "DML";
    }

    @Override
    public String subtype() {
      return "OPTIMIZE";
    }
  }

  record Analysed(Statement statement, Optional<Unload> unload) implements Parsed {
    boolean writes() {
      return unload.isPresent() || !(statement instanceof Query);
    }

    @Override
    public String type() {
      return statement instanceof CreateView || statement instanceof CreateTableAsSelect
          ? "DDL"
          : "DML";
    }

    @Override
    public String subtype() {
      return switch (statement) {
        case CreateTableAsSelect s -> "CREATE_TABLE_AS_SELECT";
        case CreateView s -> "CREATE_VIEW";
        case Insert s -> "INSERT";
        case Update s -> "UPDATE";
        case Delete s -> "DELETE";
        case Merge s -> "MERGE";
        default -> unload.isPresent() ? "UNLOAD" : "SELECT";
      };
    }
  }

  /** UNLOAD's target and options. */
  record Unload(
      String location,
      TableFormat format,
      String compression,
      String delimiter,
      List<String> partitionedBy) {}

  /**
   * @throws ServiceError InvalidRequestException with line and column, as Athena answers a
   *     statement that no grammar takes
   */
  static Parsed parse(String sql) {
    try {
      Optional<Ddl> ddl = DdlParser.parse(sql);
      if (ddl.isPresent()) {
        return new Hive(ddl.get());
      }
      String text = withoutSemicolon(sql);
      List<DdlTokens.Token> tokens = DdlTokens.of(text);
      if (tokens.getFirst().is("UNLOAD")) {
        return unload(text, tokens);
      }
      if (tokens.getFirst().is("OPTIMIZE")) {
        return OptimizeParser.parse(text, tokens);
      }
      if (tokens.getFirst().is("EXPLAIN")) {
        return ExplainParser.parse(text, tokens);
      }
      Statement statement = TrinoFront.parse(text);
      if (statement instanceof Query
          || statement instanceof Insert
          || statement instanceof Update
          || statement instanceof Delete
          || statement instanceof Merge
          || statement instanceof CreateTableAsSelect
          || statement instanceof CreateView) {
        return new Analysed(statement, Optional.empty());
      }
      Optional<Parsed> prepared = prepared(statement, text);
      if (prepared.isPresent()) {
        return prepared.get();
      }
      throw SqlError.invalid(
          "NOT_SUPPORTED",
          "Queries of this type are not supported: "
              + statement.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " "));
    } catch (DdlTokens.SyntaxError | ParsingException e) {
      throw SqlError.invalid("MALFORMED_QUERY", String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Parsed> prepared(Statement statement, String sql) {
    return switch (statement) {
      case io.trino.sql.tree.Prepare prepare -> {
        String name = prepare.getName().getValue();
        String query = from(sql, prepare.getStatement().getLocation().orElseThrow());
        // What is kept must be a statement that can be run.
        if (!(parse(query) instanceof Analysed)) {
          throw SqlError.invalid("NOT_SUPPORTED", "PREPARE takes a query");
        }
        yield Optional.of(new Prepare(name, query));
      }
      case io.trino.sql.tree.Deallocate deallocate ->
          Optional.of(new Deallocate(deallocate.getName().getValue()));
      case io.trino.sql.tree.Execute execute ->
          Optional.of(new Execute(execute.getName().getValue(), execute.getParameters()));
      default -> Optional.empty();
    };
  }

  /**
   * Values of {@code ExecutionParameters}: each is a literal or an expression of constants. A bare
   * word is the text it says, as no column can be meant.
   *
   * @throws ServiceError InvalidRequestException naming the value that is none
   */
  static List<Expression> values(List<String> texts) {
    List<Expression> values = new ArrayList<>();
    for (String text : texts) {
      try {
        Expression value = TrinoFront.expression(text);
        boolean word = value instanceof Identifier name && !name.isDelimited();
        values.add(word ? new StringLiteral(text.strip()) : value);
      } catch (ParsingException e) {
        throw SqlError.invalid(
            "INVALID_INPUT", "Execution parameter " + text + " is no SQL value: " + e.getMessage());
      }
    }
    return values;
  }

  private static String withoutSemicolon(String sql) {
    String text = sql.stripTrailing();
    return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
  }

  private static Analysed unload(String sql, List<DdlTokens.Token> tokens) {
    int close = 1;
    int depth = 0;
    if (!tokens.get(1).is("(")) {
      throw mismatch(tokens.get(1), "'('");
    }
    do {
      depth += tokens.get(close).is("(") ? 1 : tokens.get(close).is(")") ? -1 : 0;
      close++;
    } while (depth > 0 && close < tokens.size());
    if (depth > 0 || !tokens.get(close).is("TO")) {
      throw mismatch(tokens.get(Math.min(close, tokens.size() - 1)), "'TO'");
    }
    int start = tokens.get(1).offset() + 1;
    int end = tokens.get(close - 1).offset();
    // Blanks keep the query's lines and columns as the caller wrote them.
    String query = sql.substring(0, start).replaceAll("[^\\n]", " ") + sql.substring(start, end);
    Statement statement = TrinoFront.parse(query);
    DdlTokens.Token location = tokens.get(close + 1);
    if (location.kind() != DdlTokens.Kind.TEXT) {
      throw mismatch(location, "<string>");
    }
    Map<String, List<String>> options = options(tokens, close + 2);
    TableFormat format =
        switch (first(options, "format", "").toUpperCase(Locale.ROOT)) {
          case "PARQUET" -> TableFormat.PARQUET;
          case "ORC" -> TableFormat.ORC;
          case "AVRO" -> TableFormat.AVRO;
          case "JSON" -> TableFormat.JSON_LINES;
          case "TEXTFILE" -> TableFormat.DELIMITED_TEXT;
          case "" ->
              throw SqlError.invalid("MALFORMED_QUERY", "UNLOAD needs the property 'format'");
          default ->
              throw SqlError.invalid(
                  "NOT_SUPPORTED", "UNLOAD in the format " + first(options, "format", ""));
        };
    return new Analysed(
        statement,
        Optional.of(
            new Unload(
                location.text(),
                format,
                first(options, "compression", format == TableFormat.ORC ? "zlib" : "gzip")
                    .toLowerCase(Locale.ROOT),
                first(options, "field_delimiter", "\u0001"),
                options.getOrDefault("partitioned_by", List.of()))));
  }

  private static String first(Map<String, List<String>> options, String name, String otherwise) {
    List<String> values = options.getOrDefault(name, List.of());
    return values.isEmpty() ? otherwise : values.getFirst();
  }

  private static Map<String, List<String>> options(List<DdlTokens.Token> tokens, int from) {
    Map<String, List<String>> options = new java.util.HashMap<>();
    int next = from;
    if (!tokens.get(next).is("WITH")) {
      return options;
    }
    next += 2;
    while (next + 2 < tokens.size() && !tokens.get(next).is(")")) {
      String name = tokens.get(next).text().toLowerCase(Locale.ROOT);
      next += 2;
      List<String> values = new ArrayList<>();
      while (next < tokens.size() - 1
          && !tokens.get(next).is(")")
          && !(tokens.get(next).is(",") && tokens.get(next + 2).is("="))) {
        if (tokens.get(next).kind() == DdlTokens.Kind.TEXT) {
          values.add(tokens.get(next).text());
        }
        next++;
      }
      options.put(name, values);
      if (tokens.get(next).is(",")) {
        next++;
      }
    }
    return options;
  }

  static DdlTokens.SyntaxError mismatch(DdlTokens.Token token, String expected) {
    return new DdlTokens.SyntaxError(
        token.line(),
        token.column(),
        "mismatched input '" + token.text() + "'. Expecting: " + expected);
  }

  private static String from(String sql, NodeLocation location) {
    int offset = 0;
    for (int line = 1; line < location.getLineNumber(); line++) {
      offset = sql.indexOf('\n', offset) + 1;
    }
    return withoutSemicolon(sql.substring(offset + location.getColumnNumber() - 1)).strip();
  }
}
