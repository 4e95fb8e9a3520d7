package io.tarn.catalog.inference;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes tables of a listing, from the leaves up: folders below one folder become partitions of one
 * table when their data are alike, and tables of their own when they are not. Folders named {@code
 * k=v} need less likeness than folders with names of their own, because their names say already
 * that they are one dataset. Source: AWS Glue Developer Guide, "How does a crawler determine when
 * to create partitions?".
 */
public final class TableFinder {
  /**
   * The tables of a path and what was left aside, each with the reason.
   *
   * @param unread what should have been data: the tables are only part of what is there
   */
  public record Result(List<TableFinding> tables, List<String> foreign, List<Unread> unread) {}

  /** A file that could not be read, or not to its end. */
  public record Unread(ListedFile file, String why) {}

  private static final Pattern COUNTED = Pattern.compile("[\\d][\\d\\-_.T:]*|[a-z]{1,2}\\d{1,8}");

  private final FolderProbe probe;
  private final GroupingPolicy policy;

  /**
   * @param workers runs the probing of files; its size is how many are read at once
   * @param stopped asked before each file; when it says yes, {@code find} ends with a {@link
   *     java.util.concurrent.CancellationException}
   */
  public TableFinder(
      FileSource source, GroupingPolicy policy, ExecutorService workers, BooleanSupplier stopped) {
    this.policy = policy;
    this.probe = new FolderProbe(new Sampler(source), policy, workers, stopped);
  }

  /**
   * @param path the target's folder, ending with {@code /}, empty for a whole bucket, or the key of
   *     one object
   * @param exclusions patterns relative to the path
   */
  public Result find(String bucket, String path, List<ListedFile> files, Globs exclusions) {
    Aside aside = new Aside(new ArrayList<>(), new ArrayList<>());
    List<ListedFile> kept = new ArrayList<>();
    for (ListedFile file : files) {
      String relative = file.key().substring(Math.min(path.length(), file.key().length()));
      if (relative.isEmpty() || !exclusions.match(relative)) {
        kept.add(file);
      }
    }
    boolean oneFile = !path.isEmpty() && !path.endsWith("/");
    String root = oneFile ? path.substring(0, path.lastIndexOf('/') + 1) : path;
    List<Dataset> datasets = resolve(Folder.tree(bucket, root, kept), aside);
    if (oneFile) {
      datasets = datasets.stream().flatMap(dataset -> dataset.byFile().stream()).toList();
    }
    return new Result(
        datasets.stream().map(Dataset::toTable).toList(), aside.foreign(), aside.unread());
  }

  private List<Dataset> resolve(Folder folder, Aside aside) {
    FolderProbe.Contents contents = probe.probe(folder);
    aside.foreign().addAll(contents.foreign());
    aside.unread().addAll(contents.unread());
    List<Dataset> own = new ArrayList<>();
    for (FolderProbe.Cluster cluster : contents.clusters()) {
      own.add(Dataset.of(folder, cluster));
    }
    if (own.size() > 1) {
      own = perFile(folder, own);
    }
    List<Child> children = new ArrayList<>();
    for (Folder child : folder.folders().values()) {
      List<Dataset> below = resolve(child, aside);
      if (!below.isEmpty()) {
        children.add(new Child(child, below));
      }
    }
    return children.isEmpty() ? own : combine(folder, own, children);
  }

  /** Files of one folder that do not fit together are a table each, named by the file. */
  private List<Dataset> perFile(Folder folder, List<Dataset> own) {
    Dataset largest = own.getFirst();
    int files = 0;
    for (Dataset dataset : own) {
      files += dataset.fileCount();
      largest = dataset.fileCount() > largest.fileCount() ? dataset : largest;
    }
    // A few odd files among many alike do not tear the table apart; they are named instead.
    if (largest.fileCount() >= 3 && largest.fileCount() * 3 >= files * 2) {
      for (Dataset dataset : own) {
        if (dataset != largest) {
          largest.warn(
              dataset.fileNames()
                  + " do not fit the other files of "
                  + folder.path()
                  + ": they are "
                  + dataset.describe());
        }
      }
      return List.of(largest);
    }
    return own.stream().flatMap(dataset -> dataset.byFile().stream()).toList();
  }

