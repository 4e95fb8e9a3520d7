package io.tarn.identity.policy;

/** Policy variables exist since version 2012-10-17; in older documents they are plain text. */
enum Dialect {
  WITH_VARIABLES,
  WITHOUT_VARIABLES
}
