/** Keeps every decision in SQL: snapshots, group commit, facts, tasks, migrations. */
@NullMarked
package io.tarn.ledger;

import org.jspecify.annotations.NullMarked;
