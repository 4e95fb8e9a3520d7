package io.tarn.server.query;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells by its first word whether a statement only reads; what it may read is decided elsewhere.
 */
final class ReadingStatements {
  private static final Set<String> FIRST_WORDS =
      Set.of("SELECT", "WITH", "SHOW", "DESCRIBE", "DESC");
  private static final Pattern BEFORE =
      Pattern.compile("(?:\\s++|\\(|--[^\\n]*+(?:\\n|\\z)|/\\*.*?\\*/)*+", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("[A-Za-z]+");

  private ReadingStatements() {}

  static boolean isOne(String sql) {
    Matcher before = BEFORE.matcher(sql);
    int start = before.lookingAt() ? before.end() : 0;
    Matcher word = WORD.matcher(sql).region(start, sql.length());
    return word.lookingAt()
        && FIRST_WORDS.contains(word.group().toUpperCase(java.util.Locale.ROOT));
  }
}
