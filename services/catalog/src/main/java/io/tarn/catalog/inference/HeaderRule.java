package io.tarn.catalog.inference;

/** Who decides whether the first row of a delimited file names its columns. */
public enum HeaderRule {
  /** The evidence, which agrees with Glue's rule where that is right. */
  EVIDENCE,
  /** Glue's own rule, for tables that must come out as on AWS. */
  GLUE,
  PRESENT,
  ABSENT
}
