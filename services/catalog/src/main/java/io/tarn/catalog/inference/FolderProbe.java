package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** Samples the files of one folder and says which of them belong together. */
final class FolderProbe {
  /** Files of a folder that are one dataset. */
  record Cluster(
      FileFormat format,
      Compression compression,
      List<ColumnFinding> columns,
      List<ListedFile> files,
      TableFinding.Volume volume,
      List<String> why,
      List<String> warnings) {}

  /**
   * What a folder's own files are.
   *
   * @param foreign what is no table, with the reason
   * @param unread those of all files that could not be read, or not to their end
   */
  record Contents(List<Cluster> clusters, List<String> foreign, List<TableFinder.Unread> unread) {}

  private static final int SPREAD = 10;
  private static final int ALL_MAX = 1_000;

  private final Sampler sampler;
  private final GroupingPolicy policy;
  private final ExecutorService workers;
  private final BooleanSupplier stopped;

  FolderProbe(
      Sampler sampler, GroupingPolicy policy, ExecutorService workers, BooleanSupplier stopped) {
    this.sampler = sampler;
    this.policy = policy;
    this.workers = workers;
    this.stopped = stopped;
  }

  Contents probe(Folder folder) {
    List<ListedFile> sampled = spread(folder.files());
    Map<ListedFile, FileFinding> findings = new LinkedHashMap<>(probeAll(sampled));
    confirmHeaders(findings);
    Contents contents = group(folder, findings);
    boolean severalKinds = contents.clusters().size() > 1 || !contents.foreign().isEmpty();
    if (severalKinds && sampled.size() < folder.files().size()) {
      List<ListedFile> rest = new ArrayList<>(folder.files());
      rest.removeAll(new LinkedHashSet<>(sampled));
      findings.putAll(probeAll(rest.subList(0, Math.min(rest.size(), ALL_MAX))));
      contents = group(folder, findings);
    }
    return contents;
  }

  /**
   * Files that stand for all: first and last by name, largest, smallest, oldest and newest, and one
   * of each extension; more when the crawler's sample size says so.
   */
  private List<ListedFile> spread(List<ListedFile> files) {
    int wanted = policy.sampleSize().orElse(SPREAD);
    List<ListedFile> filled = files.stream().filter(file -> file.size() > 0).toList();
    if (filled.size() <= wanted) {
      return files;
    }
    Set<ListedFile> chosen = new LinkedHashSet<>();
    List<ListedFile> bySize =
        filled.stream().sorted(Comparator.comparingLong(ListedFile::size)).toList();
    List<ListedFile> byTime =
        filled.stream().sorted(Comparator.comparing(ListedFile::modified)).toList();
    for (List<ListedFile> order : List.of(filled, bySize, byTime)) {
      chosen.add(order.getFirst());
      chosen.add(order.getLast());
    }
    Set<String> extensions = new LinkedHashSet<>();
    for (ListedFile file : filled) {
      if (extensions.add(extension(file))) {
        chosen.add(file);
      }
    }
    for (int i = 0; chosen.size() < wanted && i < wanted; i++) {
      chosen.add(filled.get((int) ((long) i * filled.size() / wanted)));
    }
    List<ListedFile> inOrder = new ArrayList<>(filled);
    inOrder.retainAll(chosen);
    return policy.sampleSize().isPresent() && inOrder.size() > wanted
        ? inOrder.subList(0, wanted)
        : inOrder;
  }

  private static String extension(ListedFile file) {
    String name = file.name().toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    return dot < 0 ? "" : name.substring(dot);
  }

  private Map<ListedFile, FileFinding> probeAll(List<ListedFile> files) {
    return probeAll(files, policy.rules());
  }

  private Map<ListedFile, FileFinding> probeAll(List<ListedFile> files, ProbeRules rules) {
    Map<ListedFile, Future<FileFinding>> futures = new LinkedHashMap<>();
    for (ListedFile file : files) {
      Callable<FileFinding> work =
          () -> {
            if (stopped.getAsBoolean()) {
              throw new CancellationException("the crawl was stopped");
            }
            return sampler.probe(file, rules);
          };
      futures.put(file, workers.submit(work));
    }
    Map<ListedFile, FileFinding> findings = new LinkedHashMap<>();
    futures.forEach((file, future) -> findings.put(file, await(future)));
    return findings;
  }

