package io.tarn.catalog.spi;

import io.tarn.kernel.Caller;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns and rows of a table a caller may see. The catalog owns the question; governance
 * answers it. Until it does, {@link #ALLOW_ALL} holds, which is what a new AWS account grants by
 * IAMAllowedPrincipals.
 */
public interface TablePolicies {
  TablePolicies ALLOW_ALL = (caller, region, database, table) -> TableGrant.everything();

  /** What of the table the caller may read; never null. */
  TableGrant grant(Caller caller, String region, String database, String table);

  /**
   * A right to read.
   *
   * @param columns the visible ones, by lower-case name; absent means all
   * @param rowFilter a SQL predicate in Athena's dialect that rows must satisfy; absent means all
   */
  record TableGrant(Optional<Set<String>> columns, Optional<String> rowFilter) {
    public TableGrant {
      columns = columns.map(Set::copyOf);
    }

    public static TableGrant everything() {
      return new TableGrant(Optional.empty(), Optional.empty());
    }
  }
}
