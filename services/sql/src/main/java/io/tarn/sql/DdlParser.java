package io.tarn.sql;

import io.tarn.sql.Ddl.ColumnDef;
import io.tarn.sql.Ddl.Name;
import io.tarn.sql.Ddl.PartitionSpec;
import io.tarn.sql.DdlTokens.Kind;
import io.tarn.sql.DdlTokens.SyntaxError;
import io.tarn.sql.DdlTokens.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads Hive's data definition statements. Source: Athena User Guide, "DDL statements". */
final class DdlParser {
  private final List<Token> tokens;
  private int next;

  DdlParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * The statement, or empty when it is Trino's to parse.
   *
   * @throws SyntaxError when it begins like Hive's and does not go on so
   */
  static Optional<Ddl> parse(String sql) {
    DdlParser parser = new DdlParser(DdlTokens.of(sql));
    Ddl ddl = parser.statement();
    if (ddl == null) {
      return Optional.empty();
    }
    parser.accept(";");
    parser.end();
    return Optional.of(ddl);
  }

  private @Nullable Ddl statement() {
    Token first = peek();
    return switch (first.kind() == Kind.WORD ? first.upper() : "") {
      case "CREATE" -> create();
      case "DROP" -> drop();
      case "ALTER" -> alter();
      case "MSCK" -> {
        next++;
        expect("REPAIR");
        expect("TABLE");
        yield new Ddl.RepairTable(name());
      }
      case "VACUUM" -> {
        next++;
        yield new Ddl.Vacuum(name());
      }
      case "SHOW" -> show();
      case "DESCRIBE", "DESC" -> describe();
      default -> null;
    };
  }

  Token peek() {
    return tokens.get(next);
  }

  boolean accept(String word) {
    if (peek().is(word)) {
      next++;
      return true;
    }
    return false;
  }

  private boolean accept(String first, String second) {
    if (peek().is(first) && tokens.get(next + 1).is(second)) {
      next += 2;
      return true;
    }
    return false;
  }

  void expect(String word) {
    if (!accept(word)) {
      throw mismatch("'" + word + "'");
    }
  }

  private SyntaxError mismatch(String expected) {
    Token token = peek();
    return new SyntaxError(
        token.line(),
        token.column(),
        "mismatched input '" + token.text() + "'. Expecting: " + expected);
  }

  void end() {
    if (peek().kind() != Kind.END) {
      throw mismatch("<EOF>");
    }
  }

  private String identifier() {
    Token token = peek();
    if (token.kind() == Kind.WORD || token.kind() == Kind.QUOTED || token.kind() == Kind.TEXT) {
      next++;
      return token.text().toLowerCase(Locale.ROOT);
    }
    throw mismatch("<identifier>");
  }

  private String text() {
    Token token = peek();
    if (token.kind() == Kind.TEXT) {
      next++;
      return token.text();
    }
    throw mismatch("<string>");
  }

  Name name() {
    String first = identifier();
    if (accept(".")) {
      String second = identifier();
      return accept(".")
          ? new Name(Optional.of(second), identifier())
          : new Name(Optional.of(first), second);
    }
    return new Name(Optional.empty(), first);
  }

  private boolean ifNotExists() {
    if (accept("IF")) {
      expect("NOT");
      expect("EXISTS");
      return true;
    }
    return false;
  }

  private boolean ifExists() {
    if (accept("IF")) {
      expect("EXISTS");
      return true;
    }
    return false;
  }

  private @Nullable Ddl create() {
    int start = next++;
    if (accept("DATABASE") || accept("SCHEMA")) {
      return createDatabase();
    }
    if (accept("EXTERNAL")) {
      expect("TABLE");
      return createTable();
    }
    if (accept("TABLE")) {
      // A column list makes it Athena's; a query behind AS makes it Trino's.
      int name = next;
      ifNotExists();
      name();
      if (peek().is("(")) {
        next = name;
        return createIcebergTable(tokens.get(start));
      }
    }
    next = start;
    return null;
  }

  private Ddl createDatabase() {
    boolean ifNotExists = ifNotExists();
    String name = identifier();
    Optional<String> comment = accept("COMMENT") ? Optional.of(text()) : Optional.empty();
    Optional<String> location = accept("LOCATION") ? Optional.of(text()) : Optional.empty();
    Map<String, String> properties = accept("WITH", "DBPROPERTIES") ? properties() : Map.of();
    return new Ddl.CreateDatabase(name, ifNotExists, comment, location, properties);
  }

