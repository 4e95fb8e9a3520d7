package io.tarn.catalog;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names as the catalog keeps them: lower case, whatever was asked with. */
final class Names {
  private Names() {}

  static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** One account a lake: no other catalog is here. */
  static void checkCatalog(@Nullable String catalogId, String account) {
    if (catalogId != null && !catalogId.equals(account)) {
      throw GlueError.ENTITY_NOT_FOUND.error("Catalog " + catalogId + " not found.");
    }
  }

  /** A required input that the model leaves open because newer members may replace it. */
  static <T> T required(@Nullable T value, String member) {
    if (value == null) {
      throw GlueError.INVALID_INPUT.error(member + " is required");
    }
    return value;
  }

  /** An input that this lake cannot honour is refused, not passed over. */
  static void refuse(@Nullable Object value, String member) {
    // Clients that send all members of a shape send these for nothing at all.
    if (value != null && !Boolean.FALSE.equals(value) && !"".equals(value)) {
      throw GlueError.notDone(member);
    }
  }
}
