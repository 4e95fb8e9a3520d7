package io.tarn.catalog.iceberg;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Authorizer;
import io.tarn.api.glue.Database;
import io.tarn.api.glue.DatabaseInput;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.Change;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Pages;
import io.tarn.store.Objects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.view.BaseMetastoreViewCatalog;
import org.jspecify.annotations.Nullable;

/**
 * Databases and Iceberg's tables and views of the Glue Data Catalog, for one request. Names are
 * folded to lower case, as the catalog does.
 */
public final class LakeIcebergCatalog extends BaseMetastoreViewCatalog
    implements SupportsNamespaces {
  private static final int STEP = 500;
  private static final int NAME_MAX = 255;
  private static final String LOCATION = "location";
  private static final String COMMENT = "comment";

  private final Session session;
  private final String region;

  public LakeIcebergCatalog(Session session) {
    this.session = session;
    region = session.call().region();
  }

  @Override
  public String name() {
    return "tarn";
  }

  @Override
  protected LakeTableOperations newTableOps(TableIdentifier identifier) {
    return new LakeTableOperations(
        session, nameOf(identifier.namespace()), fold(identifier.name()));
  }

  @Override
  protected LakeViewOperations newViewOps(TableIdentifier identifier) {
    return new LakeViewOperations(session, nameOf(identifier.namespace()), fold(identifier.name()));
  }

  @Override
  protected String defaultWarehouseLocation(TableIdentifier identifier) {
    Database database = load(identifier.namespace());
    String location = database.locationUri();
    if (location != null && !location.isEmpty()) {
      return strip(location) + "/" + fold(identifier.name());
    }
    if (session.warehouse().isEmpty()) {
      throw new ValidationException(
          "Namespace %s has no location: give the table or the namespace one, or a warehouse",
          identifier.namespace());
    }
    return strip(session.warehouse())
        + "/"
        + nameOf(identifier.namespace())
        + ".db/"
        + fold(identifier.name());
  }

  @Override
  public List<TableIdentifier> listTables(Namespace namespace) {
    return list(namespace, LakeTableOperations::isIceberg);
  }

  @Override
  public List<TableIdentifier> listViews(Namespace namespace) {
    return list(namespace, LakeViewOperations::isIceberg);
  }

  private List<TableIdentifier> list(Namespace namespace, Predicate<Table> kind) {
    load(namespace);
    List<TableIdentifier> found = new ArrayList<>();
    Pages.forEach(
        session.ledger(),
        (tx, after) -> session.tables().listTables(tx, region, nameOf(namespace), after, STEP),
        table -> {
          if (kind.test(table)) {
            found.add(TableIdentifier.of(namespace, table.name()));
          }
        });
    return found;
  }

  @Override
  public boolean dropTable(TableIdentifier identifier, boolean purge) {
    TableOperations operations = newTableOps(identifier);
    TableMetadata last = operations.current();
    if (last == null) {
      return false;
    }
    String database = nameOf(identifier.namespace());
    session
        .commits()
        .commit(
            tx -> {
              session
                  .tables()
                  .deleteTable(tx, Change.of(session.call()), database, fold(identifier.name()));
              return database;
            });
    if (purge) {
      CatalogUtil.dropTableData(operations.io(), last);
    }
    return true;
  }

  /**
   * Changes a table in one commit, if it is then still as it was read.
   *
   * @param version that the Glue table must have; null for any
   * @param updates from what the table is
   * @throws CommitFailedException when it has another version, or changed meanwhile
   */
  public void update(
      TableIdentifier identifier,
      @Nullable String version,
      Function<TableMetadata, List<MetadataUpdate>> updates) {
    LakeTableOperations table = newTableOps(identifier);
    TableMetadata base = table.current();
    if (base == null) {
      throw new NoSuchTableException("Table does not exist: %s", identifier);
    }
    if (version != null && !version.equals(table.version())) {
      throw new CommitFailedException(
          "table %s has version %s, not %s", identifier.name(), table.version(), version);
    }
    TableMetadata.Builder builder = TableMetadata.buildFrom(base);
    updates.apply(base).forEach(update -> update.applyTo(builder));
    TableMetadata changed = builder.build();
    if (!changed.changes().isEmpty()) {
      table.commit(base, changed);
    }
  }

  /** Whether the caller may remove the files of a table, asked before the table goes. */
  void checkPurge(TableIdentifier identifier, Objects objects, Authorizer authorizer) {
    TableMetadata last = newTableOps(identifier).current();
    if (last != null) {
      Location below = Location.parse(strip(last.location()) + "/*");
      authorizer.check(
          session.call(), objects.access("s3:DeleteObject", below.bucket(), below.key()));
    }
  }

  /** Its metadata stays where it is, as a dropped table's does: it can be registered again. */
  @Override
  public boolean dropView(TableIdentifier identifier) {
    String database = nameOf(identifier.namespace());
    String name = fold(identifier.name());
    return session
        .commits()
        .commit(
            tx -> {
              if (session
                  .tables()
                  .findTable(tx, region, database, name)
                  .filter(LakeViewOperations::isIceberg)
                  .isEmpty()) {
                return false;
              }
              session.tables().deleteTable(tx, Change.of(session.call()), database, name);
              return true;
            });
  }

  @Override
  public void renameTable(TableIdentifier from, TableIdentifier to) {
    rename(
        from,
        to,
        LakeTableOperations::isIceberg,
        gone -> new NoSuchTableException("Table does not exist: %s", gone));
  }

  @Override
  public void renameView(TableIdentifier from, TableIdentifier to) {
    rename(
        from,
        to,
        LakeViewOperations::isIceberg,
        gone -> new NoSuchViewException("View does not exist: %s", gone));
  }

  private void rename(
      TableIdentifier from,
      TableIdentifier to,
      Predicate<Table> kind,
      Function<TableIdentifier, RuntimeException> gone) {
    load(to.namespace());
    checkName(to.name());
    Change change = Change.of(session.call());
    try {
      session
          .commits()
          .commit(
              tx -> {
                Table old =
                    session
                        .tables()
                        .findTable(tx, region, nameOf(from.namespace()), fold(from.name()))
                        .filter(kind)
                        .orElseThrow(() -> gone.apply(from));
                session
                    .tables()
                    .createTable(
                        tx,
                        change,
                        nameOf(to.namespace()),
                        TableInput.builder()
                            .name(fold(to.name()))
                            .description(old.description())
                            .owner(old.owner())
                            .tableType(old.tableType())
                            .viewOriginalText(old.viewOriginalText())
                            .viewExpandedText(old.viewExpandedText())
                            .parameters(old.parameters())
                            .storageDescriptor(old.storageDescriptor())
                            .build());
                session
                    .tables()
                    .deleteTable(tx, change, nameOf(from.namespace()), fold(from.name()));
                return old;
              });
    } catch (ServiceError e) {
      if (e.code().equals("AlreadyExistsException")) {
        throw new AlreadyExistsException(e, "Table or view already exists: %s", to);
      }
      throw e;
    }
  }

  @Override
  public void createNamespace(Namespace namespace, Map<String, String> properties) {
    checkNew(namespace);
    DatabaseInput input = input(nameOf(namespace), properties);
    try {
      session
          .commits()
          .commit(tx -> session.tables().createDatabase(tx, Change.of(session.call()), input));
    } catch (ServiceError e) {
      if (e.code().equals("AlreadyExistsException")) {
        throw new AlreadyExistsException(e, "Namespace already exists: %s", namespace);
      }
      throw e;
    }
  }

  @Override
  public List<Namespace> listNamespaces(Namespace parent) {
    if (!parent.isEmpty()) {
      load(parent);
      return List.of();
    }
    List<Namespace> found = new ArrayList<>();
    Pages.forEach(
        session.ledger(),
        (tx, after) -> session.tables().listDatabases(tx, region, after, STEP),
        database -> found.add(Namespace.of(database.name())));
    return found;
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(Namespace namespace) {
    Database database = load(namespace);
    Map<String, String> properties = new HashMap<>();
    if (database.parameters() != null) {
      properties.putAll(database.parameters());
    }
    if (database.locationUri() != null) {
      properties.put(LOCATION, database.locationUri());
    }
    if (database.description() != null) {
      properties.put(COMMENT, database.description());
    }
    return properties;
  }

  @Override
  public boolean dropNamespace(Namespace namespace) {
    String name = nameOf(namespace);
    return session
        .commits()
        .commit(
            tx -> {
              if (session.tables().findDatabase(tx, region, name).isEmpty()) {
                return false;
              }
              if (!session
                  .tables()
                  .listTables(tx, region, name, Optional.empty(), 1)
                  .items()
                  .isEmpty()) {
                throw new NamespaceNotEmptyException("Namespace is not empty: %s", namespace);
              }
              session.tables().deleteDatabase(tx, Change.of(session.call()), name);
              return true;
            });
  }

  @Override
  public boolean setProperties(Namespace namespace, Map<String, String> updates) {
    Map<String, String> properties = new HashMap<>(loadNamespaceMetadata(namespace));
    properties.putAll(updates);
    write(namespace, properties);
    return true;
  }

  @Override
  public boolean removeProperties(Namespace namespace, Set<String> names) {
    Map<String, String> properties = new HashMap<>(loadNamespaceMetadata(namespace));
    properties.keySet().removeAll(names);
    write(namespace, properties);
    return true;
  }

  private void write(Namespace namespace, Map<String, String> properties) {
    String name = nameOf(namespace);
    session
        .commits()
        .commit(
            tx ->
                session
                    .tables()
                    .updateDatabase(tx, Change.of(session.call()), name, input(name, properties)));
  }

  private static DatabaseInput input(String name, Map<String, String> properties) {
    Map<String, String> parameters = new HashMap<>(properties);
    String location = parameters.remove(LOCATION);
    String comment = parameters.remove(COMMENT);
    return DatabaseInput.builder()
        .name(name)
        .description(comment)
        .locationUri(location)
        .parameters(parameters)
        .build();
  }

  private Database load(Namespace namespace) {
    return session
        .ledger()
        .read(tx -> session.tables().findDatabase(tx, region, nameOf(namespace)))
        .orElseThrow(() -> new NoSuchNamespaceException("Namespace does not exist: %s", namespace));
  }

  /** Glue's databases lie beside each other. */
  static String nameOf(Namespace namespace) {
    if (namespace.length() != 1) {
      throw new NoSuchNamespaceException("Namespaces have one level here: %s", namespace);
    }
    return fold(namespace.level(0));
  }

  /** Whether a namespace can be made under this name. */
  static void checkNew(Namespace namespace) {
    if (namespace.length() != 1) {
      throw new ValidationException("Namespaces have one level here: %s", namespace);
    }
    checkName(namespace.level(0));
  }

  /** What Glue takes for a name. */
  static void checkName(String name) {
    if (name.isBlank()
        || name.length() > NAME_MAX
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new ValidationException(
          "A name has 1 to %s characters and no control characters: %s", NAME_MAX, name);
    }
  }

  static TableIdentifier folded(TableIdentifier table) {
    return TableIdentifier.of(nameOf(table.namespace()), fold(table.name()));
  }

  static String fold(String name) {
    return requireNonNull(name, "name is null").toLowerCase(Locale.ROOT);
  }

  private static String strip(String location) {
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }
}