  private static FileFinding await(Future<FileFinding> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the crawl was interrupted");
    }
  }

  /** A first row that several files share is a header, whatever its cells look like. */
  private void confirmHeaders(Map<ListedFile, FileFinding> findings) {
    if (policy.rules().header() != HeaderRule.EVIDENCE) {
      return;
    }
    Map<List<String>, List<ListedFile>> byFirstRow = new HashMap<>();
    findings.forEach(
        (file, finding) -> {
          if (finding.format() instanceof FileFormat.Delimited csv
              && csv.firstRow().stream().noneMatch(cell -> Cells.kindOf(cell).isTyped())) {
            byFirstRow.computeIfAbsent(csv.firstRow(), row -> new ArrayList<>()).add(file);
          }
        });
    for (List<ListedFile> files : byFirstRow.values()) {
      List<ListedFile> undecided =
          files.stream()
              .filter(
                  file ->
                      findings.get(file) instanceof FileFinding found
                          && found.format() instanceof FileFormat.Delimited csv
                          && !csv.header())
              .toList();
      if (files.size() > 1 && !undecided.isEmpty()) {
        findings.putAll(probeAll(undecided, policy.rules().withHeader(HeaderRule.PRESENT)));
      }
    }
  }

  private Contents group(Folder folder, Map<ListedFile, FileFinding> findings) {
    List<Building> buildings = new ArrayList<>();
    List<String> foreign = new ArrayList<>();
    List<TableFinder.Unread> unread = new ArrayList<>();
    Schemas.Bond bond =
        policy.combineCompatible() || isTableLevel(folder)
            ? Schemas.Bond.TOLD
            : Schemas.Bond.SIBLINGS;
    for (Map.Entry<ListedFile, FileFinding> entry : findings.entrySet()) {
      FileFinding finding = entry.getValue();
      if (!finding.fault().isEmpty()) {
        unread.add(new TableFinder.Unread(entry.getKey(), finding.fault()));
      }
      if (!finding.isTable()) {
        foreign.add(finding.file() + ": " + String.join("; ", finding.why()));
        continue;
      }
      Building home = null;
      for (Building building : buildings) {
        if (home == null && building.takes(finding, bond)) {
          home = building;
        }
      }
      if (home == null) {
        buildings.add(new Building(entry.getKey(), finding));
      } else {
        home.add(entry.getKey(), finding);
      }
    }
    boolean empties = findings.values().stream().allMatch(f -> f.isTable() || isNothing(f));
    if (buildings.size() == 1 && empties) {
      folder.files().stream()
          .filter(file -> file.size() > 0 && !findings.containsKey(file))
          .forEach(buildings.getFirst()::addUnread);
    }
    return new Contents(buildings.stream().map(Building::cluster).toList(), foreign, unread);
  }

  private static boolean isNothing(FileFinding finding) {
    return finding.format() instanceof FileFormat.Nothing;
  }

  private boolean isTableLevel(Folder folder) {
    return policy.tableLevel().isPresent() && folder.level() >= policy.tableLevel().getAsInt();
  }

  /** A cluster while files are added to it. */
  private static final class Building {
    private final List<ListedFile> files = new ArrayList<>();
    private final List<String> why = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private FileFormat format;
    private Compression compression;
    private List<ColumnFinding> columns;
    private TableFinding.Volume volume;

    Building(ListedFile file, FileFinding finding) {
      format = finding.format();
      compression = finding.compression();
      columns = finding.columns();
      volume = volumeOf(file, finding);
      files.add(file);
      finding.why().forEach(line -> why.add(finding.file() + ": " + line));
      warnings.addAll(finding.warnings());
    }

    boolean takes(FileFinding finding, Schemas.Bond bond) {
      return Schemas.alike(format, columns, finding.format(), finding.columns(), bond);
    }

    void add(ListedFile file, FileFinding finding) {
      List<String> before = columns.stream().map(ColumnFinding::name).toList();
      List<String> fresh = finding.columns().stream().map(ColumnFinding::name).toList();
      if (format instanceof FileFormat.Delimited ours
          && finding.format() instanceof FileFormat.Delimited theirs) {
        if (ours.header() && !theirs.header()) {
          warnings.add(
              finding.file() + " has no header as the others have: its first row is skipped");
          columns = Delimiteds.widenByPosition(columns, finding.columns(), finding.file());
        } else if (!ours.header() && theirs.header()) {
          warnings.add(finding.file() + " has a header, the files before it have none");
          columns = Delimiteds.widenByPosition(finding.columns(), columns, finding.file());
        } else {
          if (!fresh.equals(before.subList(0, Math.min(before.size(), fresh.size())))
              && !before.equals(fresh.subList(0, Math.min(before.size(), fresh.size())))) {
            warnings.add(
                finding.file()
                    + " has its columns in another order or under other names: "
                    + fresh);
          }
          columns = Schemas.merge(columns, finding.columns(), finding.file());
        }
        format = Delimiteds.merge(ours, theirs);
      } else {
        columns = Schemas.merge(columns, finding.columns(), finding.file());
      }
      if (compression != finding.compression()) {
        warnings.add(
            finding.file()
                + " is compressed with "
                + finding.compression().text()
                + ", others with "
                + compression.text());
      }
      volume = volume.plus(volumeOf(file, finding));
      files.add(file);
      warnings.addAll(finding.warnings());
    }

    void addUnread(ListedFile file) {
      files.add(file);
      volume = volume.plus(new TableFinding.Volume(1, file.size(), 0, 0));
    }

    private static TableFinding.Volume volumeOf(ListedFile file, FileFinding finding) {
      return new TableFinding.Volume(1, file.size(), finding.rows(), finding.bytes());
    }

    Cluster cluster() {
      return new Cluster(format, compression, columns, List.copyOf(files), volume, why, warnings);
    }
  }
}
