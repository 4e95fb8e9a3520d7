package io.tarn.oracle;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * A {@code .sql.test} file: comments, {@code @with} definitions that every statement may name, and
 * statements (lines that begin with {@code >}), each followed by its answer and an empty line.
 */
final class StatementFile {
  private final List<String> head = new ArrayList<>();
  private final List<String> definitions = new ArrayList<>();
  private final List<Case> cases = new ArrayList<>();

  /**
   * @param sql as it stands in the file
   * @param answer types and rows, or an error; every line ends with a line feed
   */
  record Case(String sql, String answer) {
    Case {
      sql = sql.strip();
    }
  }

  static StatementFile parse(String text) {
    StatementFile file = new StatementFile();
    List<String> lines = text.lines().toList();
    int i = 0;
    while (i < lines.size() && !lines.get(i).startsWith(">")) {
      String line = lines.get(i++);
      file.head.add(line);
      if (line.startsWith("@with ")) {
        file.definitions.add(line.substring(6));
      }
    }
    while (i < lines.size()) {
      StringBuilder sql = new StringBuilder();
      while (i < lines.size() && lines.get(i).startsWith(">")) {
        sql.append(lines.get(i++).substring(1).strip()).append('\n');
      }
      StringBuilder answer = new StringBuilder();
      while (i < lines.size() && !lines.get(i).startsWith(">")) {
        if (!lines.get(i).isEmpty()) {
          answer.append(lines.get(i)).append('\n');
        }
        i++;
      }
      file.cases.add(new Case(sql.toString(), answer.toString()));
    }
    return file;
  }

  List<Case> cases() {
    return cases;
  }

  /** The statement with the file's definitions. */
  String whole(Case statement) {
    String sql = statement.sql();
    if (definitions.isEmpty()) {
      return sql;
    }
    String with = String.join(", ", definitions);
    String upper = sql.toUpperCase(Locale.ROOT);
    if (upper.startsWith("WITH RECURSIVE ")) {
      return "WITH RECURSIVE " + with + ", " + sql.substring(15);
    }
    return "WITH " + with + (upper.startsWith("WITH ") ? ", " + sql.substring(5) : " " + sql);
  }

  /** The file with every statement answered anew. */
  String answered(UnaryOperator<String> answers) {
    StringBuilder text = new StringBuilder();
    head.forEach(line -> text.append(line).append('\n'));
    return text.append(
            cases.stream()
                .map(
                    statement ->
                        statement.sql().lines().map(line -> "> " + line + "\n").collect(joining())
                            + answers.apply(whole(statement)))
                .collect(joining("\n")))
        .toString();
  }
}
