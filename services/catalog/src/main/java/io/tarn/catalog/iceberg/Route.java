package io.tarn.catalog.iceberg;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Which endpoint a path names.
 *
 * @param warehouse what the prefix stands for
 * @param parts of the path behind it
 */
record Route(String warehouse, List<String> parts) {
  private static final Set<String> ROOTS =
      Set.of("config", "oauth", "namespaces", "tables", "transactions", "views");

  static Route of(String rawPath) {
    List<String> parts = new ArrayList<>();
    for (String part : rawPath.substring(IcebergDoor.PREFIX.length()).split("/", -1)) {
      parts.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
    }
    if (ROOTS.contains(parts.getFirst())) {
      return new Route("", parts);
    }
    String warehouse =
        new String(Base64.getUrlDecoder().decode(parts.getFirst()), StandardCharsets.UTF_8);
    return new Route(warehouse, parts.subList(1, parts.size()));
  }

  /** The prefix that stands for a warehouse. */
  static String prefix(String warehouse) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(warehouse.getBytes(StandardCharsets.UTF_8));
  }

  boolean is(int length, String first) {
    return parts.size() == length && parts.getFirst().equals(first);
  }

  boolean is(int length, String first, String third) {
    return is(length, first) && parts.get(2).equals(third);
  }
}
