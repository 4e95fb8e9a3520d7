package io.tarn.sql;

import java.util.List;
import java.util.Optional;

/** Reads OPTIMIZE. Source: Athena User Guide, "OPTIMIZE". */
final class OptimizeParser {
  private OptimizeParser() {}

  /**
   * @throws DdlTokens.SyntaxError when the statement does not go on as OPTIMIZE does
   */
  static Statements.Optimize parse(String text, List<DdlTokens.Token> tokens) {
    DdlParser parser = new DdlParser(tokens);
    parser.expect("OPTIMIZE");
    Ddl.Name name = parser.name();
    for (String word : List.of("REWRITE", "DATA", "USING", "BIN_PACK")) {
      parser.expect(word);
    }
    if (parser.accept("WHERE")) {
      return new Statements.Optimize(name, Optional.of(text.substring(parser.peek().offset())));
    }
    parser.end();
    return new Statements.Optimize(name, Optional.empty());
  }
}
