package io.tarn.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.SchemaChangePolicy;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.inference.TableNames;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Pages;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was found with what the catalog holds and says, as the crawler's policy wants it,
 * what to change. Every change is authorised as the crawler's role.
 */
final class CrawlPlanner {
  private static final int PARTITIONS_AT_ONCE = 100;
  private static final int PAGE = 1_000;

  private final Ledger ledger;
  private final LedgerTables tables;
  private final Authorizer authorizer;
  private final CrawlContext crawl;
  private final Call role;
  private final Crawler crawler;
  private final String database;
  private final CrawlerConfiguration configuration;
  private final CrawlLog log;
  private final Change change;
  private final CrawlPlan plan;
  private final Map<String, Table> existing = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private List<String> unread = List.of();

  CrawlPlanner(
      Ledger ledger,
      LedgerTables tables,
      Authorizer authorizer,
      CrawlContext crawl,
      String database) {
    this.ledger = ledger;
    this.tables = tables;
    this.authorizer = authorizer;
    this.crawl = crawl;
    this.role = crawl.role();
    this.crawler = crawl.crawler();
    this.database = database;
    this.plan = crawl.plan();
    this.configuration = crawl.configuration();
    this.log = crawl.log();
    this.change = Change.of(role);
  }

  /**
   * @param targets the folders and objects that were looked at, as locations
   * @param unreadUris what lies there and could not be read: what it belongs to is not retired
   */
  void plan(List<Candidate> candidates, List<String> targets, List<String> unreadUris) {
    unread = List.copyOf(unreadUris);
    loadExisting();
    for (Candidate found : candidates) {
      String name = nameOf(found);
      explain(found, name);
      Table old = existing.get(name);
      if (old == null) {
        create(name, found);
      } else {
        update(old, found);
      }
    }
    retire(targets);
  }

  /** Only what is new: no table that is there changes, nothing is retired. */
  void planNew(List<Candidate> candidates, List<NewFolders.Addition> additions) {
    loadExisting();
    for (Candidate found : candidates) {
      String name = nameOf(found);
      if (!existing.containsKey(name)) {
        explain(found, name);
        create(name, found);
      }
    }
    for (NewFolders.Addition addition : additions) {
      createPartitions(addition.table().name(), addition.partitions());
    }
  }

  /** Only what changed: what was not looked at stays as it is. */
  void planChanged(
      List<Candidate> candidates, ChangedFolders.Changes changes, List<String> unreadUris) {
    plan(candidates, List.of(), unreadUris);
    planPartitions(changes);
    for (Table table : changes.empty()) {
      if (!taken.contains(table.name())) {
        retireTable(table, parameters(table.parameters()));
      }
    }
  }

  /** Partitions that came or went, of tables that stay as they are. */
  void planPartitions(ChangedFolders.Changes changes) {
    for (NewFolders.Addition addition : changes.additions()) {
      createPartitions(addition.table().name(), addition.partitions());
    }
    changes.gone().forEach(gone -> retirePartition(gone.table().name(), gone.values()));
  }

  /** A table that the crawler was pointed at: it is brought up to date, never made or retired. */
  void planKnown(Table table, Candidate found, List<String> unreadUris) {
    unread = List.copyOf(unreadUris);
    explain(found, table.name());
    update(table, found);
  }

  private String nameOfCrawler() {
    return Names.required(crawler.name(), "Name");
  }

  private void loadExisting() {
    String region = role.region();
    ledger.read(tx -> DatabaseRows.load(tx, region, database));
    Pages.forEach(
        ledger,
        (tx, after) -> tables.listTables(tx, region, database, after, PAGE),
        table -> existing.put(table.name(), table));
  }

  /** A name that is taken by another place gets the hash of this place behind it, as on AWS. */
  private String nameOf(Candidate found) {
    String prefix = crawler.tablePrefix() == null ? "" : crawler.tablePrefix();
    String name = TableNames.of(prefix, found.element());
    if (!isFree(name, found)) {
      String longer = name + "_" + md5(found.location());
      log.warn(
          "the name "
              + name
              + " is taken by another place: the table of "
              + found.location()
              + " is named "
              + longer);
      name = longer;
    }
    taken.add(name);
    return name;
  }

