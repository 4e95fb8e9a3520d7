package io.tarn.catalog;

import io.tarn.api.glue.Column;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which partitions are wanted: leading values that are known exactly, found by index, and a
 * condition on all values for the rest.
 *
 * @param leading exact values of the first partition keys; may be empty
 * @param condition on the partition's values, in the order of the keys, as text
 */
public record PartitionFilter(List<String> leading, Predicate<List<String>> condition) {
  public PartitionFilter {
    leading = List.copyOf(leading);
  }

  public static PartitionFilter all() {
    return new PartitionFilter(List.of(), values -> true);
  }

  /**
   * Reads Glue's {@code Expression}: comparisons, AND, OR, NOT, IN, BETWEEN, LIKE, IS NULL and
   * parentheses over the partition keys, compared as the keys' types say.
   *
   * @throws io.tarn.kernel.ServiceError InvalidInputException saying what is wrong and where
   */
  public static PartitionFilter parse(String expression, List<Column> keys) {
    return expression.isBlank() ? all() : PartitionExpression.parse(expression, keys);
  }
}
