package io.tarn.store;

/** A bucket's versioning; a bucket begins with none and never goes back to it. */
enum Versioning {
  OFF,
  ENABLED,
  SUSPENDED
}