  private boolean isFree(String name, Candidate found) {
    if (taken.contains(name)) {
      return false;
    }
    Table old = existing.get(name);
    return old == null || isAt(old, found.location());
  }

  private static boolean isAt(Table table, String location) {
    return folder(S3Path.locationOf(table.storageDescriptor())).equals(folder(location));
  }

  private static String folder(String location) {
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }

  private void explain(Candidate found, String name) {
    found.why().forEach(line -> log.info("Table " + name + ": " + line));
    found.columns().forEach(line -> log.info("Table " + name + ", column " + line));
    found.warnings().forEach(line -> log.warn("Table " + name + ": " + line));
  }

  private void create(String name, Candidate found) {
    allowed("glue:CreateTable", name);
    TableInput input =
        CrawlAccount.with(found.named(name), found, nameOfCrawler(), List.of("made anew"));
    plan.createTable(tx -> tables.createTable(tx, change, database, input));
    log.info("Table " + name + " is new in database " + database);
    createPartitions(name, found.partitions());
  }

  private void createPartitions(String name, List<PartitionInput> found) {
    List<PartitionInput> inputs = creatable(name, found);
    if (inputs.isEmpty()) {
      return;
    }
    allowed("glue:BatchCreatePartition", name);
    for (int i = 0; i < inputs.size(); i += PARTITIONS_AT_ONCE) {
      List<PartitionInput> some =
          inputs.subList(i, Math.min(inputs.size(), i + PARTITIONS_AT_ONCE));
      plan.createPartitions(
          some.size(), tx -> tables.createPartitions(tx, change, database, name, some));
    }
    log.info("Table " + name + " gets " + inputs.size() + " new partitions");
  }

  /** Folders that can be no partition are named: nothing reads them. */
  private List<PartitionInput> creatable(String table, List<PartitionInput> found) {
    Set<List<String>> seen = new HashSet<>();
    List<PartitionInput> creatable = new ArrayList<>();
    for (PartitionInput input : found) {
      List<String> values = input.values() == null ? List.of() : input.values();
      boolean valid = values.stream().allMatch(PartitionRows::isValue);
      if (valid && seen.add(values)) {
        creatable.add(input);
      } else {
        log.warn(
            "Table "
                + table
                + ": "
                + S3Path.locationOf(input.storageDescriptor())
                + " is no partition, queries do not read it: "
                + (valid ? "another folder has its values " : "a value is empty or unprintable: ")
                + values);
      }
    }
    return creatable;
  }

  private void update(Table old, Candidate candidate) {
    String name = old.name();
    TableInput found = candidate.named(name);
    if (IcebergTargets.isIceberg(parameters(found.parameters()))) {
      updateIceberg(old, candidate, found);
      return;
    }
    boolean keepColumns = configuration.mergeNewColumns() || isUnread(candidate.location());
    TableInput fresh = keepColumns ? TableDifferences.merge(old, found, true) : found;
    List<String> differences = TableDifferences.of(old, fresh);
    boolean onlyLog = "LOG".equals(policy().updateBehavior());
    if (differences.isEmpty()) {
      refresh(old, found, candidate);
    } else if (onlyLog) {
      log.warn(
          "Table "
              + name
              + " stays as it is, because UpdateBehavior is LOG; the files differ: "
              + String.join("; ", differences));
    } else if (isPartitionedOtherwise(old, found)) {
      log.warn(
          "Table "
              + name
              + " stays as it is: its partition keys cannot change while it exists; "
              + String.join("; ", differences));
      return;
    } else {
      allowed("glue:UpdateTable", name);
      TableInput merged =
          CrawlAccount.with(
              TableDifferences.merge(old, found, keepColumns),
              candidate,
              nameOfCrawler(),
              differences);
      plan.updateTable(tx -> tables.updateTable(tx, change, database, merged));
      log.info("Table " + name + " changes: " + String.join("; ", differences));
    }
    if (found.partitionKeys() != null && !found.partitionKeys().isEmpty()) {
      updatePartitions(old, candidate.partitions(), differences.isEmpty() || onlyLog);
    }
  }

