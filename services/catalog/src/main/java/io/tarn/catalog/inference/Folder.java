package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One level of a listing: its own files and the folders below.
 *
 * @param path from the bucket's root, ending with {@code /}; empty for the root itself
 */
record Folder(String bucket, String path, List<ListedFile> files, Map<String, Folder> folders) {
  /** The tree of all files under a path. Hidden files and folder markers are left out. */
  static Folder tree(String bucket, String path, List<ListedFile> files) {
    Folder root = empty(bucket, path);
    for (ListedFile file : files) {
      if (ListedFile.isHidden(file.key(), path.length())) {
        continue;
      }
      Folder folder = root;
      String rest = file.key().substring(path.length());
      int slash = rest.indexOf('/');
      while (slash >= 0) {
        String name = rest.substring(0, slash);
        Folder parent = folder;
        folder =
            parent.folders.computeIfAbsent(name, n -> empty(parent.bucket, parent.path + n + "/"));
        rest = rest.substring(slash + 1);
        slash = rest.indexOf('/');
      }
      folder.files.add(file);
    }
    return root;
  }

  /** A folder by its path alone. */
  static Folder named(String bucket, String path) {
    return empty(bucket, path);
  }

  private static Folder empty(String bucket, String path) {
    return new Folder(bucket, path, new ArrayList<>(), new TreeMap<>());
  }

  /** The last element of the path, or the bucket's name. */
  String name() {
    if (path.isEmpty()) {
      return bucket;
    }
    String trimmed = path.substring(0, path.length() - 1);
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  /** The folder above, by its path alone. */
  Folder parent() {
    int slash = path.lastIndexOf('/', path.length() - 2);
    return empty(bucket, path.substring(0, slash + 1));
  }

  /** Depth as Glue counts it: the bucket is 1. */
  int level() {
    return 1 + (int) path.chars().filter(c -> c == '/').count();
  }
}