  private Ddl createIcebergTable(Token start) {
    boolean ifNotExists = ifNotExists();
    Name name = name();
    List<ColumnDef> columns = columns();
    Optional<String> comment = accept("COMMENT") ? Optional.of(text()) : Optional.empty();
    List<String> partitioning = accept("PARTITIONED", "BY") ? transforms() : List.of();
    Optional<String> location = accept("LOCATION") ? Optional.of(text()) : Optional.empty();
    Map<String, String> properties = accept("TBLPROPERTIES") ? properties() : Map.of();
    if (!"ICEBERG".equalsIgnoreCase(properties.get(IcebergCreation.TABLE_TYPE))) {
      throw new SyntaxError(
          start.line(),
          start.column(),
          "CREATE TABLE without EXTERNAL makes Iceberg tables: write CREATE EXTERNAL TABLE, or"
              + " TBLPROPERTIES ('table_type'='ICEBERG')");
    }
    return new Ddl.CreateIcebergTable(
        name, ifNotExists, columns, comment, partitioning, location, properties);
  }

  /** Columns and transforms of them, each as text. */
  private List<String> transforms() {
    List<String> transforms = new ArrayList<>();
    expect("(");
    do {
      StringBuilder transform = new StringBuilder(identifier());
      if (accept("(")) {
        transform.append('(').append(argument());
        while (accept(",")) {
          transform.append(", ").append(argument());
        }
        expect(")");
        transform.append(')');
      }
      transforms.add(transform.toString());
    } while (accept(","));
    expect(")");
    return transforms;
  }

  private String argument() {
    return peek().kind() == Kind.NUMBER ? number() : identifier();
  }

  private Ddl createTable() {
    boolean ifNotExists = ifNotExists();
    Name name = name();
    List<ColumnDef> columns = peek().is("(") ? columns() : List.of();
    TableClauses clauses = new TableClauses();
    boolean more = true;
    while (more) {
      more = clause(clauses);
    }
    return new Ddl.CreateTable(
        name,
        ifNotExists,
        columns,
        Optional.ofNullable(clauses.comment),
        clauses.partitionKeys,
        clauses.clusteredBy,
        clauses.buckets,
        Optional.ofNullable(clauses.serde),
        clauses.serdeProperties,
        Optional.ofNullable(clauses.stored),
        Optional.ofNullable(clauses.location),
        clauses.properties);
  }

  private boolean clause(TableClauses clauses) {
    if (accept("COMMENT")) {
      clauses.comment = text();
    } else if (accept("PARTITIONED", "BY")) {
      clauses.partitionKeys = columns();
    } else if (accept("CLUSTERED", "BY")) {
      clusteredBy(clauses);
    } else if (accept("ROW", "FORMAT")) {
      rowFormat(clauses);
    } else if (accept("WITH", "SERDEPROPERTIES")) {
      clauses.serdeProperties.putAll(properties());
    } else if (accept("STORED", "AS")) {
      clauses.stored = storedAs();
    } else if (accept("LOCATION")) {
      clauses.location = text();
    } else if (accept("TBLPROPERTIES")) {
      clauses.properties = properties();
    } else {
      return false;
    }
    return true;
  }

  private void clusteredBy(TableClauses clauses) {
    expect("(");
    List<String> columns = new ArrayList<>();
    do {
      columns.add(identifier());
    } while (accept(","));
    expect(")");
    expect("INTO");
    String number = number();
    expect("BUCKETS");
    clauses.clusteredBy = columns;
    clauses.buckets = Integer.parseInt(number);
  }

  private String storedAs() {
    if (accept("INPUTFORMAT")) {
      String input = text();
      expect("OUTPUTFORMAT");
      return input + " " + text();
    }
    return identifier().toUpperCase(Locale.ROOT);
  }

