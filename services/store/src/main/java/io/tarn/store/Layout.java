package io.tarn.store;

/** How pinned files are named below their private directory. */
@FunctionalInterface
public interface Layout {
  /**
   * A relative path, different for each index, without {@code .} and {@code ..} segments.
   *
   * @param index the version's place in the list that is pinned
   */
  String path(ObjectVersion version, int index);

  /** {@code 17-part-0001.parquet}: number and last segment of the key, so that extensions stay. */
  static Layout flat() {
    return (version, index) -> {
      String key = version.key();
      String name = key.substring(key.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._=-]", "_");
      int keep = Math.max(0, name.length() - 100);
      return index + "-" + name.substring(keep);
    };
  }
}
