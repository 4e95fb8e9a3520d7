package io.tarn.identity.state;

/** How many processes write the same ledger. */
public enum Nodes {
  /** This one alone: what it has read stays true until it commits itself. */
  ONE,
  /** Several, on PostgreSQL: every decision first reads the version that each change moves. */
  SEVERAL
}