  private List<Dataset> combine(Folder folder, List<Dataset> own, List<Child> children) {
    Dataset merged = isAboveTables(folder) ? null : merge(folder, children);
    if (merged == null) {
      List<Dataset> all = new ArrayList<>();
      // A table over this folder would read the folders below as well.
      own.forEach(dataset -> all.addAll(dataset.byFile()));
      children.forEach(child -> all.addAll(child.datasets()));
      return all;
    }
    boolean hive = children.stream().anyMatch(child -> keyOf(child.folder()) != null);
    List<Dataset> all = new ArrayList<>();
    for (Dataset dataset : own) {
      if (!hive && own.size() == 1 && dataset.isFolder() && dataset.alike(merged)) {
        return List.of(dataset.swallow(merged));
      }
      if (hive || dataset.alike(merged)) {
        merged.warn(
            dataset.fileNames()
                + " lie beside the partition folders of "
                + folder.path()
                + ": no partition holds them, queries do not read them");
      } else {
        all.addAll(dataset.byFile());
      }
    }
    all.add(0, merged);
    return all;
  }

  private boolean isAboveTables(Folder folder) {
    return policy.tableLevel().isPresent() && folder.level() < policy.tableLevel().getAsInt();
  }

  /** The children as partitions of one dataset; null when they are several. */
  private @Nullable Dataset merge(Folder folder, List<Child> children) {
    String key = keyOf(children.getFirst().folder());
    boolean counted = true;
    for (Child child : children) {
      if (child.datasets().size() != 1 || !child.datasets().getFirst().isFolder()) {
        return null;
      }
      String other = keyOf(child.folder());
      if (key == null ? other != null : !key.equals(other)) {
        return null;
      }
      counted &= COUNTED.matcher(child.folder().name().toLowerCase(Locale.ROOT)).matches();
    }
    boolean told =
        policy.combineCompatible()
            || (policy.tableLevel().isPresent()
                && folder.level() >= policy.tableLevel().getAsInt());
    if (children.size() == 1 && key == null && !counted && !told) {
      return null;
    }
    Schemas.Bond bond =
        told
            ? Schemas.Bond.TOLD
            : key != null
                ? Schemas.Bond.PARTITIONS
                : counted ? Schemas.Bond.SIBLINGS : Schemas.Bond.NAMES;
    Dataset merged = null;
    for (Child child : children) {
      Dataset part = child.datasets().getFirst();
      Dataset level =
          lift(part, child.folder())
              .asPartition(folder, key == null ? "" : key, valueOf(child.folder()));
      if (merged == null) {
        merged = level;
      } else if (!merged.hasKeysOf(level) || !merged.alike(level, bond)) {
        return null;
      } else {
        merged.add(level);
      }
    }
    return merged;
  }

  /** A dataset alone under plain folders gets them as keys once there are others beside it. */
  private static Dataset lift(Dataset dataset, Folder to) {
    Dataset lifted = dataset;
    while (lifted.path().length() > to.path().length()) {
      Folder folder = Folder.named(to.bucket(), lifted.path());
      lifted = lifted.asPartition(folder.parent(), "", folder.name());
    }
    return lifted;
  }

  private static @Nullable String keyOf(Folder folder) {
    int equals = folder.name().indexOf('=');
    return equals <= 0 ? null : folder.name().substring(0, equals).toLowerCase(Locale.ROOT);
  }

  private static String valueOf(Folder folder) {
    return valueOf(folder.name());
  }

  /** What a folder's name says as a partition's value. */
  static String valueOf(String name) {
    int equals = name.indexOf('=');
    if (equals <= 0) {
      return name;
    }
    String value = name.substring(equals + 1);
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // A percent sign that escapes nothing stands for itself.
      return value;
    }
  }

  private record Aside(List<String> foreign, List<Unread> unread) {}

  private record Child(Folder folder, List<Dataset> datasets) {}
}