  private void rowFormat(TableClauses clauses) {
    if (accept("SERDE")) {
      clauses.serde = text();
      return;
    }
    expect("DELIMITED");
    clauses.serde = HiveFormats.LAZY_SIMPLE;
    Map<String, String> properties = clauses.serdeProperties;
    while (true) {
      if (accept("FIELDS", "TERMINATED")) {
        expect("BY");
        String delimiter = text();
        properties.put("field.delim", delimiter);
        properties.put("serialization.format", delimiter);
      } else if (accept("ESCAPED", "BY")) {
        properties.put("escape.delim", text());
      } else if (accept("COLLECTION", "ITEMS")) {
        expect("TERMINATED");
        expect("BY");
        properties.put("collection.delim", text());
      } else if (accept("MAP", "KEYS")) {
        expect("TERMINATED");
        expect("BY");
        properties.put("mapkey.delim", text());
      } else if (accept("LINES", "TERMINATED")) {
        expect("BY");
        properties.put("line.delim", text());
      } else if (accept("NULL", "DEFINED")) {
        expect("AS");
        properties.put("serialization.null.format", text());
      } else {
        return;
      }
    }
  }

  private List<ColumnDef> columns() {
    List<ColumnDef> columns = new ArrayList<>();
    expect("(");
    do {
      String name = identifier();
      accept(":");
      String type = type();
      Optional<String> comment = accept("COMMENT") ? Optional.of(text()) : Optional.empty();
      columns.add(new ColumnDef(name, type, comment));
    } while (accept(","));
    if (!accept(")")) {
      throw mismatch("',', ')'");
    }
    return columns;
  }

  /** Hive's type text without blanks: {@code array<struct<a:int,b:string>>}. */
  private String type() {
    StringBuilder type = new StringBuilder(identifier());
    if (type.toString().equals("integer")) {
      type.setLength(3);
    }
    if (accept("(")) {
      type.append('(').append(number());
      while (accept(",")) {
        type.append(',').append(number());
      }
      expect(")");
      type.append(')');
    } else if (accept("<")) {
      boolean struct = type.toString().equals("struct");
      type.append('<');
      do {
        if (type.charAt(type.length() - 1) != '<') {
          type.append(',');
        }
        if (struct) {
          type.append(identifier());
          expect(":");
          type.append(':');
        }
        type.append(type());
      } while (accept(","));
      expect(">");
      type.append('>');
    }
    return type.toString();
  }

  private String number() {
    Token token = peek();
    if (token.kind() != Kind.NUMBER) {
      throw mismatch("<number>");
    }
    next++;
    return token.text();
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    expect("(");
    do {
      String key = text();
      expect("=");
      properties.put(key, text());
    } while (accept(","));
    expect(")");
    return properties;
  }

  private @Nullable Ddl drop() {
    int start = next++;
    if (accept("DATABASE") || accept("SCHEMA")) {
      boolean ifExists = ifExists();
      String name = identifier();
      boolean cascade = accept("CASCADE");
      accept("RESTRICT");
      return new Ddl.DropDatabase(name, ifExists, cascade);
    }
    if (accept("TABLE")) {
      boolean ifExists = ifExists();
      return new Ddl.DropTable(name(), ifExists);
    }
    if (accept("VIEW")) {
      boolean ifExists = ifExists();
      return new Ddl.DropView(name(), ifExists);
    }
    next = start;
    return null;
  }

  private Ddl alter() {
    next++;
    if (accept("DATABASE") || accept("SCHEMA")) {
      String database = identifier();
      expect("SET");
      expect("DBPROPERTIES");
      return new Ddl.SetDatabaseProperties(database, properties());
    }
    expect("TABLE");
    Name name = name();
    if (accept("ADD")) {
      if (accept("COLUMNS")) {
        return new Ddl.AddColumns(name, columns());
      }
      boolean ifNotExists = ifNotExists();
      return new Ddl.AddPartitions(name, ifNotExists, partitions());
    }
    if (accept("DROP", "COLUMN")) {
      return new Ddl.DropColumn(name, identifier());
    }
    if (accept("RENAME", "TO")) {
      return new Ddl.RenameTable(name, name());
    }
    if (accept("UNSET", "TBLPROPERTIES")) {
      return new Ddl.UnsetProperties(name, keys());
    }
    if (accept("DROP")) {
      boolean ifExists = ifExists();
      return new Ddl.DropPartitions(name, ifExists, partitions());
    }
    if (accept("REPLACE", "COLUMNS")) {
      return new Ddl.ReplaceColumns(name, columns());
    }
    if (accept("CHANGE")) {
      accept("COLUMN");
      return changeColumn(name);
    }
    if (accept("SET", "TBLPROPERTIES")) {
      return new Ddl.SetProperties(name, properties());
    }
    if (accept("SET", "LOCATION")) {
      return new Ddl.SetLocation(name, text());
    }
    if (peek().is("PARTITION")) {
      PartitionSpec partition = partition();
      if (accept("SET", "LOCATION")) {
        return new Ddl.MovePartition(name, partition, text());
      }
      expect("RENAME");
      expect("TO");
      return new Ddl.RenamePartition(name, partition, partition());
    }
    throw mismatch(
        "'ADD', 'CHANGE', 'DROP', 'PARTITION', 'REPLACE COLUMNS', 'SET LOCATION', 'SET"
            + " TBLPROPERTIES', 'UNSET TBLPROPERTIES'");
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    expect("(");
    do {
      keys.add(text());
    } while (accept(","));
    expect(")");
    return keys;
  }

