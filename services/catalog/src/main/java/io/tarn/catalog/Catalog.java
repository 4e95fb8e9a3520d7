package io.tarn.catalog;

import io.tarn.ledger.Ledger;

/** What the catalog's operations stand on. */
record Catalog(Ledger ledger, LedgerTables tables, ConnectionSecrets secrets) {
  /** AWS's page of databases, tables and versions. */
  static final int PAGE = 100;
}
