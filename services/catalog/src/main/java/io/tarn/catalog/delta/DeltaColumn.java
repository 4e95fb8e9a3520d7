package io.tarn.catalog.delta;

import static java.util.Objects.requireNonNull;

import io.tarn.catalog.inference.HiveType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a Delta table.
 *
 * @param stored what data files and partition values call it; the name, unless columns are mapped
 */
public record DeltaColumn(
    String name, HiveType type, boolean nullable, @Nullable String comment, String stored) {
  public DeltaColumn {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(stored, "stored is null");
  }
}
