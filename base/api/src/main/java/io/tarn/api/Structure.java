package io.tarn.api;

import org.jspecify.annotations.Nullable;

/**
 * A generated record: one structure of an AWS service model. Members stand in the order of {@link
 * #schema}.
 */
public interface Structure {
  Schema schema();

  /** The value of the index-th member, or null when it is absent. */
  @Nullable Object get(int index);
}
