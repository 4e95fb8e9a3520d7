package io.tarn.sql;

import io.tarn.api.Call;
import io.tarn.api.glue.Table;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns and rows of a table a statement's caller may read. Asked once for each table that a
 * statement names, after the caller's rights on the table itself; whoever governs the lake answers.
 */
@FunctionalInterface
public interface TableRules {
  /** Nobody governs: who may read a table reads all of it. */
  TableRules NONE = (_, _) -> Visible.ALL;

  Visible of(Call call, Table table);

  /**
   * What is to be seen of a table. Who does not see all of it cannot write to it either, nor see
   * its files' own statistics.
   *
   * @param hidden columns that are as if they were not there, in lower case
   * @param rows a condition in Athena's SQL over the columns that are left; empty for all rows
   */
  record Visible(Set<String> hidden, Optional<String> rows) {
    public static final Visible ALL = new Visible(Set.of(), Optional.empty());

    public Visible {
      hidden = Set.copyOf(hidden);
    }

    boolean isAll() {
      return hidden.isEmpty() && rows.isEmpty();
    }
  }
}
