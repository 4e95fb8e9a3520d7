package io.tarn.identity.iam;

import io.tarn.api.PageTokens;
import io.tarn.identity.access.IdentityError;
import io.tarn.kernel.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** IAM's paging: MaxItems, Marker, IsTruncated. */
public final class Paging {
  private Paging() {}

  public static int size(@Nullable Integer maxItems) {
    return maxItems == null ? Limits.PAGE : maxItems;
  }

  /** Where a marker says to go on; null at the start. */
  public static @Nullable String after(@Nullable String marker, Object... binding) {
    return PageTokens.open(marker, IdentityError.VALIDATION_ERROR, binding);
  }

  /**
   * Cuts what was read with one item more than the page holds.
   *
   * @param position an item's place in the order of the listing
   */
  public static <T> Page<T> cut(
      List<T> read, int size, Function<T, String> position, Object... binding) {
    if (read.size() <= size) {
      return new Page<>(read, Optional.empty());
    }
    List<T> page = read.subList(0, size);
    return new Page<>(
        page, Optional.of(PageTokens.seal(position.apply(page.get(size - 1)), binding)));
  }

  /** A page of a list that is wholly in memory, in the order of its positions. */
  public static <T> Page<T> of(
      List<T> all,
      @Nullable Integer maxItems,
      @Nullable String marker,
      Function<T, String> position,
      Object... binding) {
    String after = after(marker, binding);
    int size = size(maxItems);
    List<T> rest =
        all.stream()
            .filter(item -> after == null || position.apply(item).compareTo(after) > 0)
            .limit(size + 1L)
            .toList();
    return cut(rest, size, position, binding);
  }
}
