package io.tarn.sql.spi;

import java.util.List;

/**
 * Which field of an Iceberg table a column is: names change, numbers stay.
 *
 * @param required whether no row may be without a value
 * @param children of a row its fields, of an array its element, of a map its key and its value
 */
public record FieldId(int id, boolean required, List<FieldId> children) {
  public FieldId {
    children = List.copyOf(children);
  }
}
