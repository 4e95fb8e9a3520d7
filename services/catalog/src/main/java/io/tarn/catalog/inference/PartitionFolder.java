package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder of one partition of a table.
 *
 * @param path from the bucket's root, ending with {@code /}
 * @param values of the keys, outermost first, as the folders' names say them
 */
public record PartitionFolder(String path, List<String> values) {
  public PartitionFolder {
    values = List.copyOf(values);
  }

  /**
   * The folder at this depth below the table that the key lies in; absent when it is not so deep.
   */
  public static Optional<PartitionFolder> at(String table, String key, int depth) {
    List<String> values = new ArrayList<>();
    int from = table.length();
    while (values.size() < depth) {
      int slash = key.indexOf('/', from);
      if (slash < 0) {
        return Optional.empty();
      }
      values.add(TableFinder.valueOf(key.substring(from, slash)));
      from = slash + 1;
    }
    return Optional.of(new PartitionFolder(key.substring(0, from), values));
  }
}
