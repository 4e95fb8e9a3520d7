package io.tarn.catalog;

import io.tarn.api.glue.Column;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which partitions are wanted: leading values that are known exactly, found by index, conditions on
 * single keys, by which a reader passes over whole ranges, and a condition on all values.
 *
 * @param leading exact values of the first partition keys; may be empty
 * @param conditions that every match satisfies; what they say, {@code condition} says, too
 * @param condition on the partition's values, in the order of the keys, as text
 */
public record PartitionFilter(
    List<String> leading, List<KeyCondition> conditions, Predicate<List<String>> condition) {
  public PartitionFilter {
    leading = List.copyOf(leading);
    conditions = List.copyOf(conditions);
  }

  public static PartitionFilter all() {
    return new PartitionFilter(List.of(), List.of(), values -> true);
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
