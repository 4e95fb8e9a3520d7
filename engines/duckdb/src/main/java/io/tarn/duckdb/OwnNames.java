package io.tarn.duckdb;

import java.util.Collection;

/**
 * What statements call columns of their own beside those of a file, so that none has the name of
 * one of the file's: every name begins with more dollar signs than any of the file's does.
 */
record OwnNames(String prefix) {
  /** Where nothing of a file is in sight. */
  static final OwnNames ALONE = new OwnNames("$");

  static OwnNames besides(Collection<String> columns) {
    String prefix = ALONE.prefix();
    while (columns.stream().anyMatch(new OwnNames(prefix)::isOwn)) {
      prefix += ALONE.prefix();
    }
    return new OwnNames(prefix);
  }

  private boolean isOwn(String column) {
    return column.startsWith(prefix);
  }

  String of(String name) {
    return prefix + name;
  }

  String quoted(String name) {
    return Literals.quoted(of(name));
  }
}