  /**
   * Points the table to a newer metadata file. A pointer that is as new stays, because the writers
   * who commit through it know better; and one that moved meanwhile makes the crawl begin again.
   */
  private void updateIceberg(Table old, Candidate candidate, TableInput found) {
    String name = old.name();
    Map<String, String> merged = new LinkedHashMap<>(parameters(old.parameters()));
    String before = merged.get(IcebergTargets.LOCATION);
    String after = String.valueOf(parameters(found.parameters()).get(IcebergTargets.LOCATION));
    if (before == null) {
      log.warn("Table " + name + " stays as it is: it is no Iceberg table, " + after + " is one");
      return;
    }
    if (IcebergTargets.versionOf(before) >= IcebergTargets.versionOf(after)) {
      log.info("Table " + name + " is unchanged: it points to " + before);
      return;
    }
    if ("LOG".equals(policy().updateBehavior())) {
      log.warn("Table " + name + " stays as it is, because UpdateBehavior is LOG; new: " + after);
      return;
    }
    allowed("glue:UpdateTable", name);
    merged.putAll(parameters(found.parameters()));
    merged.put(IcebergTargets.PREVIOUS, before);
    TableInput input =
        CrawlAccount.with(
            found.toBuilder().description(old.description()).parameters(merged).build(),
            candidate,
            nameOfCrawler(),
            List.of("points to " + after + ", pointed to " + before));
    String version = Names.required(old.versionId(), "VersionId");
    plan.updateTable(tx -> tables.updateTable(tx, change, database, input, version));
    log.info("Table " + name + " points to " + after + " now");
  }

  private static Map<String, String> parameters(@Nullable Map<String, String> parameters) {
    return parameters == null ? Map.of() : parameters;
  }

  private static boolean isPartitionedOtherwise(Table old, TableInput fresh) {
    return !TableDifferences.names(old.partitionKeys())
        .equals(TableDifferences.names(fresh.partitionKeys()));
  }

  /** Sizes and counts of the files are kept up to date without a version of their own. */
  private void refresh(Table old, TableInput fresh, Candidate candidate) {
    TableInput merged =
        CrawlAccount.with(
            TableDifferences.merge(old, fresh, true),
            candidate,
            nameOfCrawler(),
            List.of("same schema"));
    if (Objects.equals(merged.parameters(), old.parameters())) {
      log.info("Table " + old.name() + " is unchanged");
      return;
    }
    allowed("glue:UpdateTable", old.name());
    plan.refreshTable(tx -> tables.updateTableSkippingArchive(tx, change, database, merged));
    log.info("Table " + old.name() + " has the same schema; its figures are brought up to date");
  }

  private void updatePartitions(Table table, List<PartitionInput> found, boolean sameSchema) {
    Map<String, List<String>> byLocation = new HashMap<>();
    Map<List<String>, Partition> byValues = new HashMap<>();
    loadPartitions(table, byLocation, byValues);
    List<PartitionInput> fresh = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (PartitionInput input : found) {
      List<String> known = byLocation.get(folder(S3Path.locationOf(input.storageDescriptor())));
      List<String> values =
          known != null ? known : input.values() == null ? List.<String>of() : input.values();
      Partition old = byValues.get(values);
      seen.add(values);
      if (old == null) {
        fresh.add(input);
      } else if (!sameSchema && !sameColumns(old, input)) {
        allowed("glue:UpdatePartition", table.name());
        PartitionInput kept = input.toBuilder().values(values).build();
        plan.updatePartition(
            tx -> tables.updatePartition(tx, change, database, table.name(), values, kept));
      }
    }
    createPartitions(table.name(), fresh);
    byValues.forEach(
        (values, partition) -> {
          if (seen.contains(values)) {
            return;
          }
          if (isUnread(S3Path.locationOf(partition.storageDescriptor()))) {
            log.warn(
                "Table "
                    + table.name()
                    + ": partition "
                    + values
                    + " stays as it is, its files cannot be read");
          } else {
            retirePartition(table.name(), values);
          }
        });
  }

