package io.tarn.catalog;

import io.tarn.api.glue.TableInput;
import org.jspecify.annotations.Nullable;

/** Which table an operation means that takes the name by itself or in the table's definition. */
final class TableNaming {
  private TableNaming() {}

  /**
   * @throws io.tarn.kernel.ServiceError InvalidInputException when there is no name, or two
   */
  static String of(@Nullable String name, @Nullable TableInput table) {
    if (table == null) {
      return Names.required(name, "TableInput");
    }
    if (name != null && !Names.fold(name).equals(Names.fold(table.name()))) {
      throw GlueError.INVALID_INPUT.error(
          "Name and TableInput.Name differ: " + name + ", " + table.name());
    }
    return table.name();
  }
}