  private Ddl changeColumn(Name table) {
    String column = identifier();
    String name = identifier();
    String type = type();
    Optional<String> comment = accept("COMMENT") ? Optional.of(text()) : Optional.empty();
    boolean first = accept("FIRST");
    Optional<String> after =
        !first && accept("AFTER") ? Optional.of(identifier()) : Optional.empty();
    return new Ddl.ChangeColumn(table, column, new ColumnDef(name, type, comment), first, after);
  }

  private List<PartitionSpec> partitions() {
    List<PartitionSpec> partitions = new ArrayList<>();
    do {
      PartitionSpec partition = partition();
      Optional<String> location = accept("LOCATION") ? Optional.of(text()) : Optional.empty();
      partitions.add(new PartitionSpec(partition.values(), location));
      accept(",");
    } while (peek().is("PARTITION"));
    return partitions;
  }

  private PartitionSpec partition() {
    expect("PARTITION");
    expect("(");
    Map<String, String> values = new LinkedHashMap<>();
    do {
      String key = identifier();
      expect("=");
      values.put(key, partitionValue());
    } while (accept(","));
    expect(")");
    return new PartitionSpec(values, Optional.empty());
  }

  private String partitionValue() {
    Token token = peek();
    String sign = accept("-") ? "-" : "";
    token = sign.isEmpty() ? token : peek();
    if (token.kind() == Kind.TEXT || token.kind() == Kind.NUMBER || token.kind() == Kind.WORD) {
      next++;
      return sign + token.text();
    }
    throw mismatch("<value>");
  }

  private Ddl show() {
    next++;
    if (accept("DATABASES") || accept("SCHEMAS")) {
      return new Ddl.ShowDatabases(pattern());
    }
    if (accept("TABLES")) {
      Optional<String> database = in();
      return new Ddl.ShowTables(database, pattern());
    }
    if (accept("VIEWS")) {
      Optional<String> database = in();
      return new Ddl.ShowViews(database, pattern());
    }
    if (accept("COLUMNS")) {
      if (!accept("IN") && !accept("FROM")) {
        throw mismatch("'IN', 'FROM'");
      }
      Name name = name();
      Optional<String> database = in();
      return new Ddl.ShowColumns(database.isEmpty() ? name : new Name(database, name.table()));
    }
    if (accept("PARTITIONS")) {
      return new Ddl.ShowPartitions(name());
    }
    if (accept("CREATE", "TABLE")) {
      return new Ddl.ShowCreateTable(name());
    }
    if (accept("CREATE", "VIEW")) {
      return new Ddl.ShowCreateView(name());
    }
    if (accept("TBLPROPERTIES")) {
      Name name = name();
      Optional<String> key = Optional.empty();
      if (accept("(")) {
        key = Optional.of(text());
        expect(")");
      }
      return new Ddl.ShowProperties(name, key);
    }
    throw mismatch(
        "'COLUMNS', 'CREATE', 'DATABASES', 'PARTITIONS', 'SCHEMAS', 'TABLES', 'TBLPROPERTIES',"
            + " 'VIEWS'");
  }

  private Optional<String> in() {
    return accept("IN") || accept("FROM") ? Optional.of(identifier()) : Optional.empty();
  }

  private Optional<String> pattern() {
    accept("LIKE");
    return peek().kind() == Kind.TEXT ? Optional.of(text()) : Optional.empty();
  }

  private Ddl describe() {
    next++;
    boolean formatted = accept("FORMATTED") || accept("EXTENDED");
    accept("TABLE");
    return new Ddl.Describe(name(), formatted);
  }
}
