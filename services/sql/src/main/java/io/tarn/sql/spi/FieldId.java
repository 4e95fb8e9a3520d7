package io.tarn.sql.spi;

import java.util.List;
import java.util.Set;

/**
 * Which field of an Iceberg table, or of a Delta table with mapped columns, a column is: names
 * change, numbers and names in files stay.
 *
 * @param id {@link #NO_NUMBER} where only names in files decide
 * @param required whether no row may be without a value
 * @param children of a row its fields, of an array its element, of a map its key and its value
 * @param names what it may be called, in lower case, in files without numbers; empty where its name
 *     of today decides
 */
public record FieldId(int id, boolean required, List<FieldId> children, Set<String> names) {
  public static final int NO_NUMBER = Integer.MIN_VALUE;

  public FieldId {
    children = List.copyOf(children);
    names = Set.copyOf(names);
  }

  public FieldId(int id, boolean required, List<FieldId> children) {
    this(id, required, children, Set.of());
  }
}