  private void loadPartitions(
      Table table, Map<String, List<String>> byLocation, Map<List<String>, Partition> byValues) {
    Pages.forEach(
        ledger,
        (tx, after) ->
            tables.listPartitions(
                tx, role.region(), database, table.name(), PartitionFilter.all(), after, PAGE),
        partition -> {
          crawl.stop().check();
          List<String> values = partition.values() == null ? List.of() : partition.values();
          byValues.put(values, partition);
          byLocation.put(folder(S3Path.locationOf(partition.storageDescriptor())), values);
        });
  }

  private static boolean sameColumns(Partition old, PartitionInput fresh) {
    List<Column> before =
        old.storageDescriptor() == null ? null : old.storageDescriptor().columns();
    List<Column> after =
        fresh.storageDescriptor() == null ? null : fresh.storageDescriptor().columns();
    return Objects.equals(before, after);
  }

  private void retirePartition(String table, List<String> values) {
    if (!"DELETE_FROM_DATABASE".equals(policy().deleteBehavior())) {
      log.warn(
          "Table "
              + table
              + ": the files of partition "
              + values
              + " are gone; it stays, because DeleteBehavior is "
              + policy().deleteBehavior());
      return;
    }
    allowed("glue:DeletePartition", table);
    plan.deletePartition(tx -> tables.deletePartition(tx, change, database, table, values));
    log.info("Table " + table + ": partition " + values + " is deleted, its files are gone");
  }

  /** Tables of this crawler below its targets whose files are gone. */
  private void retire(List<String> targets) {
    for (Table table : existing.values()) {
      Map<String, String> parameters = parameters(table.parameters());
      boolean ours = nameOfCrawler().equals(parameters.get("UPDATED_BY_CRAWLER"));
      boolean below =
          targets.stream()
              .anyMatch(target -> isBelow(S3Path.locationOf(table.storageDescriptor()), target));
      if (!ours || !below || taken.contains(table.name())) {
        continue;
      }
      if (isUnread(S3Path.locationOf(table.storageDescriptor()))) {
        log.warn("Table " + table.name() + " stays as it is, its files cannot be read");
      } else {
        retireTable(table, parameters);
      }
    }
  }

  /** A file that cannot be read is not gone. */
  private boolean isUnread(String location) {
    return unread.stream().anyMatch(uri -> isBelow(uri, location));
  }

  /** Whether a place is the other one or lies in it; places of databases end with a dot. */
  private static boolean isBelow(String place, String other) {
    String folder = folder(other);
    return folder(place).equals(folder)
        || place.startsWith(folder + "/")
        || (folder.endsWith(".") && place.startsWith(folder));
  }

  private void retireTable(Table table, Map<String, String> parameters) {
    String behavior = String.valueOf(policy().deleteBehavior());
    String name = table.name();
    switch (behavior) {
      case "DELETE_FROM_DATABASE" -> {
        allowed("glue:DeleteTable", name);
        plan.deleteTable(tx -> tables.deleteTable(tx, change, database, name));
        log.info("Table " + name + " is deleted: its files are gone");
      }
      case "DEPRECATE_IN_DATABASE" -> {
        if (parameters.containsKey("DEPRECATED_BY_CRAWLER")) {
          return;
        }
        allowed("glue:UpdateTable", name);
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put("DEPRECATED_BY_CRAWLER", String.valueOf(role.now().toEpochMilli()));
        TableInput input = TableDifferences.input(table).toBuilder().parameters(more).build();
        plan.updateTable(tx -> tables.updateTable(tx, change, database, input));
        log.info("Table " + name + " is marked as deprecated: its files are gone");
      }
      default ->
          log.warn("Table " + name + " stays, because DeleteBehavior is LOG; its files are gone");
    }
  }

  private SchemaChangePolicy policy() {
    SchemaChangePolicy policy = crawler.schemaChangePolicy();
    return policy == null
        ? SchemaChangePolicy.builder()
            .updateBehavior("UPDATE_IN_DATABASE")
            .deleteBehavior("DEPRECATE_IN_DATABASE")
            .build()
        : policy;
  }

  private void allowed(String action, String table) {
    CatalogAccess.table(action, role.region(), role.account(), database, table)
        .forEach(access -> authorizer.check(role, access));
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("MD5 is missing from this JDK", e);
    }
  }
}
