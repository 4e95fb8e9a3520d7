package io.tarn.catalog.delta;

import static java.util.Objects.requireNonNull;

import io.tarn.catalog.inference.HiveType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a Delta table.
 *
 * @param stored what data files and partition values call it; the name, unless columns are mapped
 * @param mapping the same for the column and all that lies in it
 */
public record DeltaColumn(
    String name,
    HiveType type,
    boolean nullable,
    @Nullable String comment,
    String stored,
    Mapping mapping) {
  /**
   * What data files call a field where columns are mapped. Source: Delta Transaction Log Protocol,
   * "Column Mapping".
   *
   * @param id its number, -1 for none
   * @param stored its name; empty for elements, keys and values, which have none
   * @param children of a struct its fields, of a list its element, of a map its key and its value
   */
  public record Mapping(int id, String stored, List<Mapping> children) {
    public Mapping {
      requireNonNull(stored, "stored is null");
      children = List.copyOf(children);
    }
  }

  public DeltaColumn {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(stored, "stored is null");
  }
}
